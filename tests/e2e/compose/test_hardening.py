"""What a container can do to its surroundings: as little as possible, seen on the running ones."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from tests.e2e.compose.deployment import LONG_RUNNING, run, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.compose.deployment import Deployment

# From the network for examples (RFC 5737): nobody's.
FOREIGN, HERE, FOREIGN_PORT = "198.51.100.2", "198.51.100.1", "8099"
CONNECT = f"import socket; socket.create_connection(('{FOREIGN}', {FOREIGN_PORT}), 3)"


@pytest.mark.parametrize("service", LONG_RUNNING)
def test_a_container_has_no_power(deployment: Deployment, service: str) -> None:
    """Its processes are nobody of power and gain none; its files are read only, memory and processes limited."""
    container = deployment.container(service)
    host = container["HostConfig"]
    processes = list(_processes(deployment, service))

    assert processes
    for process in processes:
        assert "0" not in process["Uid"].split()
        assert {process[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
        assert process["NoNewPrivs"] == "1"
    assert host["ReadonlyRootfs"]
    assert not host["Privileged"]
    assert host["CapDrop"] == ["ALL"]
    assert not host["CapAdd"]
    assert host["Memory"] > 0
    assert host["PidsLimit"] > 0
    assert host["NanoCpus"] > 0
    assert host["LogConfig"]["Config"]["max-size"]


def _processes(deployment: Deployment, service: str) -> Iterator[dict[str, str]]:
    script = "for file in /proc/[0-9]*/status; do cat $file; echo; done"
    printed = deployment.compose("exec", "-T", service, "sh", "-c", script)
    for status in printed.strip().split("\n\n"):
        yield dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)


@pytest.mark.parametrize("service", LONG_RUNNING)
def test_a_container_cannot_write_to_its_image(deployment: Deployment, service: str) -> None:
    """Not even where its user could."""
    refused = "touch /written 2>/dev/null || touch /usr/written 2>/dev/null || echo refused"

    assert deployment.compose("exec", "-T", service, "sh", "-c", refused).strip() == "refused"


def test_ports_are_for_this_machine_only(deployment: Deployment) -> None:
    """The gateway, Redis for subscribers and the demonstration are published on 127.0.0.1; nothing else is."""
    published = {}
    for service in LONG_RUNNING:
        ports = deployment.container(service)["HostConfig"]["PortBindings"] or {}
        published[service] = {binding["HostIp"] for bindings in ports.values() for binding in bindings}

    assert {service: hosts for service, hosts in published.items() if hosts} == {
        "gateway": {"127.0.0.1"},
        "redis": {"127.0.0.1"},
        "demonstration": {"127.0.0.1"},
    }


def test_only_the_fetcher_is_on_a_network_that_leads_out(deployment: Deployment) -> None:
    """The others are on internal networks, or on the one for ports, whose packets nobody answers."""
    ways_out = {}
    for service in LONG_RUNNING:
        networks = deployment.container(service)["NetworkSettings"]["Networks"]
        ways_out[service] = {_short(name, deployment) for name in networks if _leads_out(name)}

    assert {service: networks for service, networks in ways_out.items() if networks} == {"fetcher": {"outside"}}


def _short(network: str, deployment: Deployment) -> str:
    return network.removeprefix(f"{deployment.project}_")


def _leads_out(network: str) -> bool:
    (found,) = orjson.loads(run("docker", "network", "inspect", network))
    options: dict[str, Any] = found["Options"] or {}
    return not found["Internal"] and options.get("com.docker.network.bridge.enable_ip_masquerade") != "false"


@contextmanager
def a_foreign_host(folder: Path) -> Iterator[None]:
    """A web server on another network, which this machine can reach, and which knows no way to the containers."""
    name = f"foreign-{secrets.token_hex(2)}"
    near, far = f"cw{secrets.token_hex(3)}", f"cw{secrets.token_hex(3)}"
    inside = ("ip", "netns", "exec", name)
    run("ip", "netns", "add", name)
    server: subprocess.Popen[bytes] | None = None
    try:
        run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", name)
        run("ip", "address", "add", f"{HERE}/24", "dev", near)
        run("ip", "link", "set", near, "up")
        run(*inside, "ip", "address", "add", f"{FOREIGN}/24", "dev", far)
        run(*inside, "ip", "link", "set", far, "up")
        serve = ("python3", "-m", "http.server", FOREIGN_PORT, "--bind", FOREIGN, "--directory", str(folder))
        server = subprocess.Popen([*inside, *serve])
        wait_until(_is_served_there, "the foreign host")
        yield
    finally:
        if server is not None:
            server.kill()
            server.wait()
        run("ip", "netns", "delete", name)


def _is_served_there() -> bool:
    with socket.create_connection((FOREIGN, int(FOREIGN_PORT)), 1):
        return True


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("ip") is None, reason="a network of one's own needs root and ip")
def test_only_the_fetcher_reaches_a_foreign_host(deployment: Deployment, tmp_path: Path) -> None:
    """From each container's own network a connection to another host is tried."""
    with a_foreign_host(tmp_path):
        reached = {service for service in LONG_RUNNING if _reaches(deployment.container(service)["Id"])}

    assert reached == {"fetcher"}


def _reaches(container: str) -> bool:
    command = (
        "docker",
        "run",
        "--rm",
        "--network",
        f"container:{container}",
        "claimwire:local",
        "python",
        "-c",
        CONNECT,
    )
    ended = subprocess.run(command, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert not ended.returncode or "timed out" in ended.stderr or "unreachable" in ended.stderr, ended.stderr
    return not ended.returncode
