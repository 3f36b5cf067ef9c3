"""Live blogs: one article a post, each with its own id, time and place."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
import zstandard

from services.cleaner.handlers import clean
from shared.contracts.article import ArticleCleaned, ArticleFetched
from shared.errors import Done
from shared.identity import article_id_of_url, sha256
from shared.testing import SOME_TIME

_URL = "https://news.example/live"
_POSTS = [
    {
        "@id": "https://news.example/live#post-2",
        "headline": "Bridge closed",
        "articleBody": "<p>The bridge was closed, the ministry said.</p><p>Nobody was hurt there.</p>",
        "datePublished": "2026-01-01T11:00:00+02:00",
    },
    {"url": "#post-1", "articleBody": "Shells fell on the market, the mayor said.\nHe named no figure."},
]


def _page(posts: Any, beside: str = "") -> bytes:
    linked = {"@type": "LiveBlogPosting", "headline": "War, live", "liveBlogUpdate": posts}
    shown = "<p>The bridge was closed, the ministry said.</p><p>Shells fell on the market, the mayor said.</p>"
    page = (
        f"<html><head><title>War, live</title><script type='application/ld+json'>{json.dumps(linked)}</script></head>"
    )
    return f"{page}<body><article><h1>War, live</h1>{beside}{shown}</article></body></html>".encode()


def _articles(raw: bytes) -> list[ArticleCleaned]:
    capture = ArticleFetched(
        article_id=article_id_of_url(_URL),
        url=_URL,
        fetched_at=SOME_TIME,
        capture=sha256(raw),
        body=base64.b64encode(zstandard.ZstdCompressor().compress(raw)).decode(),
        media_type="text/html",
    )
    done = clean(capture, cleaner_version="1")
    assert isinstance(done, Done), done
    return [message for message in done.outputs if isinstance(message, ArticleCleaned)]


def test_each_post_is_an_article() -> None:
    """A post has its own id, title, text, time and address; the page beside them is too short to be one."""
    second, first = _articles(_page(_POSTS))

    assert second.text == "Bridge closed\n\nThe bridge was closed, the ministry said.\n\nNobody was hurt there."
    assert (second.title, second.url) == ("Bridge closed", "https://news.example/live#post-2")
    assert second.published is not None
    assert second.published.value.isoformat() == "2026-01-01T09:00:00+00:00"
    assert first.text == "Shells fell on the market, the mayor said.\n\nHe named no figure."
    assert (first.title, first.published, first.url) == (None, None, "https://news.example/live#post-1")
    assert len({first.article_id, second.article_id, article_id_of_url(_URL)}) == 3
    assert first.capture == second.capture


def test_post_keeps_its_id_when_the_page_goes_on() -> None:
    """A new post makes no other one new; an edited one is a new version of the same article."""
    before = _articles(_page(_POSTS))
    edited = _POSTS[0] | {"articleBody": "The bridge was closed and mined, the ministry said."}
    after = _articles(_page([{"@id": "#post-3", "articleBody": "A third post has some words."}, edited, _POSTS[1]]))

    assert [each.article_id for each in after[1:]] == [each.article_id for each in before]
    assert after[1].article_version != before[0].article_version
    assert after[2].article_version == before[1].article_version


def test_what_stands_beside_the_posts_is_not_lost() -> None:
    """A summary above the posts is an article too, under the id of the page and without their words."""
    beside = " ".join(f"Somebody said in the summary that town number {number} had been taken." for number in range(9))
    page, *posts = _articles(_page(_POSTS, f"<p>{beside}</p>"))

    assert page.article_id == article_id_of_url(_URL)
    assert beside in page.text
    assert "Shells fell" not in page.text
    assert len(posts) == 2


@pytest.mark.parametrize(
    "posts",
    [None, [], "x", [None, 3, {}], {"articleBody": 7}, [{"articleBody": "<p>"}], [{"articleBody": "a b"}], [[[]]]],
)
def test_page_with_nothing_in_its_posts_is_one_article(posts: Any) -> None:
    """What claims to be a live blog and tells no posts is read as any page."""
    (article,) = _articles(_page(posts))

    assert article.article_id == article_id_of_url(_URL)
    assert "Shells fell" in article.text


def test_strange_addresses_do_no_harm() -> None:
    """Posts without an address, with a broken one, or on other pages are articles of this page."""
    posts = [
        {"@id": "http://[broken", "articleBody": "One post has words enough."},
        {"url": "javascript:x", "headline": "T", "articleBody": "Two posts have words enough."},
        {"url": "https://other.example/p", "articleBody": "Three posts have words enough.\ud800"},
        {"url": "https://other.example/p", "articleBody": "The same again, which counts once."},
    ]

    found = _articles(_page(posts))

    assert len({each.article_id for each in found}) == 3
    assert {each.url for each in found} == {_URL}
    assert found[2].canonical_url == "https://other.example/p"


_SHOWN = """
<div class=stream>
<article id="p-2"><time datetime="2026-01-01T11:00:00+02:00">11:00</time><h3>Bridge closed</h3>
<p>The bridge was closed, the ministry said.</p><p>Nobody was hurt there.</p><button>Share</button></article>
<article id="p-1"><time datetime="2026-01-01T10:00:00+02:00">10:00</time>
<p>Shells fell on the market, the mayor said.</p></article>
<article id="p-0"><time datetime="2026-01-01T09:30:00+02:00">09:30</time>
<p>The siege went on, the army said.</p></article>
<article id="ad"><time datetime="2026-01-01T09:00:00+02:00">09:00</time><p>Buy now.</p></article>
</div><aside><p id="x">Most read <time datetime="2020-01-01">2020</time></p></aside>"""
_SAYS_SO = '<script type=\'application/ld+json\'>{"@type": "LiveBlogPosting", "headline": "War, live"}</script>'


@pytest.mark.parametrize(
    "page",
    [
        f"<html><head><title>War, live</title>{_SAYS_SO}</head><body>{_SHOWN}</body></html>",
        "<html><head><title>War, live</title></head><body itemscope itemtype='https://schema.org/LiveBlogPosting'>{}"
        "</body></html>".format(_SHOWN.replace("<article", "<article itemprop=liveBlogUpdate")),
    ],
    ids=["shown", "microdata"],
)
def test_posts_that_only_readers_are_shown_are_articles(page: str) -> None:
    """A page that says it is a live blog: what stands in a row with an id and a time, or is marked; shares go."""
    second, first, oldest = _articles(page.encode())

    assert second.text == "Bridge closed\n\nThe bridge was closed, the ministry said.\n\nNobody was hurt there."
    assert (second.title, second.url) == ("Bridge closed", "https://news.example/live#p-2")
    assert second.published is not None
    assert second.published.value.isoformat() == "2026-01-01T09:00:00+00:00"
    assert (first.title, first.text) == (None, "Shells fell on the market, the mayor said.")
    assert oldest.url == "https://news.example/live#p-0"


def test_rows_with_times_are_no_posts_of_other_pages() -> None:
    """A list of comments or of latest articles has ids and times, too."""
    (article,) = _articles(f"<html><head><title>War</title></head><body>{_SHOWN}</body></html>".encode())

    assert article.article_id == article_id_of_url(_URL)


_SAID = ["A bridge was closed, he said.", "Shells fell there, he said.", "It is over, he said.", "All slept, he said."]


def _post(number: int, opening: str = "div id='p{}' class='post'") -> str:
    tag = opening.split(maxsplit=1)[0]
    hour = f"<time datetime='2026-01-01T1{number}:00:00Z'>1{number}:00</time>"
    return f"<{opening.format(number)}>{hour}<p>{_SAID[number]}</p></{tag}>"


_POSTS_SHOWN = [_post(number) for number in range(4)]
_COMMENTS = "".join(
    f"<li id='c{number}'><time datetime='2026-01-02'>later</time><p>I never believed number {number}.</p></li>"
    for number in range(9)
)


@pytest.mark.parametrize(
    "shown",
    [
        f"{''.join(_POSTS_SHOWN)}<ol class='comment-list'>{_COMMENTS}</ol>",
        f"<div>{''.join(_POSTS_SHOWN)}</div><ul class='sidebar'>{_COMMENTS}</ul>",
        "".join(_post(number, "div class='post'" if number == 2 else "div id='p{}'") for number in range(4)),
        "".join(_post(number, "article class='post'") for number in range(4)),
        f"<div>{''.join(_POSTS_SHOWN[:2])}</div><div>{''.join(_POSTS_SHOWN[2:])}</div>",
        "".join(f"<div>{post}</div>" for post in _POSTS_SHOWN),
        "".join(_post(number, "div id='post'") for number in range(4)),
        "".join(_post(number, "div id='p{0}' class='post-{0} post'") for number in range(4)),
    ],
    ids=["comments", "sidebar", "one without id", "no ids", "two containers", "wrapped", "one id", "numbered classes"],
)
def test_all_posts_are_found_and_nothing_else(shown: str) -> None:
    """However a page arranges its posts, and whatever else on it has ids and times."""
    page = f"<html><head><title>War, live</title>{_SAYS_SO}</head><body><div>{shown}</div></body></html>"

    assert [article.text for article in _articles(page.encode()) if article.title is None] == _SAID


def test_comments_alone_are_no_posts() -> None:
    """A live blog that loads its posts later has nothing but comments to show."""
    body = f"<h1>War, live</h1><p>{_SAID[0]}</p><ol class='comments'>{_COMMENTS}</ol>"
    (article,) = _articles(f"<html><head>{_SAYS_SO}</head><body>{body}</body></html>".encode())

    assert article.article_id == article_id_of_url(_URL)
