"""The list of feeds: what an operator may write, and what is said of mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.fetcher.adapters.feed_file import WatchedFeeds, add_feeds, read_feeds, set_enabled
from services.fetcher.domain.feed_list import FeedListError, ListedFeed, feeds_of_yaml

_STARTER = Path(__file__).parents[3] / "deploy/feeds/starter.yaml"


def test_every_field_is_read() -> None:
    """What an operator knows of a feed arrives as it was written; what is not said has its default."""
    first, second = feeds_of_yaml(
        """
feeds:
  - {url: "https://a.example/rss"}
  - url: https://b.example/news
    kind: list
    link: article h2 > a
    interval_seconds: 900
    outlet: The Example
    language: en
    country: NO
    ownership: state
    side: UA
    rights: quotations only
    include: [Ukraine]
    exclude: [football]
    body: div.text
    enabled: false
    tested: false
"""
    )

    assert first == ListedFeed(url="https://a.example/rss")
    assert (second.kind, second.link, second.interval_seconds) == ("list", "article h2 > a", 900)
    assert (second.country, second.enabled, second.tested) == ("NO", False, False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("feeds: [", "no YAML: line 1"),
        ("- a\n- b", "must be a mapping"),
        ("feeds: [{}]", "feed 1, url: Field required"),
        ("feeds: [{url: ftp://a.example}]", "feed 1, url: no address of the web"),
        ("feeds: [{url: 'http://[a'}]", "feed 1, url: no address"),
        ("feeds: [{url: http://a.example, intervall: 3}]", "(http://a.example), intervall: no feed has such a field"),
        ("feeds: [{url: http://a.example, kind: rss}]", "kind: Input should be"),
        ("feeds: [{url: http://a.example, body: 'a['}]", "body: no CSS selector"),
        ("feeds: [{url: http://a.example, kind: list}]", "needs `link`"),
        ("feeds: [{url: http://a.example, interval_seconds: 0}]", "interval_seconds"),
        ("feeds: [{url: http://a.example}, {url: http://a.example}]", "http://a.example is listed twice"),
        ("feeds:\n" + "  - {url: x}\n" * 9, "and 4 more"),
        ("&a [*a]", "must be a mapping"),
    ],
)
def test_mistake_is_told_with_its_place(text: str, said: str) -> None:
    """A list with a mistake is refused as a whole, and the reason names the feed and the field."""
    with pytest.raises(FeedListError) as refused:
        feeds_of_yaml(text)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "feeds: []\n"])
def test_empty_list_has_no_feeds(text: str) -> None:
    """An empty file is a list without feeds."""
    assert feeds_of_yaml(text) == []


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (("Shelling in UKRAINE", None), True),
        (("Weather", "rain over Ukraine's south"), True),
        (("Ukrainetz wins", None), False),
        (("Ukraine plays football", None), False),
        ((None, None), False),
    ],
)
def test_words_include_and_exclude(texts: tuple[str | None, ...], wanted: bool) -> None:
    """Whole words count, in any case; an excluded word outweighs an included one."""
    feed = ListedFeed(url="https://a.example", include=("Ukraine",), exclude=("football",))

    assert feed.wants(*texts) is wanted
    assert ListedFeed(url="https://a.example").wants(*texts)


def test_edit_by_command_keeps_comments(tmp_path: Path) -> None:
    """What a person wrote beside the feeds survives additions and pauses."""
    file = tmp_path / "feeds.yaml"
    file.write_text("# ours\nfeeds:\n  # the best one\n  - url: https://a.example/rss # daily\n    outlet: A\n")

    new = add_feeds(file, [ListedFeed(url="https://a.example/rss"), ListedFeed(url="https://b.example", country="NO")])
    found = set_enabled(file, "https://a.example/rss", enabled=False)

    text = file.read_text()
    assert [feed.url for feed in new] == ["https://b.example"]
    assert found
    assert not set_enabled(file, "https://c.example", enabled=True)
    assert all(comment in text for comment in ("# ours", "# the best one", "# daily"))
    assert [(feed.url, feed.enabled) for feed in read_feeds(file)] == [
        ("https://a.example/rss", False),
        ("https://b.example", True),
    ]
    assert list(tmp_path.iterdir()) == [file]


def test_list_that_is_broken_is_not_written_over(tmp_path: Path) -> None:
    """A command refuses a list with a mistake and leaves it as it is."""
    file = tmp_path / "feeds.yaml"
    file.write_text("feeds: [{url: nowhere}]\n")

    with pytest.raises(FeedListError):
        add_feeds(file, [ListedFeed(url="https://b.example")])

    assert file.read_text() == "feeds: [{url: nowhere}]\n"


def test_list_of_lines_takes_additions_too(tmp_path: Path) -> None:
    """Where only a feeds.txt is there, it is the list; it has no room for a pause, and says so."""
    (tmp_path / "feeds.txt").write_text("https://a.example/rss")
    file = tmp_path / "feeds.yaml"

    add_feeds(file, [ListedFeed(url="https://b.example")])

    assert [feed.url for feed in read_feeds(file)] == ["https://a.example/rss", "https://b.example"]
    assert not file.exists()
    with pytest.raises(FeedListError, match="one URL a line"):
        set_enabled(file, "https://b.example", enabled=False)


def test_invalid_edit_keeps_the_old_list(tmp_path: Path) -> None:
    """While the file cannot be used, polling goes on as before; mended, it counts at once."""
    file = tmp_path / "feeds.yaml"
    watched = WatchedFeeds(file)
    assert watched.enabled() == []

    file.write_text("feeds: [{url: https://a.example}, {url: https://b.example, enabled: false}]")
    first = watched.enabled()
    file.write_text("feeds: [{url: https://a.example}, {")
    second = watched.enabled()
    file.write_text("feeds: [{url: https://c.example}]")
    third = watched.enabled()
    file.unlink()

    assert [feed.url for feed in first] == [feed.url for feed in second] == ["https://a.example"]
    assert [feed.url for feed in third] == ["https://c.example"]
    assert watched.enabled() == []


def test_starter_list_is_broad() -> None:
    """The list to begin with: forty feeds from many sides, each with the country and the owner of its outlet."""
    feeds = read_feeds(_STARTER)

    assert len(feeds) >= 40
    assert all(feed.outlet and feed.country and feed.ownership and feed.language == "en" for feed in feeds)
    assert len({feed.country for feed in feeds}) >= 15
    assert {"UA", "RU"} <= {feed.side for feed in feeds}
    assert len({feed.outlet for feed in feeds}) == len(feeds)
