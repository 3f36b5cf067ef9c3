"""Whether "he" or "she" may mean a speaker, by given name and words for women and men."""

from __future__ import annotations

import re
from functools import cache

from services.extractor.domain.tables import rows, words_of_class

_WOMANS_SURNAME = re.compile(r"(?:ova|eva|yova|ina|skaya|ska|ská|ová)$")

_FORMS = {"Mr": "he", "Ms": "she", "Mrs": "she", "Miss": "she"}
_ADDRESS = re.compile(r"\b(Mr|Ms|Mrs|Miss)\b\.?[ \xa0](?:[A-Z][\w’'-]{1,24}[ \xa0])?([A-Z][\w’'-]{1,24})")


def gender_of(name: str, role: str) -> str | None:
    """`he`, `she`, or None where it does not show."""
    for word in re.findall(r"[\w-]+", f"{role} {name}".lower()):
        for gender, words in (("she", "woman"), ("he", "man")):
            if word in words_of_class(words):
                return gender
    names = name.split()
    if not names or not names[0][:1].isupper():
        return None
    if len(names) == 1:
        return _given_names().get(names[0])
    if _WOMANS_SURNAME.search(names[-1].lower()):
        return "she"
    return _given_names().get(names[0]) or ("she" if names[0].endswith("a") else "he")


def addressed(text: str) -> dict[str, str]:
    """The gender of those whom a text calls Mr or Ms, by surname in lower case."""
    return {match.group(2).lower(): _FORMS[match.group(1)] for match in _ADDRESS.finditer(text)}


@cache
def _given_names() -> dict[str, str]:
    return {name: row["gender"] for row in rows("given_names") for name in row["names"].split()}
