"""Entries that any client can add to the streams."""

from __future__ import annotations

import base64
import json
from typing import Any

import zstandard

from shared.contracts.article import ArticleDiscovered, ArticleSkipped, FeedItem
from shared.contracts.contract import Message
from shared.identity import sha256
from shared.testing import SOME_TIME, a_capture, an_article, document
from shared.transport.streams import (
    ARTICLES_CLEANED,
    ARTICLES_DISCOVERED,
    ARTICLES_FETCHED,
    ARTICLES_SKIPPED,
    CLAIMS_EXTRACTED,
    FIELD,
    MESSAGES_DEAD,
    Stream,
)
from tests.e2e.bad_input.cases.case import SAID, Case

_MIB = 1024 * 1024


def _packed(raw: bytes) -> str:
    return base64.b64encode(zstandard.ZstdCompressor().compress(raw)).decode()


def _capture(name: str, **changes: Any) -> bytes:
    """A good capture of a page of its own, with these changes to its data."""
    raw = f"{SAID}{name}".encode()
    good = a_capture(url=f"http://by-hand.example/{name}", body=_packed(raw), capture=sha256(raw))
    return _changed(good.model_copy(update={"media_type": "text/plain"}), **changes)


def _changed(good: Message, **changes: Any) -> bytes:
    """A message with other data; a field that becomes `...` is left out."""
    event = json.loads(document(good))
    event["data"] = {name: value for name, value in (event["data"] | changes).items() if value is not ...}
    return json.dumps(event).encode()


def _discovered(url: str, **changes: Any) -> bytes:
    good = ArticleDiscovered(url="http://x", item=FeedItem(feed="by hand"), discovered_at=SOME_TIME)
    return _changed(good, url=url, **changes)


def _skipped(name: str, **changes: Any) -> bytes:
    url = f"http://by-hand.example/{name}"
    good = ArticleSkipped(url=url, stage="cleaner", outcome="odd", reason="told by hand", skipped_at=SOME_TIME)
    return _changed(good, **changes)


def _case(stream: Stream, name: str, body: bytes, outcome: str, reason: str, *, ask: str = "") -> Case:
    return Case(stream.name, name, {FIELD: body}, outcome, reason, ask)


_FETCHED = "not a valid ArticleFetched"
_PAGE = "http://by-hand.example"

MESSAGES: tuple[Case, ...] = (
    Case(ARTICLES_FETCHED.name, "no body at all", {"url": "http://a", "title": "b"}, "dead",
         f"{_FETCHED}: no field __data__, only: url, title"),
    _case(ARTICLES_FETCHED, "empty body", b"", "dead", f"{_FETCHED}: "),
    _case(ARTICLES_FETCHED, "no JSON", b"\x00\xff{", "dead", f"{_FETCHED}: "),
    _case(ARTICLES_FETCHED, "a list", b"[]", "dead", f"{_FETCHED}: not a CloudEvent"),
    _case(ARTICLES_FETCHED, "no data", b'{"type": "a"}', "dead", f"{_FETCHED}: not a CloudEvent"),
    _case(ARTICLES_FETCHED, "100,000 brackets", b"[" * 100_000, "dead", f"{_FETCHED}: "),
    _case(ARTICLES_FETCHED, "3 MB of no JSON", b"a" * 3 * _MIB, "dead", f"{_FETCHED}: "),
    _case(ARTICLES_FETCHED, "another message", document(an_article(url=f"{_PAGE}/other")), "dead",
          "type 'io.claimwire.article.cleaned.v1' on articles.fetched, expected io.claimwire.article.fetched.v1"),
    _case(ARTICLES_FETCHED, "another version", _capture("v2").replace(b"fetched.v1", b"fetched.v2"), "dead",
          "type 'io.claimwire.article.fetched.v2' on articles.fetched, expected io.claimwire.article.fetched.v1"),
    _case(ARTICLES_FETCHED, "field missing", _capture("missing", capture=...), "dead",
          f"{_FETCHED}: capture: Field required"),
    _case(ARTICLES_FETCHED, "field of the wrong type", _capture("wrong", status="fine"), "dead",
          f"{_FETCHED}: status: Input should be a valid integer"),
    _case(ARTICLES_FETCHED, "time without a zone", _capture("zone", fetched_at="2026-01-01T00:00:00"), "dead",
          f"{_FETCHED}: fetched_at: Input should have timezone"),
    _case(ARTICLES_FETCHED, "body that is no base64", _capture("base64", body="%%%"), "dead", f"{_PAGE}/base64"),
    _case(ARTICLES_FETCHED, "body that is no zstd", _capture("zstd", body="YWJj"), "dead", f"{_PAGE}/zstd is not zstd"),
    _case(ARTICLES_FETCHED, "body that is a bomb", _capture("bomb", body=_packed(b"\0" * 99 * _MIB)), "dead",
          f"{_PAGE}/bomb unpacks to more than 2097152 bytes"),
    _case(ARTICLES_FETCHED, "field that nobody knows", _capture("extra", colour="blue"), "stored", "claims",
          ask=f"{_PAGE}/extra"),
    _case(ARTICLES_FETCHED, "the same entry twice", _capture("twice"), "stored", "claims", ask=f"{_PAGE}/twice"),
    _case(ARTICLES_FETCHED, "and again", _capture("twice"), "stored", "claims", ask=f"{_PAGE}/twice"),
    _case(ARTICLES_FETCHED, "from the year 1", _capture("old", fetched_at="0001-01-01T00:00:00Z"), "stored", "claims",
          ask=f"{_PAGE}/old"),
    _case(ARTICLES_FETCHED, "from the year 9999", _capture("new", fetched_at="9999-12-31T23:59:59Z"), "stored",
          "claims", ask=f"{_PAGE}/new"),
    _case(ARTICLES_FETCHED, "before every calendar", _capture("edge", fetched_at="0001-01-01T00:00:00+14:00"), "dead",
          "fetched_at"),
    _case(ARTICLES_DISCOVERED, "javascript: URL", _discovered("javascript:alert(2)"), "bad_url",
          "only http and https…javascript:alert(2)", ask="javascript:alert(2)"),
    _case(ARTICLES_DISCOVERED, "URL without a host", _discovered("http:///a"), "bad_url", "not an address…http:///a", ask="http:///a"),
    _case(ARTICLES_DISCOVERED, "URL that no parser takes", _discovered("http://[::/b"), "bad_url", "not an address…http://[::/b",
          ask="http://[::/b"),
    _case(ARTICLES_DISCOVERED, "URL of 100 KB", _discovered("ftp://" + "a" * 100_000), "bad_url", "only http and https",
          ask="ftp://" + "a" * 100_000),
    _case(ARTICLES_DISCOVERED, "URL that is a number", _discovered(7), "dead",  # type: ignore[arg-type]
          "not a valid ArticleDiscovered: url: Input should be a valid string"),
    _case(ARTICLES_DISCOVERED, "negative count", _discovered("http://a", failed_rounds=-1), "dead",
          "not a valid ArticleDiscovered: failed_rounds: Input should be greater"),
    _case(ARTICLES_CLEANED, "half a character",
          _changed(an_article(url=f"{_PAGE}/half")).replace(b"bridge", rb"bri\ud800dge"), "dead",
          "not a valid ArticleCleaned: "),
    _case(ARTICLES_CLEANED, "text missing", _changed(an_article(), text=...), "dead",
          "not a valid ArticleCleaned: text: Field required"),
    _case(ARTICLES_CLEANED, "text without words", _changed(an_article(url=f"{_PAGE}/wordless"), text=""), "stored", "",
          ask=f"{_PAGE}/wordless"),
    _case(CLAIMS_EXTRACTED, "a number", b"7", "dead", "not a valid ClaimsExtracted: not a CloudEvent"),
    _case(ARTICLES_SKIPPED, "stage that nobody knows", _skipped("nobody", stage="nobody"), "odd", "told by hand",
          ask=f"{_PAGE}/nobody"),
    _case(ARTICLES_SKIPPED, "no reason", _skipped("why", reason=""), "dead", "not a valid ArticleSkipped: reason: "),
    _case(MESSAGES_DEAD, "no JSON", b"dead", "dead", "not a valid DeadLetter: "),
)  # fmt: skip
