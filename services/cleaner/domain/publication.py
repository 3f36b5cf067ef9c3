"""When a page was published: by what it tells machines, by its address, by what it tells readers, in this order."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

import htmldate
from dateparser import DateDataParser
from htmldate import extractors
from lxml import etree

from services.cleaner.domain import dates
from services.cleaner.domain.body import PARSER_FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lxml import html

_META: Final = (
    "article:published_time", "og:article:published_time", "datePublished", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.created", "cXenseParse:recs:publishtime", "pubdate", "publishdate",
)  # fmt: skip
_LINKED: Final = ("datePublished", "dateCreated")
# Not with a number before or behind: "/2024/05/14/", "-2024-05-14-", "/20240514-".
_ADDRESS: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)"
    r"(?:(?P<mark>[/_.-])(?P<month>0?[1-9]|1[0-2])(?P=mark)(?P<day>0?[1-9]|[12]\d|3[01])(?=(?P=mark)|[/?#.]|$)"
    r"|(?P<tight_month>0[1-9]|1[0-2])(?P<tight_day>0[1-9]|[12]\d|3[01]))(?!\d)"
)
# "Published on 14.05.2024" in the languages of the outlets that write of a war in Europe.
_LABELLED: Final = re.compile(
    r"(?:published|posted|created|written|released|first published|veröffentlicht|erschienen|erstellt|datum|stand vom"
    r"|publié|mis en ligne|pubblicato|publicado|opublikowano|zveřejněno|опубликовано|опубліковано)"
    r"(?: on| at| am| le| il| el| dnia)?\s*:?\s*(?P<date>[^<>|\n]{6,40})",
    re.IGNORECASE,
)
_DATE_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:date|datum|published|pubdate|publish-date|entry-date|post-date)(?:$|[\s_-])", re.IGNORECASE
)
# The same, roughly and much faster.
_PERHAPS_DATE: Final = etree.XPath(
    "/descendant::*/@class[contains(., 'dat') or contains(., 'Dat') or contains(., 'DAT') or contains(., 'ublished')"
    " or contains(., 'UBLISHED')]/.."
)
_NOT_OF_THE_ARTICLE: Final = frozenset({"aside", "footer", "nav"})
# Of outlets in and around wars. htmldate asks for all 200 that dateparser knows: the first text that is no date in any
# of them takes more than a second, and 20 MB of expressions for good.
_LANGUAGES: Final = ("en", "uk", "ru", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "tr")
_LONGEST: Final = 60
# Of elements that may hold the date, these are looked at; those behind are of other articles.
_FIRST: Final = 3
# A page has some dozen dates; those of a long list are of other articles.
_MOST_LOOKED_AT: Final = 400


@cache
def _written_dates() -> DateDataParser:
    """The parser that htmldate would make, of fewer languages."""
    settings = {
        "PARSERS": ["custom-formats", "absolute-time"],
        "PREFER_DATES_FROM": "past",
        "PREFER_LOCALE_DATE_ORDER": True,
        "RETURN_AS_TIMEZONE_AWARE": False,
        "STRICT_PARSING": True,
    }
    return DateDataParser(languages=list(_LANGUAGES), settings=settings)


# It has no option for the languages.
extractors.get_external_parser = _written_dates


def published(
    tree: html.HtmlElement,
    linked: Sequence[Mapping[str, object]],
    names: Mapping[str, str],
    url: str | None,
    today: date | None,
) -> dates.Found | None:
    """The date of publication; None if the page tells none.

    Args:
        linked: the article nodes of the page's JSON-LD.
        names: contents of its meta elements.
    """
    told = _first([*_of_linked(linked), *_of_meta(names), *_of_microdata(tree)], today)
    addressed = _of_address(url, today)
    if told and addressed and told.value.date() != addressed.value.date():
        # Told in UTC, or when the page was made anew: the day on which it was published stands in its address.
        return addressed
    if told and not addressed:
        return _day_of_readers(tree, told, today) or told
    return told or addressed or _seen(tree, url, today)


def _day_of_readers(tree: html.HtmlElement, told: dates.Found, today: date | None) -> dates.Found | None:
    """The neighbouring day that the page shows where it tells machines the time in UTC."""
    if told.precision == "day" or told.value.utcoffset():
        return None
    shown = _stated(_times(tree), "time element", today)
    if not _is_among(told, shown):
        shown += _stated(_marked(tree), "element for the date", today)
    if _is_among(told, shown):
        return None
    return next((found for found in shown if abs(found.value.date() - told.value.date()) == timedelta(days=1)), None)


def _is_among(told: dates.Found, shown: Iterable[dates.Found]) -> bool:
    return any(found.value.date() == told.value.date() for found in shown)


def _stated(texts: Iterable[str], evidence: str, today: date | None) -> list[dates.Found]:
    return [found for text in texts if (found := dates.stated(text, evidence, today))]


def _seen(tree: html.HtmlElement, url: str | None, today: date | None) -> dates.Found | None:
    """The date that readers see: a labelled one, else the one that two readings agree on, else the first."""
    labelled = _first(_labelled(tree), today)
    if labelled:
        return labelled
    times = _stated(_times(tree), "time element", today)
    others = _stated(_marked(tree), "element for the date", today)
    searched = _searched(tree, url, today)
    agreed = (each for each in (*times, *others) if searched and each.value.date() == searched.value.date())
    return next(agreed, None) or next(iter(times), None) or searched


def _first(said: Sequence[tuple[str, str]] | Iterator[tuple[str, str]], today: date | None) -> dates.Found | None:
    return next((found for text, evidence in said if (found := dates.stated(text, evidence, today))), None)


def _of_linked(linked: Sequence[Mapping[str, object]]) -> Iterator[tuple[str, str]]:
    for key in _LINKED:
        yield from ((str(node[key]), f"JSON-LD {key}") for node in linked if isinstance(node.get(key), str))


def _of_meta(names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((names[meta.lower()], meta) for meta in _META if meta.lower() in names)


def _of_microdata(tree: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for element in tree.xpath("//*[@itemprop='datePublished' or @pubdate]")[:_MOST_LOOKED_AT]:
        if not _is_beside(element):
            yield _words(element), "datePublished"


def _words(element: html.HtmlElement) -> str:
    text = element.get("datetime") or element.get("content") or "".join(element.itertext())[: 2 * _LONGEST]
    return " ".join(text.split())


def _is_beside(element: html.HtmlElement) -> bool:
    return any(above.tag in _NOT_OF_THE_ARTICLE for above in element.iterancestors())


def _of_address(url: str | None, today: date | None) -> dates.Found | None:
    match = _ADDRESS.search(url or "", len("https://"))
    if match is None:
        return None
    month, day = match["month"] or match["tight_month"], match["day"] or match["tight_day"]
    return dates.stated(f"{match['year']}-{month:0>2}-{day:0>2}", "the address", today)


def _labelled(tree: html.HtmlElement) -> Iterator[tuple[str, str]]:
    body = tree.find(".//body")
    for text in (body if body is not None else tree).itertext():
        match = _LABELLED.search(text) if len(text) < 4 * _LONGEST else None
        if match:
            yield match["date"].strip(" ,.–-"), "a label on the page"


def _times(tree: html.HtmlElement) -> list[str]:
    times = [element for element in tree.iter("time") if not _is_beside(element)]
    return [_words(element) for element in times[:_FIRST]]


def _marked(tree: html.HtmlElement) -> list[str]:
    """What stands in elements whose class says that they hold the date."""
    marked = [element for element in _PERHAPS_DATE(tree) if _DATE_CLASS.search(element.get("class"))]
    own = [element for element in marked[:_MOST_LOOKED_AT] if not _is_beside(element)]
    return [_words(element) for element in own[:_FIRST]]


def _searched(tree: html.HtmlElement, url: str | None, today: date | None) -> dates.Found | None:
    """What htmldate finds by its search over markup and text."""
    latest = today.isoformat() if today else None
    try:
        day = htmldate.find_date(tree, original_date=True, extensive_search=True, url=url, max_date=latest)
    except PARSER_FAULTS:
        return None
    return dates.stated(day, "the page", today) if day else None
