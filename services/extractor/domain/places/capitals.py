"""Headlines in capitals, with their words as the rest of the article writes them, so that names are seen."""

from __future__ import annotations

import re

from services.extractor.domain.gazetteer.table import named
from services.extractor.domain.places.candidates import codes_of_people
from services.extractor.domain.places.words import flags_of

# "RUSSIAN MISSILES STRIKE DNIPRO": three words and no small letter. One or two may be a dateline or an agency.
_LINE = re.compile(r"^(?=[^\n]{12,300}$)(?=(?:[^\w\n]{0,9}\w{1,40}\b){3})[^a-zß-öø-ÿ\n]+$", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
# Words that are looked for in the article.
_MOST_WORDS = 200


def without_capitals(text: str) -> str:
    """A text of the same length whose lines in capitals have only names written large."""
    lines = list(_LINE.finditer(text))
    if not lines:
        return text
    body = _LINE.sub("", text)
    words = {word for line in lines[:_MOST_WORDS] for word in _WORD.findall(line.group())[:_MOST_WORDS]}
    if len(words) > _MOST_WORDS:
        return text
    written = set(_WORD.findall(body))
    forms = {word: _form(word, written) for word in words}
    return _LINE.sub(lambda line: _WORD.sub(lambda word: forms.get(word.group(), word.group()), line.group()), text)


def _form(word: str, written: set[str]) -> str:
    """A word as the article writes it elsewhere; else large if it can only be a name."""
    small, large = word.lower(), word.title() if "'" not in word and "’" not in word else word.capitalize()
    if len(small) != len(word) or small in written:
        return small if len(small) == len(word) else word
    if large in written or codes_of_people(large):
        return large
    return large if named(large) and not flags_of(small) else small
