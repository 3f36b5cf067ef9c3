"""Hostile pages, feeds and links without end: made by chance from a seed, so that each can be made again."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from typing import Final

SAID = "The ministry said that the bridge at Zelene was closed on Friday."
_PARAGRAPH = f"<p>{SAID}</p>"
_TAGS = (
    "div",
    "p",
    "b",
    "table",
    "td",
    "ul",
    "li",
    "blockquote",
    "svg",
    "math",
    "template",
    "frameset",
    "select",
    "a",
    "font",
    "nobr",
    "plaintext",
    "textarea",
    "title",
    "noscript",
    "article",
    "h1",
    "form",
    "iframe",
    "object",
    "ruby",
)
_ODD: Final = (
    "",
    " ",
    "\0",
    "\x01\x02\x1b[31m",
    "\u202e\u2066",
    "\ufeff",
    "\ufffe\uffff",
    "\u0301" * 500,
    "\U0010ffff",
    "e" * 9000,
    "1e999",
    "-1",
    "NaN",
    "null",
    "undefined",
    "${7*7}",
    "{{7*7}}",
    "%s%n%x",
    "../../etc/passwd",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "]]>",
    "-->",
    "&amp;&#0;&#xD800;&#x110000;&nosuch;",
    "javascript:alert(1)",
    "data:text/html,a",
    "http://[::",
    "http://a:99999/",
    "http://\x00/",
    "//",
    "http:///a",
    "http://" + "a" * 300 + "/",
    "http://xn--/",
    "http://a/" + "%zz" * 300,
    "9" * 400,
    "9999-99-99T99:99:99Z",
    "0000-00-00",
    "Mon, 31 Feb 2026 25:61:61 +9999",
    "\u0661\u0662",
    "\u017ftraße",
    "İ",
    "ﷺ" * 300,
    "🏴‍☠️" * 200,
)
_CHARSETS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-32",
    "utf-7",
    "shift_jis",
    "koi8-r",
    "iso-2022-jp",
    "hz",
    "cp1251",
    "big5",
    "nonsense",
    "\x00",
    "idna",
    "punycode",
    "unicode_escape",
    "rot13",
    "zip",
    "base64",
)
_HEAD = "<!doctype html><html><head><title>News</title>"

Maker = Callable[[random.Random], bytes]


def _page(body: str, head: str = "") -> bytes:
    return f"{_HEAD}{head}</head><body>{_PARAGRAPH * 4}{body}</body></html>".encode("utf8", "surrogatepass")


def _nested(chance: random.Random) -> bytes:
    depth = chance.choice((50, 300, 3000, 30_000))
    tags = chance.sample(_TAGS, chance.randint(1, 3))
    return _page("".join(f"<{tag}>" for tag in tags) * depth + SAID)


def _closed(chance: random.Random) -> bytes:
    tag = chance.choice(_TAGS)
    return _page(f"</{tag}>" * chance.choice((10, 1000, 50_000)) + _PARAGRAPH)


def _attributes(chance: random.Random) -> bytes:
    count, odd = chance.choice((10, 1000, 60_000)), chance.choice(_ODD).replace('"', "")
    return _page(f"<p {' '.join(f'a{n}' for n in range(count))} class='{odd}' style=\"{odd * 9}\">{SAID}</p>")


def _unclosed(chance: random.Random) -> bytes:
    opening = chance.choice(
        (
            "<!--",
            "<![CDATA[",
            "<script>",
            "<style>",
            "<textarea>",
            "<title>",
            "<!",
            "<?",
            "</",
            "<a href='",
            '<p class="',
            "&#",
            "<svg><![CDATA[",
        )
    )
    return _page(opening * chance.choice((1, 100, 30_000)) + SAID)


def _structured(chance: random.Random) -> bytes:
    value: object = chance.choice(_ODD)
    for _ in range(chance.choice((0, 3, 60, 400))):
        value = [value] if chance.random() < 0.5 else {"@graph": value, "@type": "NewsArticle"}
    found = {"@context": "https://schema.org", "@type": chance.choice(("NewsArticle", 7, None, ["NewsArticle", {}]))}
    for name in ("headline", "datePublished", "author", "publisher", "articleBody", "inLanguage", "url"):
        found[name] = chance.choice((value, None, 1e308, True, [], {}, chance.choice(_ODD)))  # type: ignore[assignment]
    text = json.dumps(found)
    cut = text[: chance.randrange(len(text))] if chance.random() < 0.3 else text
    return _page("", f'<script type="application/ld+json">{cut}</script>')


def _described(chance: random.Random) -> bytes:
    names = ("og:title", "article:published_time", "og:url", "og:locale", "date", "author", "refresh", "og:site_name")
    metas = "".join(f'<meta property="{name}" name="{name}" content="{chance.choice(_ODD)}">' for name in names)
    odd = chance.choice(_ODD)
    return _page(f"<time datetime='{odd}'>{odd}</time>", f'{metas}<base href="{odd}"><link rel=canonical href="{odd}">')


def _charset(chance: random.Random) -> bytes:
    said, really = (
        chance.choice(_CHARSETS),
        chance.choice(("utf-8", "utf-16", "shift_jis", "koi8-r", "cp1251", "utf-32")),
    )
    text = f'{_HEAD}<meta charset="{said}"></head><body>{_PARAGRAPH * 4}<p>Міністерство 会社 © —</p></body></html>'
    return text.encode(really, "replace")


def _text(chance: random.Random) -> bytes:
    odd = chance.choice(_ODD) or "\n"
    return (f"{SAID}\n" * 5 + odd * (chance.choice((1, 100, 60_000)) // len(odd) + 1)).encode("utf8", "surrogatepass")


def _flood(chance: random.Random) -> bytes:
    piece = chance.choice(
        ("<br>", "<a href=a>a</a>", "&lt;", '"a" ', "“", "’", "a\n", "<td>", "<p>", "<img src=a>", "12/11/10 ", "<li>a")
    )
    return _page(piece * chance.choice((100, 5000, 60_000)))


def _odd_page(chance: random.Random) -> bytes:
    odd = [chance.choice(_ODD) for _ in range(4)]
    return _page(f"<h1>{odd[0]}</h1><p>{odd[1]} said {odd[2]}</p><p>{odd[3] * 20}</p>", f"<title>{odd[0]}</title>")


def _noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.choice((1, 10, 3000, 100_000)))


def _mutated(raw: bytes, chance: random.Random) -> bytes:
    """Bytes with accidents: some are lost, doubled, changed or moved."""
    found = bytearray(raw)
    for _ in range(chance.randint(1, 12)):
        at, length = chance.randrange(len(found) or 1), chance.choice((1, 1, 2, 10, 200))
        match chance.randrange(5):
            case 0:
                del found[at : at + length]
            case 1:
                found[at:at] = found[at : at + length] * chance.choice((1, 2, 50))
            case 2:
                found[at : at + length] = chance.randbytes(min(length, 10))
            case 3:
                del found[at:]
            case _:
                found[at:at] = chance.choice((b"\0", b"<", b">", b"&", b'"', b"]]>", b"<!--", b"\xff", b"\xed\xa0\x80"))
    return bytes(found)


_PAGES: tuple[Maker, ...] = (
    _nested,
    _closed,
    _attributes,
    _unclosed,
    _structured,
    _described,
    _charset,
    _text,
    _flood,
    _odd_page,
    _noise,
)


def hostile_page(seed: int) -> bytes:
    """A page by its number."""
    chance = random.Random(seed)
    if seed % 3 == 0:
        return _mutated(_page(_PARAGRAPH * 9, '<meta property="og:title" content="News">'), chance)
    return _PAGES[seed % len(_PAGES)](chance)


def _rss(items: str, head: str = "<?xml version='1.0'?>", channel: str = "<title>News</title>") -> bytes:
    return f"{head}<rss version='2.0'><channel>{channel}{items}</channel></rss>".encode("utf8", "surrogatepass")


_LINK = "http://news.example/a"
_ITEM = (
    f"<item><guid>a</guid><title>A</title><link>{_LINK}</link><pubDate>Fri, 02 Jan 2026 03:04:05 GMT</pubDate></item>"
)
_ATOM = f"""<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title><entry><id>a</id><link href='{_LINK}'/>
<updated>2026-01-02T03:04:05Z</updated>
<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>words</div></content></entry></feed>"""
_RDF = f"""<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>
<channel><title>News</title></channel><item rdf:about='a'><title>A</title><link>{_LINK}</link></item></rdf:RDF>"""
_SITEMAP = f"""<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'
 xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>{_LINK}</loc><lastmod>2026-01-02</lastmod>
<n:news><n:title>A</n:title><n:publication_date>2026-01-02</n:publication_date></n:news></url></urlset>"""
_JSON = f"""{{"version": "https://jsonfeed.org/version/1.1", "title": "News",
 "items": [{{"id": "a", "url": "{_LINK}", "authors": [{{"name": "A"}}]}}]}}"""
_GOOD_FEEDS = (_rss(_ITEM * 3), _ATOM.encode(), _RDF.encode(), _SITEMAP.encode(), _JSON.encode())


def _odd_items(chance: random.Random) -> bytes:
    safe = [odd.replace("&", "&amp;").replace("<", "&lt;") for odd in _ODD]

    def item() -> str:
        guid, title, link, date = (chance.choice(safe) for _ in range(4))
        return f"<item><guid>{guid}</guid><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"

    return _rss("".join(item() for _ in range(chance.choice((1, 5, 200)))))


def _many_items(chance: random.Random) -> bytes:
    return _rss(
        "".join(f"<item><guid>{n}</guid><link>/a{n}</link></item>" for n in range(chance.choice((0, 500, 12_000))))
    )


def _entities(chance: random.Random) -> bytes:
    lines = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    dtd = chance.choice(
        (
            lines,
            '<!ENTITY a11 SYSTEM "file:///etc/passwd">',
            '<!ENTITY a11 SYSTEM "http://127.0.0.1:1/">',
            f'<!ENTITY a11 "{"x" * 90_000}">',
            '<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;',
            '<!entity a11 "a">',
            '<!ENTITY a11 "&a11;">',
        )
    )
    body = _rss(f"<item><title>{'&a11;' * chance.choice((1, 900))}</title></item>", f"<!DOCTYPE rss [{dtd}]>")
    return body.decode().encode(chance.choice(("utf-8", "utf-16", "utf-16-be", "utf-32")))


def _deep_feed(chance: random.Random) -> bytes:
    depth, tag = (
        chance.choice((50, 2000, 100_000)),
        chance.choice(("a", "item", "channel", "content:encoded", "div", "x:y")),
    )
    return _rss(f"<item>{f'<{tag}>' * depth}{SAID}{f'</{tag}>' * chance.choice((0, depth))}</item>")


def _wide_feed(chance: random.Random) -> bytes:
    count = chance.choice((10, 1000, 20_000))
    spaces = " ".join(f"xmlns:n{n}='urn:{n}'" for n in range(count))
    return _rss(f"<item {spaces} {' '.join(f'a{n}=a' for n in range(count))}><title>A</title></item>")


def _json_feed(chance: random.Random) -> bytes:
    odd: tuple[object, ...] = (*_ODD, None, 1, 1.5, True, [], {}, [[]], {"name": {}}, 10**400)
    fields = ("id", "url", "external_url", "title", "summary", "date_published", "authors", "author", "content_text")
    items: list[object] = [{name: chance.choice(odd) for name in fields} for _ in range(chance.choice((1, 50)))]
    if chance.random() < 0.4:
        items = [chance.choice(odd) for _ in range(30)]
    text = json.dumps(
        {"version": chance.choice(("https://jsonfeed.org/version/1", 1, None)), "title": "A", "items": items}
    )
    return chance.choice(
        (text, "{" * 100_000, '{"a":' * 50_000, text[:-20], text.replace('"A"', "NaN"), text + text)
    ).encode()


def _declared_feed(chance: random.Random) -> bytes:
    head = f"<?xml version='{chance.choice(('1.0', '1.1', '9'))}' encoding='{chance.choice(_CHARSETS)}'?>"
    mark = chance.choice((b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0", b"\n\n"))
    return mark + _rss(f"{_ITEM}<item><title>Міністерство</title></item>", head).decode().encode(
        chance.choice(("utf-8", "utf-16", "koi8-r")), "replace"
    )


def _embedded(chance: random.Random) -> bytes:
    inner = _page(_PARAGRAPH).decode()
    wrapped = chance.choice(
        (
            f"<![CDATA[{inner}]]>",
            f"<![CDATA[{inner}",
            inner,
            inner.replace("<", "&lt;"),
            f"<![CDATA[{'<div>' * 30_000}]]>",
        )
    )
    return _rss(f"<item><guid>a</guid><link>http://news.example/a</link><description>{wrapped}</description></item>")


def _no_feed(chance: random.Random) -> bytes:
    return chance.choice(
        (
            b"",
            b" ",
            b"{",
            b"[]",
            b"<",
            b"<rss",
            b"\x1f\x8b",
            gzip.compress(_GOOD_FEEDS[0]),
            b"%PDF-1.7",
            b"<html>",
            b"http://127.0.0.1:1/",
            b"/etc/passwd",
            chance.randbytes(5000),
        )
    )


_FEEDS: tuple[Maker, ...] = (
    _odd_items,
    _many_items,
    _entities,
    _deep_feed,
    _wide_feed,
    _json_feed,
    _declared_feed,
    _embedded,
    _no_feed,
)


def hostile_feed(seed: int) -> bytes:
    """A feed by its number."""
    chance = random.Random(seed)
    if seed % 3 == 0:
        return _mutated(_GOOD_FEEDS[seed // 3 % len(_GOOD_FEEDS)], chance)
    return _FEEDS[seed % len(_FEEDS)](chance)


def hostile_link(seed: int) -> str:
    """What stands where an address should, by its number."""
    chance = random.Random(seed)
    odd = [chance.choice(_ODD) for _ in range(3)]
    return chance.choice(
        (
            odd[0],
            f"http://{odd[0]}/{odd[1]}",
            f"http://news.invalid/{odd[0]}?{odd[1]}#{odd[2]}",
            f"{odd[0]}://{odd[1]}",
            f"http://{odd[0]}@{odd[1]}:{odd[2]}/",
        )
    )
