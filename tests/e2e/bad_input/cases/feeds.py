"""Feeds that are none, or list what nobody can fetch; their articles, too, have an end."""

from __future__ import annotations

import gzip

from tests.e2e.bad_input.cases.case import Answer, Case, Raw, Silent, moved, page

_MIB = 1024 * 1024
_RSS = "application/rss+xml"
_BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><title>&c;</title></channel></rss>"""
_OUTSIDE = (
    b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>&a;</title>'
    b"</channel></rss>"
)
# What a feed lists, and the robots.txt forbids: an end for each that costs the server nothing.
_MANY = 10_050
_DIFFERENT = 60


def _rss(items: str, *, end: str = "</channel></rss>", head: str = "<?xml version='1.0' encoding='utf-8'?>") -> bytes:
    return f"{head}<rss version='2.0'><channel><title>News</title>{items}{end}".encode()


def _item(link: str, *, more: str = "") -> str:
    return f"<item><title>Bridge</title><link>{link}</link>{more}</item>"


def _items(*items: str) -> Answer:
    return Answer(_rss("".join(items)), kind=_RSS)


def _case(name: str, given: object, outcome: str, reason: str, *, ask: str = "", at: str = "") -> Case:
    return Case("feed", name, given, outcome, reason, ask, at)


def _listed(name: str, feed: str, ask: str, outcome: str, reason: str) -> Case:
    """An item of the feed of another case."""
    return Case("item of a feed", name, feed, outcome, reason, ask)


FEEDS: tuple[Case, ...] = (
    _case("not XML", Answer(b"the feed has moved, ask the webmaster", kind="text/plain"), "feed_failed",
          "not a feed: neither RSS nor Atom…text/plain, 37 bytes"),
    _case("empty", Answer(kind=_RSS), "feed_failed", f"not a feed…{_RSS}, 0 bytes"),
    _case("a page", Answer(page()), "feed_failed", "not a feed…text/html"),
    _case("JSON", Answer(b'{"version": "https://jsonfeed.org/version/1"}', kind="application/json"), "feed_failed",
          "not a feed…application/json"),
    _case("binary", Answer(b"\x89PNG\r\n\x1a\n" + b"\0\xff" * 999, kind=_RSS), "feed_failed", "not a feed…image/png"),
    _case("404", Answer(status="404 Not Found"), "feed_failed", "status 404: {url}"),
    _case("403", Answer(status="403 Forbidden"), "feed_failed", "status 403: {url}"),
    _case("500", Answer(status="500 Oops"), "feed_failed", "status 500: {url}"),
    _case("304 that nobody asked for", Answer(status="304 Not Modified"), "feed_failed",
          "status 304 to an unconditional request: {url}"),
    _case("redirects in circles", moved("{self}"), "feed_failed", "more than 5 redirects…{url}"),
    _case("redirect to file:", moved("file:///etc/passwd"), "feed_failed", "only http and https…file:///etc/passwd"),
    _case("larger than 2 MB", Answer(_rss(_item("{site}/a") * (3 * _MIB // 60)), kind=_RSS), "feed_failed",
          "more than 2097152 bytes: {url}"),
    _case("gzip bomb", Answer(gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"}), "feed_failed",
          "more than 2097152 bytes: {url}"),
    _case("entity bomb", Answer(_BOMB, kind=_RSS), "feed_failed", "not a feed: it declares entities"),
    _case("entity that reads a file", Answer(_OUTSIDE, kind=_RSS), "feed_failed", "not a feed: it declares entities"),
    _case("connection cut", Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<rss"), "feed_failed", "{url}"),
    _case("never answers", Silent(), "feed_failed", "no answer in time: {url}"),
    _case("ftp: in the list", None, "feed_failed", "only http and https…{url}", ask="ftp://news.example/feed.xml"),
    _case("words in the list", None, "feed_failed", "only http and https…{url}", ask="my favourite newspaper"),
    _case("host without a name", None, "feed_failed", "not an address…http://", ask="http://"),
    _case("no items", _items(), "feed_read", "items: 0"),
    _case("items without anything", _items("<item/>", "<item><pubDate>now</pubDate></item>"), "feed_read",
          "items: 0; without id, link and title: 2"),
    _case("cut in two", Answer(_rss(_item("{site}/cut-feed"), end="<item><tit"), kind=_RSS), "feed_read",
          "items: 1…the XML is damaged: line 1"),
    _listed("before the cut", "cut in two", "{site}/cut-feed", "gone", "status 404"),
    _case("Latin-1 that says UTF-8", Answer(_rss(_item("{site}/l")).replace(b"Bridge", b"Br\xfccke"), kind=_RSS),
          "feed_read", "items: 1"),
    _case("unknown encoding", Answer(_rss(_item("{site}/e"), head="<?xml version='1.0' encoding='x-none'?>"),
          kind=_RSS), "feed_read", "items: 1"),
    _case("NULs", Answer(_rss(_item("{site}/n")).replace(b"Bridge", b"Bri\0dge"), kind=_RSS), "feed_read", "items: 1"),
    _case("no links", _items("<item><guid isPermaLink='false'>item-7</guid><title>Seven</title></item>"), "feed_read",
          "without a page: 1, the first: the item 'Seven' has no link"),
    _listed("item without a link", "no links", "item-7", "no_url", "the item 'Seven' has no link…feed {site}"),
    _case("links with other schemes",
          _items(*(_item(link) for link in ("javascript:alert(1)", "file:///etc/passwd", "ftp://a/b", "data:,a"))),
          "feed_read", "items: 4; without a page: 4, the first"),
    _listed("javascript: link", "links with other schemes", "javascript:alert(1)", "bad_url",
            "'Bridge' links to 'javascript:alert(1)', which is not http or https…feed {site}"),
    _listed("ftp: link", "links with other schemes", "ftp://a/b", "bad_url", "'ftp://a/b'…not http or https"),
    _case("the same id twice",
          _items(*(_item(f"{{site}}/twice-{n}", more="<guid isPermaLink='false'>1</guid>") for n in "ab")),
          "feed_read", "items: 2"),
    _listed("first of one id", "the same id twice", "{site}/twice-a", "gone", "status 404"),
    _listed("second of one id", "the same id twice", "{site}/twice-b", "gone", "status 404"),
    _case("title of 100 KB", _items(f"<item><title>{'Bridge ' * 15_000}</title><link>{{site}}/long</link></item>"),
          "feed_read", "items: 1"),
    _listed("item with the long title", "title of 100 KB", "{site}/long", "gone", "status 404"),
    _case("dates beyond every calendar",
          _items(*(_item(f"{{site}}/date-{n}", more=f"<pubDate>{day}</pubDate>")
                   for n, day in enumerate(("Fri, 31 Dec 9999 23:59:60 +1400", "-1", "0000-00-00", "99999-99-99")))),
          "feed_read", "items: 4"),
    _listed("item of the year 9999", "dates beyond every calendar", "{site}/date-0", "gone", "status 404"),
    _case("50,000 nested tags", Answer(_rss("<item>" + "<a>" * 50_000), kind=_RSS), "feed_*", ""),
    _case("steers a terminal", _items(_item("ftp://a/\x1b[2J\u202egnp")), "feed_read", "without a page: 1"),
    _case("10,000 items and more",
          Answer(_rss("".join(f"<item><guid>{n}</guid><link>{{site}}/forbidden/{n % _DIFFERENT}</link></item>"
                              for n in range(_MANY))), kind=_RSS),
          "feed_read", "items: 10000; behind the first 10000, which are read: 50"),
    _listed("the first of them", "10,000 items and more", "{site}/forbidden/0", "robots", "robots.txt"),
    _listed("the last of them", "10,000 items and more", f"{{site}}/forbidden/{_DIFFERENT - 1}", "robots",
            "robots.txt"),
)  # fmt: skip
