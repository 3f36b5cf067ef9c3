"""What in a run of capitalised words may be a place: a name that is listed, or tells it, or stands where places do."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from services.extractor.domain.gazetteer.table import SETTLEMENT, Place, named
from services.extractor.domain.places.standing import Standing, standing_of
from services.extractor.domain.places.words import FUNCTION, flags_of
from services.extractor.domain.tables import listed, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.extractor.domain.places.words import Word

LISTED, TYPED, UNLISTED, PEOPLE, SHORT = "listed", "typed", "unlisted", "people", "short"

_MAX_WORDS = 5
_MAX_BEFORE_TYPE = 4
_MAX_UNLISTED = 3
_MIN_LETTERS = 3
_INITIALS = frozenset({"US", "UK", "EU"})
_TYPES = ("area", "nature", "street", "site")
_SHORT_STREETS = frozenset({"st", "rd", "ave", "blvd", "dr"})
_NUMBER = re.compile(r"[  ]\d{1,4}\b(?!,\d)")
# "Reno, Nev.", "(Ohio)", "D-Calif.": elsewhere it is another word.
_BEFORE_SHORT = re.compile(r"(?:,[ \xa0]|[(-])$")
# Where a name that is in no table is worth a look.
_WORTH_A_LOOK = (
    " in ",
    " near ",
    " of ",
    " from ",
    " to ",
    " at ",
    " outside ",
    " around ",
    " into ",
    "ern ",
    " and ",
    " or ",
    ", ",
)
_BEFORE_LONGER = (" near ", " village of ", " town of ", " settlement of ", " in ", " at ", " outside ", " around ")
_PEOPLE_AND = re.compile(r" (?:border|frontier|coast|coastline|bridge|side of the (?:border|river))\b")
_PARTICLE = re.compile(r" (?:al|el|ad|an|ar|as|at|az|ez|es|ash)-")
_NO_UNLISTED = frozenset({FUNCTION, "institution", "title", "role", "compass", "first_name", "lead", "other"})
_CUT = re.compile(r"-\w|\.? \d| ([a-z]+)\b")
# "Fury and Reaper drones"
_LISTED_CUT = re.compile(r"(?:, [A-Z][\w-]{1,20}){0,2},? (?:and|or) [A-Z][\w-]{1,20} ([a-z]+)\b")
_CUTTING = frozenset({"arms", "weapon"})
_CAMEL = re.compile(r"[a-z][A-Z]")
# Endings that names of places have, and names of people hardly ever.
_VILLAGE = re.compile(r"[a-z]{2}(?:[ieoy]vka|sk|ske|skoye|hrad|abad|ivtsi|[iy]vske|opil)\Z")
# "Tin Hassan": a first name may stand in the name of a village, not at its beginning.
_ENDS_UNLISTED = _NO_UNLISTED - {"first_name"}


# "Al Koma": behind the article it is no first name.
_ARTICLES = frozenset({"al", "el"})


class Candidate(NamedTuple):
    """Words `first` to `last` (not included) of a run that may be a place.

    Attributes:
        how: how it was found.
        places: what it may mean, where it is listed.
        type: the class of the word that tells what it is; empty if there is none.
        standing: how much the words beside an unlisted one speak for a place.
    """

    first: int
    last: int
    start: int
    end: int
    how: str
    places: tuple[Place, ...]
    type: str = ""
    standing: Standing = Standing.NOWHERE


def candidates_in(text: str, run: list[Word]) -> Iterator[Candidate]:
    """The candidates of a run from left to right; they do not overlap."""
    index = 0
    while index < len(run):
        if "operation" in run[index].flags:
            # "Operation Northern Arrow" is no place, and has none in it.
            index = _end_of_name(run, index)
            continue
        found = _at(text, run, index)
        if found:
            yield found
        index = found.last if found else index + 1


def _end_of_name(run: list[Word], index: int) -> int:
    """Where the words end that follow one directly."""
    return next((last for last in range(index + 1, len(run)) if not run[last].follows), len(run))


def _at(text: str, run: list[Word], index: int) -> Candidate | None:
    is_lone = index + 1 == len(run) and not run[index].flags
    typed = None if is_lone else _typed(text, run, index)
    for last in range(min(len(run), index + _MAX_WORDS), typed.last if typed else index, -1):
        found = _listed(text, run, index, last)
        if found:
            return _longer(text, run, found) or found
    return typed or _unlisted(text, run, index)


def _longer(text: str, run: list[Word], found: Candidate) -> Candidate | None:
    """The longer name that a listed one begins, where places stand: "in Lyman Vale" is not in Lyman."""
    if found.how != LISTED or found.last == len(run) or not run[found.last].follows:
        return None
    is_plain = run[found.last].flags <= {"generic_first", "generic_last"} and all(
        place.kind == SETTLEMENT for place in found.places
    )
    if not is_plain:
        return None
    longer = _unlisted(text, run, found.first)
    stands = longer and (text.endswith(_BEFORE_LONGER, 0, found.start) or longer.standing >= Standing.LIKELY)
    return longer if stands else None


def _listed(text: str, run: list[Word], first: int, last: int) -> Candidate | None:
    word, end = run[first], run[last - 1].end
    if last - first == 1 and (FUNCTION in word.flags or "lead" in word.flags):
        return None
    written = text[word.start : end]
    if written in _people():
        return _of_people(text, first, last, word.start, end)
    if last - first <= 2:  # noqa: PLR2004 - "W. Va."
        places = _short().get(written.replace(" ", ""))
        if places is not None and ("." in written or _BEFORE_SHORT.search(text, max(0, word.start - 2), word.start)):
            dot = text[end : end + 1] == "." and not written.isupper()
            return Candidate(first, last, word.start, end + dot, SHORT, places)
    if len(written) < _MIN_LETTERS and written not in _INITIALS:
        return None
    places = named(written)
    return Candidate(first, last, word.start, end, LISTED, places) if places else None


def _of_people(text: str, first: int, last: int, start: int, end: int) -> Candidate:
    """A word for people; "the Belarusian border" is a place, whoever lives there."""
    beside = _PEOPLE_AND.match(text, end)
    if beside:
        return Candidate(first, last, start, beside.end(), TYPED, (), "area")
    return Candidate(first, last, start, end, PEOPLE, ())


def _typed(text: str, run: list[Word], index: int) -> Candidate | None:
    """A name with a word behind or before it that tells what it is: "Rapides Parish", "Lake Mary", "Route 66"."""
    word = run[index]
    if "before" in word.flags:
        return _behind_type(text, run, index)
    if not word.flags.isdisjoint({FUNCTION, "title", "lead"}):
        return None
    if "street" in word.flags:
        return _numbered(text, run, index, index + 1)
    for last in range(index + 1, min(len(run), index + _MAX_BEFORE_TYPE)):
        word = run[last]
        if not word.follows or not word.flags.isdisjoint({FUNCTION, "title"}):
            break
        kind = next((kind for kind in _TYPES if kind in word.flags), "")
        # "Florida Highway Patrol" is no highway.
        if kind and (kind == "area" or last + 1 == len(run) or not run[last + 1].follows):
            return _found(text, run, _start(text, run, index, last), last + 1, kind)
        if kind or "institution" in word.flags:
            break
    return None


def _behind_type(text: str, run: list[Word], index: int) -> Candidate | None:
    if index + 1 == len(run) or not (run[index + 1].follows or run[index + 1].link == " of "):
        return None
    if not run[index + 1].flags.isdisjoint({FUNCTION, "institution", *_TYPES}):
        return None
    return _found(text, run, index, index + 2, "before")


def _start(text: str, run: list[Word], index: int, last: int) -> int:
    """Leave out words before a listed name: "Suburban Cook County"."""
    starts = (first for first in range(index, last) if named(text[run[first].start : run[last].end]))
    return next(starts, index)


def _found(text: str, run: list[Word], first: int, last: int, kind: str) -> Candidate:
    start, end = run[first].start, run[last - 1].end
    places = named(text[start:end])
    if kind == "street":
        numbered = _numbered(text, run, first, last)
        if numbered:
            return numbered
        end += run[last - 1].lower in _SHORT_STREETS and text[end : end + 1] == "."
    # "The Antonov Bridge"; without an article it is mostly a body.
    is_site = "work" in run[last - 1].flags and text.endswith(("the ", "The "), 0, start)
    standing = Standing.SURE if is_site else Standing.NOWHERE
    return Candidate(first, last, start, end, LISTED if places else TYPED, places, kind, standing)


def _numbered(text: str, run: list[Word], first: int, last: int) -> Candidate | None:
    number = _NUMBER.match(text, run[last - 1].end)
    return Candidate(first, last, run[first].start, number.end(), TYPED, (), "number") if number else None


def _unlisted(text: str, run: list[Word], index: int) -> Candidate | None:
    word = run[index]
    is_led = word.lower in _ARTICLES and index + 1 < len(run) and run[index + 1].follows
    if not (is_led or word.flags.isdisjoint(_NO_UNLISTED)) or _goes_on_in_title(run, index):
        return None
    last = index + 1
    while last < len(run) and _goes_on(run[last]):
        last += 1
        if last - index > _MAX_UNLISTED:
            return None
    start, end = word.start, run[last - 1].end
    if _is_cut(text, start, end):
        return None
    # "Prime Minister": the name goes on, and is none of a place.
    is_cut = last < len(run) and run[last].follows
    standing = Standing.NOWHERE if is_cut else standing_of(text, start, end)
    if standing is Standing.SOMEBODY:
        return None
    if standing < Standing.LIKELY and not is_cut and _is_like_village(run[index:last]):
        standing = Standing.LIKELY
    if standing is Standing.NOWHERE and not text.endswith(_WORTH_A_LOOK, 0, start):
        return None
    return Candidate(index, last, start, end, UNLISTED, (), standing=standing)


def _goes_on_in_title(run: list[Word], index: int) -> bool:
    """Whether a name only goes on behind a small word that is written large: "Doctors Without Borders"."""
    if index < 2 or not run[index].follows or not run[index - 1].follows:  # noqa: PLR2004 - two words before
        return False
    return "joins" in run[index - 1].flags


def _is_cut(text: str, start: int, end: int) -> bool:
    """Whether a name is one of something else by what is behind it or in it: "Exit 6", "Shahed drones", "FakeScope"."""
    match = _CUT.match(text, end)
    is_other = match is not None and (match.group(1) is None or not _CUTTING.isdisjoint(flags_of(match.group(1))))
    shared = _LISTED_CUT.match(text, end)
    is_shared = shared is not None and "weapon" in flags_of(shared.group(1))
    return is_other or is_shared or _CAMEL.search(text, start, end) is not None


def _is_like_village(words: list[Word]) -> bool:
    """Whether a name is made as names of places are: "Tel Sarha", "Novyi Luh", "Vyrlohaivka"."""
    if len(words) == 1:
        return _VILLAGE.search(words[0].text) is not None
    return "generic_first" in words[0].flags or "generic_last" in words[-1].flags


def _goes_on(word: Word) -> bool:
    """Whether a word goes on with a name: "Rubizhne Lake", "Deir al-Balah"."""
    is_linked = word.follows or _PARTICLE.fullmatch(word.link or "") is not None
    return is_linked and word.flags.isdisjoint(_ENDS_UNLISTED)


@cache
def _people() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("demonyms"):
        for word in listed(row["words"]):
            found[word] = (*found.get(word, ()), *listed(row["region"]))
    return found


def codes_of_people(word: str) -> tuple[str, ...]:
    """The codes of the places that a word such as "Ukrainians" belongs to."""
    return _people().get(word, ())


@cache
def _short() -> dict[str, tuple[Place, ...]]:
    """The regions that abbreviations stand for."""
    found = {}
    for row in rows("abbreviations"):
        means = tuple(place for place in named(row["name"]) if row["region"] in place.regions and place.kind in "AC")
        for word in listed(row["words"]):
            found[word] = found[word.rstrip(".")] = means
    return found
