"""Whether "he" or "she" may mean a speaker, by given name and words for women and men."""

from __future__ import annotations

import re
from functools import cache

from services.extractor.domain.tables import rows, words_of_class

_WOMANS_SURNAME = re.compile(r"(?:ova|eva|yova|ina|skaya|ska|ská|ová)$")


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


@cache
def _given_names() -> dict[str, str]:
    return {name: row["gender"] for row in rows("given_names") for name in row["names"].split()}
