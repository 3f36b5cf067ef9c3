"""Cyrillic names in Latin letters, near enough for what sounds alike to be found."""

from __future__ import annotations

_ONE = ("абвгґдезийіїклмнопрстуфыэёўєь", "abvggdeziiiiklmnoprstufieeve'")
_MORE = ("ж zh", "\N{CYRILLIC SMALL LETTER HA} kh", "ц ts", "ч ch", "ш sh", "щ shch", "ю yu", "я ya")
_TABLE = str.maketrans(dict(zip(*_ONE, strict=True)) | dict(pair.split() for pair in _MORE) | {"ъ": ""})
_APOSTROPHES = "\u02bc\u2019"
_LAST_LATIN = "\u024f"


def latin(name: str) -> str:
    """A name in Latin letters as it is, one in Cyrillic transliterated; empty if it is in another script."""
    plain = name.lower().translate(_TABLE)
    return plain if all(char <= _LAST_LATIN or char in _APOSTROPHES for char in plain) else ""
