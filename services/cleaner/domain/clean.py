"""The readable text of a capture, and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from services.cleaner.domain import body, boilerplate, charset, dates, metadata
from services.cleaner.domain.fingerprint import fingerprint
from services.cleaner.domain.language import language_of
from services.cleaner.domain.mail import MAIL, Mail, mail
from shared.markup import why_hostile

if TYPE_CHECKING:
    from datetime import date

    from services.cleaner.domain.live_blog import Post

_FEWEST_WORDS = 4
HTML = "text/html"
PLAIN = "text/plain"


@dataclass(frozen=True)
class Readable:
    """A readable article.

    Attributes:
        text: NFC, never empty; paragraphs parted by an empty line, the title first if there is one.
        credit: the agency that the page names.
        syndication: the notice that says where the text was first published.
        language: ISO 639-1, `und` when it could not be told.
        fingerprint: MinHash of the text without its title, 64 numbers.
        repairs: what was changed to make the text readable.
        posts: of a live blog; :func:`services.cleaner.domain.live_blog.articles` makes articles of them.
    """

    text: str
    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    canonical_url: str | None = None
    credit: str | None = None
    syndication: str | None = None
    language: str = "und"
    published: dates.Found | None = None
    modified: dates.Found | None = None
    fingerprint: list[int] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    media_type: str = PLAIN
    posts: tuple[Post, ...] = ()

    @property
    def body(self) -> str:
        """The text without its title."""
        return self.text.removeprefix(f"{self.title}\n\n") if self.title else self.text


@dataclass(frozen=True)
class Unreadable:
    """There is no article in it: one word, and for a person what and why."""

    outcome: str
    reason: str


def readable(
    raw: bytes,
    *,
    media_type: str | None = None,
    charset: str | None = None,
    url: str | None = None,
    today: date | None = None,
    selector: str | None = None,
) -> Readable | Unreadable:
    """The readable text of a page or a plain text; never raises.

    Args:
        raw: the bytes as captured, not compressed.
        media_type: as detected or declared; found out from the bytes if absent.
        charset: as the HTTP header declares it.
        url: where the page is from, for relative links.
        today: when it was captured: no date of the article is later; without it dates that need a bound are not told.
        selector: CSS selector of the body, as an operator knows it; the usual way is gone where it finds nothing.
    """
    kind = (media_type or "").split(";")[0].strip().lower() or None
    if not raw.strip():
        return Unreadable("empty", "there are no bytes, or only spaces")
    if kind == MAIL:
        return _letter(mail(raw, today), today)
    if not body.is_supported(kind):
        return Unreadable("unsupported_media", f"{kind} holds no text that can be read")
    characters = _characters(raw, charset)
    if isinstance(characters, Unreadable):
        return characters
    is_page = body.is_html(characters.text, kind)
    found = _page(characters, url, today, selector) if is_page else _plain(characters, today)
    return found if isinstance(found, Unreadable) else _checked(found)


def _characters(raw: bytes, declared: str | None) -> charset.Decoded | Unreadable:
    if charset.is_binary(raw):
        return Unreadable("binary", "the bytes are no text in any encoding")
    characters = charset.without_controls(charset.decoded(raw, declared))
    return characters if characters.text.strip() else Unreadable("empty", "there are no visible characters")


def _page(page: charset.Decoded, url: str | None, today: date | None, selector: str | None) -> Readable | Unreadable:
    danger = why_hostile(page.text)
    if danger:
        return Unreadable("hostile", danger)
    tree = body.tree_of(page.text)
    if tree is None:
        return Unreadable("no_text", "the page could not be parsed")
    if body.is_too_deep(tree):
        return Unreadable("hostile", "elements are nested deeper than any article has them")
    about = metadata.metadata(tree, url, today)
    mended = [charset.line(line) for line in body.body_lines(tree, url, selector)]
    title = _line(about.title)
    lines, syndication = boilerplate.without_furniture([line.text for line in mended if line.text])
    lines = [line for line in lines if line != title]
    if not lines:
        return Unreadable("no_text", "the page has no body of text")
    return Readable(
        text="\n\n".join([title, *lines] if title else lines),
        title=title,
        byline=_line(about.byline),
        outlet=_line(about.outlet),
        canonical_url=about.canonical_url,
        credit=metadata.credit(lines[0], _line(about.byline)),
        syndication=syndication,
        published=about.published or dates.by_weekday("\n".join(lines), today),
        modified=about.modified,
        fingerprint=fingerprint("\n".join(lines)),
        repairs=list(dict.fromkeys((*page.repairs, *(repair for line in mended for repair in line.repairs)))),
        media_type=HTML,
        posts=about.posts,
    )


def _plain(decoded: charset.Decoded, today: date | None) -> Readable | Unreadable:
    text = charset.repaired(decoded)
    article = boilerplate.article(text.text)
    if not article.paragraphs:
        return Unreadable("no_text", "all lines belong to the surroundings of an article")
    lines = article.paragraphs[1:] if article.title else article.paragraphs
    latest = min((day for day in (today, article.page_date) if day), default=None)
    return Readable(
        text="\n\n".join(article.paragraphs),
        title=article.title,
        byline=next((article.header[key] for key in ("byline", "author", "by") if key in article.header), None),
        outlet=next((article.header[key] for key in ("site", "source") if key in article.header), None),
        credit=metadata.credit(lines[0]),
        syndication=article.syndication,
        published=article.published or dates.by_weekday("\n".join(article.paragraphs), latest),
        fingerprint=fingerprint("\n".join(lines)),
        repairs=list(text.repairs),
    )


def _letter(letter: Mail | None, today: date | None) -> Readable | Unreadable:
    """The first form of a mail's text that can be read, under the mail's subject, sender and date."""
    if letter is None:
        return Unreadable("no_mail", "the bytes are no e-mail: they have no headers of one")
    found: Readable | Unreadable = Unreadable("no_text", "the e-mail has no part with text or HTML")
    for part in letter.parts:
        found = readable(part.raw, media_type=part.media_type, charset=part.charset, today=today)
        if isinstance(found, Readable):
            return _under(letter, found)
    return found


def _under(letter: Mail, found: Readable) -> Readable:
    title = _line(letter.subject) or found.title
    # What a plain text begins with belongs to it; the title of a page is none of its lines.
    text = found.body if found.media_type == HTML or found.title == title else found.text
    return replace(
        found,
        title=title,
        text=f"{title}\n\n{text}" if title else found.text,
        byline=found.byline or _line(letter.sender),
        outlet=found.outlet or letter.domain,
        published=letter.sent or found.published,
    )


def _line(value: str | None) -> str | None:
    """A value of the page's metadata as one line; None if nothing of it is visible."""
    return charset.line(value or "").text or None


def _checked(found: Readable) -> Readable | Unreadable:
    words = (word for word in found.text.split() if any(map(str.isalnum, word)))
    if len(list(islice(words, _FEWEST_WORDS))) < _FEWEST_WORDS:
        return Unreadable("too_short", f"fewer than {_FEWEST_WORDS} words")
    return replace(found, language=language_of(found.text))
