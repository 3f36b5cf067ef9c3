"""Whether a site allows a page."""

from __future__ import annotations

import pytest

from services.fetcher.domain.robots import address, rules_of

_RULES = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 2\n\nUser-agent: badbot\nDisallow: /\n"


@pytest.mark.parametrize(
    ("status", "path", "agent", "allowed"),
    [
        (200, "/a", "claimwire/0.1", True),
        (200, "/private/a", "claimwire/0.1", False),
        (200, "/a", "badbot", False),
        (404, "/private/a", "claimwire/0.1", True),
        (403, "/private/a", "claimwire/0.1", True),
        (429, "/a", "claimwire/0.1", False),
        (503, "/a", "claimwire/0.1", False),
    ],
)
def test_rules_decide(status: int, path: str, agent: str, allowed: bool) -> None:
    """The rules count where there are some; none allow everything, a failing server forbids everything."""
    rules = rules_of(status, _RULES)

    assert rules.allows(f"https://news.example{path}", agent) is allowed


def test_site_that_cannot_say_tells_why() -> None:
    """What kept the rules from being read is known to whoever asks why a page is not fetched."""
    assert rules_of(503).why == "status 503"
    assert rules_of(503, why="no answer in time").why == "no answer in time"


def test_delay_is_bounded() -> None:
    """A pause is kept as asked for, up to a bound."""
    assert rules_of(200, _RULES).delay_seconds("claimwire") == 2
    assert rules_of(200, b"User-agent: *\nCrawl-delay: 86400\n").delay_seconds("claimwire") == 5
    assert rules_of(404).delay_seconds("claimwire") == 0


def test_rules_are_kept_at_the_root() -> None:
    """The rules of every page of a site are in one place, its port included."""
    assert address("https://news.example:8443/a/b?c#d") == "https://news.example:8443/robots.txt"
    assert address("HTTP://news.example/a") == "http://news.example/robots.txt"


@pytest.mark.parametrize("url", ["ftp://news.example/a", "http://[::/b", "", "javascript:a"])
def test_what_is_not_of_the_web_has_no_rules(url: str) -> None:
    """Nothing is asked for, and nothing is raised."""
    assert address(url) is None
