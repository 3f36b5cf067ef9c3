"""What two spellings of a place name have in common: the same letters, or the same sound in another transliteration."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
    | {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a"}
)
# Apostrophes of all kinds stand for a soft sign, a glottal stop, or nothing.
_DROPPED = re.compile("[.'`\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{PRIME}\u02b9-\u02bf]")
_GAP = re.compile(r"[\s\-–—/,]+")
_SHORT_FORMS = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}

# Russian and Ukrainian through all the usual transliterations, to one letter a sound; in this order.
_SOUNDS = (
    *(("shtch", "q"), ("schtsch", "q"), ("stsch", "q"), ("shch", "q"), ("tsch", "c"), ("tch", "c"), ("cz", "c")),
    *(("ch", "c"), ("sch", "s"), ("sh", "s"), ("zh", "z"), ("kh", "h"), ("g", "h"), ("ck", "k"), ("ts", "c")),
    *(("tz", "c"), ("w", "v"), ("x", "ks"), ("y", "i"), ("j", "i")),
)
_SOFT = re.compile(r"i+(?=[aeu])|(?<=.)(i)+o(?=.)")
_DOUBLE = re.compile(r"(.)\1+")
# What the two languages do to the same ending: -ivka, -ovka, -evka; -ne, -noye; -iv, -ov; -ske, -skoye.
_ENDINGS = tuple(
    (re.compile(pattern), ending)
    for pattern, ending in (
        (r"(?<=[^aeiou])[ieo]+vk[aiu]\b", "vka"),
        (r"(?<=[^aeiou])[ieo]+v[eoa]\b", "ve"),
        (r"(?<=[^aeiou])[ieo]+v\b", "v"),
        (r"(?<=n)o?[eo]\b", "e"),
        (r"(?<=k)o?[eo]\b", "e"),
        (r"o[ei]\b", "e"),
        (r"ai[ae]?\b", "a"),
    )
)
# Fewer letters are too few to be told from other words.
_MIN_SOUND = 4


def key(name: str) -> str:
    """The letters of a name without marks, case and hyphens: what the gazetteer is sorted by."""
    plain = name.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
        plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = _GAP.sub(" ", _DROPPED.sub("", plain)).strip().split(" ")
    return " ".join(_SHORT_FORMS.get(word, word) for word in words)


def sound(letters: str) -> str:
    """What a key has in common with other transliterations of the name; empty if that is too little to tell by."""
    for written, heard in _SOUNDS:
        letters = letters.replace(written, heard)
    letters = _DOUBLE.sub(r"\1", _SOFT.sub(lambda match: "e" if match.group(1) else "", letters))
    for pattern, ending in _ENDINGS:
        letters = pattern.sub(ending, letters)
    return letters if len(letters) >= _MIN_SOUND else ""
