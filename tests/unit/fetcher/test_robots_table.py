"""RFC 9309, case by case: what a robots.txt allows."""

from __future__ import annotations

import time
from typing import Any

import pytest

from services.fetcher.domain.robots import MOST_BYTES, product_token, rules_of

_AGENT = "claimwire/0.1 (reads news feeds; the operator sets a contact here)"
_ALL = "User-agent: *\n"
_US = "User-agent: claimwire\n"

# Name, robots.txt, path, whether it may be fetched.
_CASES: tuple[tuple[str, Any, str, bool], ...] = (
    ("empty file", "", "/a", True),
    ("no rule matches", f"{_ALL}Disallow: /private", "/a", True),
    ("prefix", f"{_ALL}Disallow: /private", "/privately", False),
    ("case of the path", f"{_ALL}Disallow: /Private", "/private", True),
    ("case of the directive", "uSeR-aGeNt: *\ndisALLOW: /a", "/a", False),
    ("spaces around the colon", "User-agent : *\nDisallow :   /a  ", "/a", False),
    ("empty disallow", f"{_ALL}Disallow:", "/a", True),
    ("disallow everything", f"{_ALL}Disallow: /", "/a", False),
    ("the file itself", f"{_ALL}Disallow: /", "/robots.txt", True),
    ("longest match is allow", f"{_ALL}Disallow: /a\nAllow: /a/b", "/a/b/c", True),
    ("longest match is disallow", f"{_ALL}Allow: /a\nDisallow: /a/b", "/a/b/c", False),
    ("order does not count", f"{_ALL}Allow: /a/b\nDisallow: /a", "/a/b", True),
    ("allow wins a tie", f"{_ALL}Disallow: /a\nAllow: /a", "/a", True),
    ("allow wins a tie in any order", f"{_ALL}Allow: /a\nDisallow: /a", "/a", True),
    ("a wildcard counts by its length", f"{_ALL}Allow: /page\nDisallow: /*.htm", "/page.htm", False),
    ("the end counts by its length", f"{_ALL}Allow: /$\nDisallow: /", "/", True),
    ("the end and more", f"{_ALL}Allow: /$\nDisallow: /", "/page", False),
    ("wildcard in the middle", f"{_ALL}Disallow: /a/*/c", "/a/b/b/c/d", False),
    ("wildcard of nothing", f"{_ALL}Disallow: /a*c", "/ac", False),
    ("wildcard and end", f"{_ALL}Disallow: /*.pdf$", "/a/b.pdf", False),
    ("wildcard and end, more follows", f"{_ALL}Disallow: /*.pdf$", "/a/b.pdf?c=d", True),
    ("wildcard at the beginning", f"{_ALL}Disallow: *.pdf", "/a.pdf", False),
    ("many wildcards", f"{_ALL}Disallow: /{'*a' * 200}b$", f"/{'a' * 2000}", True),
    ("a dollar in the middle", f"{_ALL}Disallow: /a$b", "/a$b", False),
    ("query", f"{_ALL}Disallow: /*?", "/a?b", False),
    ("query in a rule", f"{_ALL}Disallow: /a?b=c", "/a?b=c&d", False),
    ("percent-encoded in the rule", f"{_ALL}Disallow: /caf%C3%A9", "/café", False),
    ("percent-encoded in the URL", f"{_ALL}Disallow: /café", "/caf%C3%A9", False),
    ("percent-encoded in lower case", f"{_ALL}Disallow: /caf%c3%a9", "/caf%C3%A9", False),
    ("percent-encoded letter", f"{_ALL}Disallow: /%61b", "/ab", False),
    ("an encoded slash is none", f"{_ALL}Disallow: /a/b", "/a%2Fb", True),
    ("an encoded star is none", f"{_ALL}Disallow: /a%2Ab", "/axb", True),
    ("an encoded star", f"{_ALL}Disallow: /a%2Ab", "/a*b", False),
    ("an encoded dollar", f"{_ALL}Disallow: /a%24", "/a$b", False),
    ("comment", f"{_ALL}Disallow: /a # but /b", "/b", True),
    ("comment alone", f"# all\n{_ALL}# them\nDisallow: /a", "/a", False),
    ("no newline at the end", f"{_ALL}Disallow: /a", "/a", False),
    ("old Mac line ends", "User-agent: *\rDisallow: /a\r", "/a", False),
    ("Windows line ends", "User-agent: *\r\nDisallow: /a\r\n", "/a", False),
    ("byte order mark", b"\xef\xbb\xbfUser-agent: *\nDisallow: /a", "/a", False),
    ("byte order mark before us", b"\xef\xbb\xbfUser-agent: claimwire\nDisallow: /a", "/a", False),
    ("bytes that are no UTF-8", b"User-agent: *\nDisallow: /\xff\nDisallow: /a", "/a", False),
    ("NUL", b"User-agent: *\n\0\nDisallow: /a", "/a", False),
    ("a page instead", "<!doctype html><html><body>User-agent: * Disallow: /</body></html>", "/a", True),
    ("rules before any group", f"Disallow: /a\n{_ALL}Disallow: /b", "/a", True),
    ("our group", f"{_US}Disallow: /a", "/a", False),
    ("our group in capitals", "User-agent: CLAIMWIRE\nDisallow: /a", "/a", False),
    ("our group with a version", "User-agent: claimwire/2.0\nDisallow: /a", "/a", False),
    ("our group with a comment", "User-agent: claimwire # you\nDisallow: /a", "/a", False),
    ("our group instead of all", f"{_ALL}Disallow: /\n\n{_US}Disallow: /a", "/b", True),
    ("our group first", f"{_US}Disallow: /a\n\n{_ALL}Disallow: /", "/b", True),
    ("our group without rules", f"{_ALL}Disallow: /\n\n{_US}Disallow:", "/b", True),
    ("our groups are one", f"{_US}Disallow: /a\n\n{_ALL}Disallow: /\n\n{_US}Disallow: /b", "/b", False),
    ("our groups are one, spelled otherwise", f"{_US}Disallow: /a\n\nUser-agent: ClaimWire\nDisallow: /b", "/a", False),
    ("groups for all are one", f"{_ALL}Disallow: /a\n\nUser-agent: b\nDisallow: /b\n\n{_ALL}Disallow: /c", "/a", False),
    ("several agents, one group", f"User-agent: other\n{_US}Disallow: /a", "/a", False),
    ("several agents, empty lines", f"User-agent: other\n\n\n{_US}\nDisallow: /a", "/a", False),
    ("a sitemap between", f"{_US}Sitemap: https://news.example/map.xml\nDisallow: /a", "/a", False),
    ("another agent", "User-agent: other\nDisallow: /", "/a", True),
    ("the beginning of our name", "User-agent: claim\nDisallow: /", "/a", True),
    ("our name and more", "User-agent: claimwire-images\nDisallow: /", "/a", True),
    ("the end of our name", "User-agent: wire\nDisallow: /", "/a", True),
    ("a word of our comment", "User-agent: operator\nDisallow: /", "/a", True),
    ("words of our comment", "User-agent: reads news feeds\nDisallow: /", "/a", True),
    ("a word of our comment instead of all", f"{_ALL}Disallow: /a\n\nUser-agent: news\nDisallow:", "/a", False),
    ("a longer word of our comment", f"{_US}Disallow: /a\n\nUser-agent: reads news feeds\nDisallow:", "/a", False),
    ("all with words behind", "User-agent: * everybody\nDisallow: /a", "/a", False),
    ("an agent without name", "User-agent:\nDisallow: /a", "/a", True),
)  # fmt: skip


@pytest.mark.parametrize(("name", "text", "path", "allowed"), _CASES, ids=[case[0] for case in _CASES])
def test_what_a_file_allows(name: str, text: str | bytes, path: str, allowed: bool) -> None:
    """As RFC 9309 says, for the whole user agent that the fetcher sends."""
    rules = rules_of(200, text if isinstance(text, bytes) else text.encode())

    assert rules.allows(f"https://news.example{path}", _AGENT) is allowed


@pytest.mark.parametrize(
    ("agent", "token"),
    [
        (_AGENT, "claimwire"),
        ("ClaimWire", "claimwire"),
        ("news-reader_2/1.0 (+https://desk.example)", "news-reader_2"),
        ("Mozilla/5.0 (compatible; ClaimWire/0.1; +https://desk.example)", "claimwire"),
        ("", ""),
    ],
)
def test_the_product_token_is_what_sites_call_us(agent: str, token: str) -> None:
    """Without version and comment; of an agent that calls itself a browser, what it is compatible as."""
    assert product_token(agent) == token


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 499])
def test_client_error_allows(status: int) -> None:
    """There are no rules, whatever the body says."""
    assert rules_of(status, b"User-agent: *\nDisallow: /").allows("https://news.example/a", _AGENT)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599, 429])
def test_server_error_forbids(status: int) -> None:
    """Nobody knows the rules, whatever the body says."""
    assert not rules_of(status, b"User-agent: *\nAllow: /").allows("https://news.example/a", _AGENT)


def test_at_least_500_kib_are_read() -> None:
    """A rule within them counts, one behind the bound does not, and half a line is no rule."""
    line = b"Disallow: /" + b"x" * 88 + b"\n"
    full = b"User-agent: *\n" + line * (500 * 1024 // len(line) - 1)
    within, cut = full + b"Disallow: /a", b"User-agent: *\n" + line * (2 * MOST_BYTES // len(line))

    assert not rules_of(200, within).allows("https://news.example/a", _AGENT)
    # Wherever the bound falls into a line.
    for shift in range(len(line)):
        assert rules_of(200, b"#" * shift + b"\n" + cut).allows("https://news.example/a", _AGENT)


def test_rules_are_parsed_once_for_all_pages() -> None:
    """A long file costs its site's first page, not each."""
    groups = b"".join(b"User-agent: bot%d\nDisallow: /%d\n" % (n, n) for n in range(14_000))
    rules = rules_of(200, groups)

    def seconds() -> float:
        begun = time.process_time()
        rules.allows("https://news.example/a", _AGENT)
        rules.delay_seconds(_AGENT)
        return time.process_time() - begun

    first, second = seconds(), seconds()
    assert second < first / 10
