"""The article messages, in flow order."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.contract import Contract, Message, Utc, vocabulary
from shared.identity import sha256

Stage = Annotated[str, vocabulary("fetcher", "cleaner", "extractor", "store")]
Precision = Annotated[str, vocabulary("second", "minute", "hour", "day", "month", "year")]


class FeedItem(Contract):
    """What the feed itself said about an article."""

    feed: str = Field(description="URL of the feed, or the name of the door the article came through, such as `inbox`")
    title: str | None = None
    published: str | None = Field(None, description="the date as the feed wrote it, or RFC 3339 where it could be read")
    summary: str | None = None
    credit: str | None = Field(None, description="author, agency or `source` element of the item")
    outlet: str | None = Field(None, description="name of the outlet, as the list of feeds has it")
    language: str | None = Field(None, description="ISO 639-1, as the list of feeds has it")
    country: str | None = Field(None, description="ISO 3166-1: where the outlet is at home")
    ownership: str | None = Field(None, description="who owns or pays for the outlet")
    side: str | None = Field(None, description="the party to the conflict that the outlet belongs to")
    rights: str | None = Field(None, description="what may be done with its texts")
    body: str | None = Field(None, description="CSS selector of the text in the pages of this feed")


class ArticleDiscovered(Message):
    """A feed or a person names an article that has not been downloaded yet (`articles.discovered`)."""

    event_type: ClassVar[str] = "io.claimwire.article.discovered.v1"

    url: str
    item: FeedItem
    discovered_at: Utc
    failed_rounds: int = Field(0, ge=0, description="rounds of attempts that have failed so far, the server being away")
    problem: str | None = Field(None, description="why the last of these rounds failed")
    moved_from: str | None = Field(None, description="URL that was first asked for, where it redirects to another site")
    moves: int = Field(0, ge=0, description="redirects to other sites so far")

    def subject(self) -> str:
        return self.url

    def identity(self) -> str:
        return f"{self.url}\n{self.item.feed}"

    @property
    def asked_for(self) -> str:
        """The URL that was first asked for, by which a feed or a person knows the article."""
        return self.moved_from or self.url

    def moved(self, to: str) -> ArticleDiscovered:
        """The same article, to be asked for at another site."""
        return self.model_copy(update={"url": to, "moved_from": self.asked_for, "moves": self.moves + 1})


class ArticleFetched(Message):
    """The captured bytes of an article (`articles.fetched`)."""

    event_type: ClassVar[str] = "io.claimwire.article.fetched.v1"

    article_id: str | None = Field(
        description="hash of the canonical URL; absent for text without a URL, where the cleaner decides it"
    )
    url: str = Field(description="final URL; `urn:claimwire:capture:<sha256>` for text without one")
    requested_url: str | None = Field(
        None,
        description="URL that was asked for, where it differs from the final one; "
        "`urn:claimwire:file:<name>` for a file of the inbox",
    )
    status: int = Field(200, description="HTTP status; 200 for a file")
    headers: dict[str, str] = Field(
        default_factory=dict, description="response headers that matter, names in lower case"
    )
    fetched_at: Utc
    capture: str = Field(description="SHA-256 of the body as received, hexadecimal")
    body: str = Field(description="the body, zstd then base64")
    declared_media_type: str | None = None
    media_type: str = Field(description="detected: text/html, text/plain, ...")
    item: FeedItem | None = None

    def subject(self) -> str:
        return self.url

    def identity(self) -> str:
        # The same page asked for under another URL is another capture, or nobody could tell that this one was answered.
        return "\n".join(filter(None, (self.url, self.capture, self.requested_url)))


class DateFound(Contract):
    """A date of an article, with how exactly and from what it is known."""

    value: Utc
    precision: Precision
    evidence: str = Field(description="where it was read, such as `article:published_time` or the text itself")


class Article(Message):
    """A readable article; the offsets of every later message count code points of its `text`."""

    event_type: ClassVar[str] = "io.claimwire.article.cleaned.v1"

    article_id: str
    article_version: str = Field(description="SHA-256 of the text in UTF-8, hexadecimal")
    url: str
    capture: str
    fetched_at: Utc
    text: str = Field(description="never rewritten; the title, if there is one, is its first line")
    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    canonical_url: str | None = None
    credit: str | None = Field(None, description="wire or agency credited by the page or the feed")
    syndication: str | None = Field(None, description="the notice that says where the text was first published")
    language: str = Field("und", description="ISO 639-1, `und` when it could not be told")
    published: DateFound | None = None
    modified: DateFound | None = None
    fingerprint: list[int] = Field(default_factory=list, description="MinHash over word shingles")
    repairs: list[str] = Field(default_factory=list, description="what was changed to make the text readable")
    cleaner_version: str

    def subject(self) -> str:
        return self.article_id

    def identity(self) -> str:
        return f"{self.article_id}\n{self.article_version}\n{self.capture}"


class ArticleCleaned(Article):
    """The readable text of a capture (`articles.cleaned`)."""


class ArticleSkipped(Message):
    """An article that ends here for an expected reason (`articles.skipped`)."""

    event_type: ClassVar[str] = "io.claimwire.article.skipped.v1"

    url: str
    capture: str | None = None
    stage: Stage
    outcome: str = Field(min_length=1, description="one word, such as `unreachable`, `too_large`, `no_text`")
    reason: str = Field(min_length=1, description="what and which, for a person")
    skipped_at: Utc

    def subject(self) -> str:
        return self.url

    def identity(self) -> str:
        return f"{self.url}\n{self.capture}\n{self.stage}\n{self.outcome}"

    def skip_id(self) -> str:
        """The key by which it is kept, once."""
        return sha256(self.identity().encode())[:32]
