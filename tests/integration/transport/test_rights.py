"""What each user of Redis may and may not do, on a server with the ACL file of a deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import redis

from services.console.redis_server import RedisServer, bundled_binary
from shared.transport.rights import acl_file, users
from shared.transport.streams import CLAIMS_V1, STREAMS
from tests.integration.transport.servers import arguments, wait_for
from tests.rights_table import USERS, forbidden

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORDS = {user.name: f"password-of-{user.name}" for user in users()}
WORKERS = {"fetcher", "cleaner", "extractor", "store"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A server with users, groups and Functions, and one claim."""
    folder: Path = tmp_path_factory.mktemp("guarded")
    acl = folder / "users.acl"
    acl.write_text(acl_file(PASSWORDS))
    server = RedisServer(folder / "data", binary=bundled_binary(), options={"aclfile": str(acl)})
    server.launch()
    wait_for(as_user(server, "keeper"))
    with client(server, "keeper") as keeper:
        for stream in STREAMS:
            for group in stream.groups:
                keeper.xgroup_create(stream.name, group, id="0", mkstream=True)
    yield server
    server.kill()


def as_user(server: RedisServer, name: str) -> str:
    """The URL of a user."""
    return f"redis://{name}:{PASSWORDS[name]}@127.0.0.1:{server.port}/0"


def client(server: RedisServer, name: str) -> redis.Redis:
    """A client that is this user."""
    return redis.Redis.from_url(as_user(server, name))


def may(server: RedisServer, name: str, command: str) -> bool:
    """Whether a user may do it; another refusal than that of a right is a yes."""
    with client(server, name) as asking:
        try:
            asking.execute_command(*command.split())
        except redis.exceptions.NoPermissionError:
            return False
        except redis.ResponseError:
            return True
    return True


@pytest.mark.parametrize("user", USERS)
def test_what_is_not_a_user_s_work_is_refused(guarded: RedisServer, user: str) -> None:
    """Nobody rules the server, reads or adds elsewhere, or passes for another service."""
    assert [command for command in forbidden(user) if may(guarded, user, command)] == []


@pytest.mark.parametrize("name", sorted(WORKERS))
def test_a_worker_reads_its_own_input(guarded: RedisServer, name: str) -> None:
    """Each stream that a service has a group on, in that group."""
    for stream in STREAMS:
        if name in stream.groups:
            assert may(guarded, name, f"XREADGROUP GROUP {name} c STREAMS {stream.name} >")


def test_the_keeper_makes_groups_and_trims(guarded: RedisServer) -> None:
    """On every stream between services."""
    for stream in STREAMS:
        assert may(guarded, "keeper", f"XTRIM {stream.name} MINID 0")
        assert may(guarded, "keeper", f"XGROUP CREATE {stream.name} other 0")


def test_the_store_publishes_and_others_look(guarded: RedisServer) -> None:
    """The public topic is written by one service and read by subscribers."""
    assert may(guarded, "store", f"XADD {CLAIMS_V1} NOMKSTREAM * a b")
    assert may(guarded, "store", f"MEMORY USAGE {CLAIMS_V1}")
    assert may(guarded, "store", "INFO memory")
    assert all(may(guarded, name, f"XRANGE {CLAIMS_V1} - +") for name in ("gateway", "operator", "subscriber"))


def test_the_table_names_every_user() -> None:
    """A user that is added later gets its lines."""
    assert set(USERS) == {user.name for user in users()}


@pytest.mark.parametrize("name", sorted(PASSWORDS))
def test_who_asks_what_became_of_a_feed_changes_nothing(guarded: RedisServer, name: str) -> None:
    """The state of feeds and what is put off are read by those who tell of them, and written by the fetcher."""
    assert may(guarded, name, "GET claimwire:feed:http://a") == (name in {"fetcher", "gateway", "operator"})
    assert may(guarded, name, "ZRANGE claimwire:later 0 -1") == (name in {"fetcher", "operator"})
    assert may(guarded, name, "SET claimwire:feed:http://a b") == (name == "fetcher")
    assert may(guarded, name, "ZADD claimwire:later 1 a") == (name == "fetcher")


def test_nobody_comes_in_without_a_password(guarded: RedisServer) -> None:
    """The default user is off, whatever rights it has."""
    with redis.Redis(port=guarded.port) as nobody, pytest.raises(redis.AuthenticationError):
        nobody.ping()


@pytest.mark.usefixtures("docker_engine")
def test_transactions_survive_a_restart_although_the_default_user_is_off(tmp_path: Path) -> None:
    """Redis 7.0 reads its AOF as the default user: without rights for that one it leaves every transaction out."""
    from testcontainers.core.container import DockerContainer

    tmp_path.chmod(0o755)
    (tmp_path / "users.acl").write_text(acl_file(PASSWORDS))
    command = arguments("redis-server", {"aclfile": "/acl/users.acl", "protected-mode": "no"})
    container = DockerContainer("redis:7-bookworm", command=command).with_exposed_ports(6379)
    with container.with_volume_mapping(str(tmp_path), "/acl", "ro") as server:

        def url(name: str) -> str:
            return f"redis://{name}:{PASSWORDS[name]}@127.0.0.1:{server.get_exposed_port(6379)}/0"

        wait_for(url("store"))
        with redis.Redis.from_url(url("store")) as store, store.pipeline(transaction=True) as pipeline:
            for number in (1, 2):
                pipeline.xadd(CLAIMS_V1, {"__data__": "{}"}, id=f"{number}-0")
            pipeline.execute()
        server.get_wrapped_container().restart(timeout=0)
        wait_for(url("subscriber"))
        with redis.Redis.from_url(url("subscriber")) as subscriber:
            assert [entry for entry, _ in subscriber.xrange(CLAIMS_V1)] == [b"1-0", b"2-0"]
