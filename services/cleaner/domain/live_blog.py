"""Live blogs: one page with many posts, each an article of its own with its own time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from services.cleaner.domain import charset, dates
from services.cleaner.domain.body import lines_of_markup
from services.cleaner.domain.fingerprint import fingerprint
from services.cleaner.domain.language import language_of
from services.cleaner.domain.links import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from services.cleaner.domain.clean import Readable

# A day of war has some hundred.
MOST_POSTS: Final = 500
_LONGEST_TITLE = 500
# What stands beside the posts is an article if it has so many words: less is a heading and a line of the desk.
_FEWEST_WORDS_BESIDE = 40
_FEWEST_WORDS = 4


@dataclass(frozen=True)
class Post:
    """A post of a live blog, as its page tells it (schema.org `liveBlogUpdate`) or shows it.

    Attributes:
        key: by which the page knows it: its id, its address, or its title and time.
        lines: paragraphs; never empty.
        address: where it stands, mostly a fragment of the page.
    """

    key: str
    lines: tuple[str, ...]
    title: str | None = None
    published: dates.Found | None = None
    address: str | None = None


def posts(linked: Sequence[Mapping[str, object]], url: str | None, today: date | None) -> tuple[Post, ...]:
    """The posts of a page, each once, in its order; empty for any page that is no live blog.

    Args:
        linked: the article nodes of the page's JSON-LD.
    """
    found: dict[str, Post] = {}
    for node in linked:
        for update in listed(node.get("liveBlogUpdate"))[:MOST_POSTS]:
            post = _post(update, url, today) if isinstance(update, dict) else None
            if post and len(found) < MOST_POSTS:
                found.setdefault(post.key, post)
    return tuple(found.values())


def listed(value: object) -> list[object]:
    """A value of JSON-LD, which may stand alone or in a list, as a list."""
    return value if isinstance(value, list) else [value]


def post_of(
    lines: Sequence[str], title: str | None, told: object, evidence: str, address: str | None, today: date | None
) -> Post | None:
    """A post with these paragraphs; None if they are too short to be one.

    Args:
        told: its time, as the page has it.
        evidence: where that stands.
    """
    if sum(len(line.split()) for line in lines) < _FEWEST_WORDS:
        return None
    key = address or f"{title}\n{told}\n{lines[0] if title is None else ''}"
    published = dates.stated(told, evidence, today) if isinstance(told, str) else None
    return Post(key, tuple(lines), title, published, address)


def articles(found: Readable) -> Iterator[tuple[str | None, Readable]]:
    """What a page gives: itself, or each post of a live blog with its key, and what stands beside the posts.

    The key is None for the page itself.
    """
    if not found.posts:
        yield None, found
        return
    told = " ".join(" ".join((post.title or "", *post.lines)) for post in found.posts)
    beside = [line for line in found.body.split("\n\n") if line not in told]
    if sum(len(line.split()) for line in beside) >= _FEWEST_WORDS_BESIDE:
        yield None, _of_lines(found, found.title, beside)
    for post in found.posts:
        article = _of_lines(found, post.title, post.lines)
        yield (
            post.key,
            replace(
                article,
                # Of an edited post and of the whole page nobody says when they were changed.
                published=post.published,
                modified=None,
                canonical_url=post.address or found.canonical_url,
                credit=None,
                syndication=None,
            ),
        )


def _of_lines(page: Readable, title: str | None, lines: Sequence[str]) -> Readable:
    lines = [line for line in lines if line != title]
    text = "\n\n".join([title, *lines] if title else lines)
    return replace(
        page, text=text, title=title, language=language_of(text), fingerprint=fingerprint("\n".join(lines)), posts=()
    )


def _post(update: Mapping[str, object], url: str | None, today: date | None) -> Post | None:
    title = " ".join(_lines(update.get("headline")))[:_LONGEST_TITLE] or None
    address = _address(update.get("url") or update.get("@id"), url)
    lines = _lines(update.get("articleBody"))
    return post_of(lines, title, update.get("datePublished"), "JSON-LD liveBlogUpdate", address, today)


def _lines(value: object) -> list[str]:
    """The paragraphs of a text of JSON-LD, which some write with markup."""
    if not isinstance(value, str):
        return []
    raw = charset.without_controls(charset.Decoded(value)).text
    lines = lines_of_markup(raw) if "<" in raw else raw.split("\n")
    return [text for line in lines if (text := charset.line(line).text)]


def _address(said: object, url: str | None) -> str | None:
    return absolute(said, url) if isinstance(said, str) and said.strip() else None
