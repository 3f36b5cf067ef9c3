"""The lines of a plain text that are not its article: page furniture, crawler headers, comment forms, notices."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from services.cleaner.domain import dates
from services.cleaner.domain.lexicon import rows

if TYPE_CHECKING:
    from datetime import date

_LONGEST = 320
_PROSE = 80
_SENTENCE_END = (".", "!", "?", "”", '"', "…", "’", ":")
_HEADER = re.compile(
    r"(title|headline|author|byline|by|source|url|link|site|section|language)\s*[:=]\s*(.{1,300})", re.IGNORECASE
)
_TITLE_LONGEST = 200
# How many lines may come before the article: menus are longer, but then no rule by position is safe.
_HEAD_LINES = 12
_PART = 0.5


def _table() -> dict[str, list[re.Pattern[str]]]:
    rules: dict[str, list[re.Pattern[str]]] = {"line": [], "list": [], "end": [], "notice": []}
    for kind, expression in rows("lines"):
        rules[kind].append(re.compile(expression, re.IGNORECASE))
    return rules


_RULES: Final = _table()


@dataclass(frozen=True)
class Article:
    """What is left of a text, and what its surroundings said.

    Attributes:
        paragraphs: the article, the title first if there is one.
        published: from a labelled or crawler-made line.
        page_date: the site's own "today": never the article's date, but not before it either.
        header: fields of a crawler's header, names in lower case.
    """

    paragraphs: list[str]
    syndication: str | None = None
    published: dates.Found | None = None
    page_date: date | None = None
    header: dict[str, str] = field(default_factory=dict)
    title: str | None = None


def kind_of(line: str) -> str | None:
    """`line`, `list`, `end` or `notice` by the table; None for text."""
    if len(line) > _LONGEST:
        return None
    return next((kind for kind, rules in _RULES.items() if any(rule.fullmatch(line) for rule in rules)), None)


def without_furniture(lines: list[str]) -> tuple[list[str], str | None]:
    """The lines that belong to the article, and the syndication notice.

    Args:
        lines: stripped, not empty.
    """
    kinds = [kind_of(line) for line in lines]
    last = _end(lines, kinds)
    notices = [line for line, kind in zip(lines, kinds, strict=True) if kind == "notice"]
    return [line for line, kind in zip(lines[:last], kinds, strict=False) if kind is None], " ".join(notices) or None


def article(text: str) -> Article:
    """The article in a plain text."""
    lines = [line for line in (" ".join(line.split()) for line in _unwrapped(text)) if line]
    lines, header, published = _without_header(lines)
    lines, syndication = without_furniture(lines)
    lines, page_date, dateline = _without_dates(lines)
    title = lines[0] if len(lines) > 1 and _is_heading(lines[0]) else None
    return Article(lines, syndication, published or dateline, page_date, header, title)


def _end(lines: list[str], kinds: list[str | None]) -> int:
    """Index of the first line after the article."""
    prose = [len(line) if _is_prose(line) and kind is None else 0 for line, kind in zip(lines, kinds, strict=True)]
    last_prose = max((index for index, length in enumerate(prose) if length), default=len(lines) - 1)
    total, behind = sum(prose), 0
    for index, kind in enumerate(kinds):
        over = kind == "end" and behind >= total * _PART
        if over or (kind == "list" and index > last_prose):
            return index
        behind += prose[index]
    return len(lines)


def _is_prose(line: str) -> bool:
    return len(line) >= _PROSE and line.endswith(_SENTENCE_END)


def _is_heading(line: str) -> bool:
    return len(line) <= _TITLE_LONGEST and not line.endswith((".", ":", ";", ","))


def _without_header(lines: list[str]) -> tuple[list[str], dict[str, str], dates.Found | None]:
    """Without the `key: value` lines and the date that crawlers put at the head."""
    header: dict[str, str] = {}
    published = None
    while lines:
        stamp = dates.stamp_at_head(lines[0])
        pair = _HEADER.fullmatch(lines[0]) if len(lines[0]) <= _LONGEST else None
        if stamp is not None:
            published, rest = published or stamp[0], stamp[1]
            lines = [rest, *lines[1:]] if rest else lines[1:]
        elif pair and len(lines) > 1:
            header.setdefault(pair[1].lower(), pair[2])
            lines = lines[1:]
        else:
            break
    return lines, header, published


def _without_dates(lines: list[str]) -> tuple[list[str], date | None, dates.Found | None]:
    """Without lines that are only a date: above the title it is the site's today, below it the article's."""
    kept: list[str] = []
    page_date, found = None, None
    for index, line in enumerate(lines):
        day = dates.lone_date(line) if index < _HEAD_LINES else None
        if day is None:
            kept.append(line)
        elif kept and not any(map(_is_prose, kept)):
            found = found or dates.day_found(day, "date line below the title")
        else:
            page_date = page_date or day
    return kept, page_date, found


# Columns that people and mail programs wrap at.
_NARROWEST, _WIDEST = 50, 100


def _unwrapped(text: str) -> list[str]:
    """The lines of a text, those of a hard-wrapped paragraph joined."""
    return [
        line for block in re.split(r"\n[ ]*\n", text) for line in _joined([line.strip() for line in block.split("\n")])
    ]


def _joined(lines: list[str]) -> list[str]:
    width = max(map(len, lines))
    if len(lines) == 1 or not _NARROWEST <= width <= _WIDEST:
        return lines
    # In a wrapped paragraph the next line's first word would not have fitted on any line.
    full = [len(line) + 1 + len(after.split(" ", 1)[0]) > width for line, after in pairwise(lines)]
    return [" ".join(lines)] if all(full) else lines
