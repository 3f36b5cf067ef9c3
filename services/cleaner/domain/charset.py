"""Bytes to characters: the encoding of a capture, and the characters that have no place in a text."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

import charset_normalizer
import ftfy

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{1,40})""")
_HEAD_BYTES = 4096
_GUESS_BYTES = 65536
# Servers say latin-1 and mean its superset, as every browser assumes.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
_MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"GIF8",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"BM",
    b"RIFF",
    b"\x7fELF",
    b"OggS",
    b"ID3",
    b"{\\rtf",
)
_BINARY_SHARE = 0.05
# Controls that texts have: tab, line ends, form feed, and the escape of ISO-2022.
_BINARY_CONTROLS = bytes(set(range(ord(" "))) - set(b"\t\n\x0b\x0c\r\x1b"))

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_CONTROLS = bytes({*range(0x09), *range(0x0E, 0x20), 0x7F})
# Controls, bidirectional marks and overrides, zero-width spaces, soft hyphens, tags, surrogates, noncharacters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufdd0-\ufdef"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
# Sequences that UTF-8 read as windows-1252 leaves behind: no such sign, no need for the slow repair.
_SUSPECT = re.compile("[\x80-\x9f\xa0-\xffŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]{2}|\xc3.|\xc2.|â€")


@dataclass(frozen=True)
class Decoded:
    """Characters, and what had to be done to get them."""

    text: str
    repairs: tuple[str, ...] = ()


def is_binary(raw: bytes) -> bool:
    """Whether the bytes are no text in any encoding."""
    if _bom(raw) is not None:
        return False
    head = raw[:_HEAD_BYTES]
    if any(head.startswith(magic) for magic in _MAGIC):
        return True
    controls = len(head) - len(head.translate(None, delete=_BINARY_CONTROLS))
    return controls > len(head) * _BINARY_SHARE


def decoded(raw: bytes, declared: str | None = None) -> Decoded:
    """The characters of the bytes; what cannot be read becomes U+FFFD.

    A byte order mark decides; then bytes that are valid UTF-8, since nothing else looks like it by chance; then what
    the page declares, then `declared` (the HTTP header), since servers send one value for every file; then statistics.
    """
    bom = _bom(raw)
    if bom is not None:
        return _read(raw, bom)
    names = [name for name in (_written(raw), declared) if name]
    seven_bit = [name for name in names if _codec(name).startswith("iso2022")]
    for name in (*seven_bit, "utf-8", *names):
        text = _strict(raw, name)
        if text is not None:
            return Decoded(text, () if _codec(name) == "utf-8" else (f"charset: {_codec(name)}",))
    return _guessed(raw)


def repaired(decoded_text: Decoded) -> Decoded:
    """The text in NFC with plain spaces and line ends, without unseen characters, mojibake undone."""
    repairs = list(decoded_text.repairs)
    text = _LINE_ENDS.sub("\n", decoded_text.text)
    if _SUSPECT.search(text):
        fixed = ftfy.fix_encoding(text)
        repairs += ["mojibake"] if fixed != text else []
        text = _LINE_ENDS.sub("\n", fixed)
    seen = _UNSEEN.sub("", _SPACES.sub(" ", text))
    if len(seen) != len(text):
        repairs.append("unseen characters")
    return Decoded(unicodedata.normalize("NFC", seen), tuple(repairs))


def line(text: str) -> Decoded:
    """A line read out of a page, repaired: its entities can bring characters that have no place in a text."""
    seen = repaired(Decoded(text))
    return Decoded(" ".join(seen.text.split()), seen.repairs)


def without_controls(decoded_text: Decoded) -> Decoded:
    """The text as a parser of pages can take it; what is read out of the page is repaired later, which is far less."""
    # As bytes, which is ten times faster than an expression; no byte of a longer character is a control.
    seen = decoded_text.text.lstrip("\ufeff").encode("utf-8", "ignore").translate(None, delete=_CONTROLS)
    return Decoded(seen.decode("utf-8"), decoded_text.repairs)


def _bom(raw: bytes) -> str | None:
    return next((codec for mark, codec in _BOMS if raw.startswith(mark)), None)


def _written(raw: bytes) -> str | None:
    found = _XML.search(raw[:_HEAD_BYTES]) or _META.search(raw[:_HEAD_BYTES])
    return found[1].decode("ascii", "ignore") if found else None


def _codec(name: str) -> str:
    """The codec that is meant by a declared name; empty if there is none."""
    try:
        codec = codecs.lookup(name.strip().strip("\"'"))
    except (LookupError, ValueError):
        return ""
    # Python also has codecs that do not decode text, such as `hex` and `zip`: a page must not reach them.
    is_text = getattr(codec, "_is_text_encoding", False) and codec.name not in {
        "idna",
        "punycode",
        "undefined",
        "utf-7",
    }
    return _MEANT.get(codec.name, codec.name) if is_text and "escape" not in codec.name else ""


def _strict(raw: bytes, name: str) -> str | None:
    codec = _codec(name)
    if not codec:
        return None
    try:
        return raw.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _read(raw: bytes, codec: str) -> Decoded:
    text = raw.decode(codec, "replace")
    repairs = [] if codec.startswith("utf-8") else [f"charset: {codec}"]
    return Decoded(text, (*repairs, *(["undecodable bytes"] if "\ufffd" in text else [])))


def _guessed(raw: bytes) -> Decoded:
    # One stray byte in a page of UTF-8 is damage, not another encoding.
    damaged = raw.decode("utf-8", "replace")
    if damaged.count("\ufffd") * 10 < sum(character > "\x7f" for character in damaged):
        return Decoded(damaged, ("undecodable bytes",))
    best = charset_normalizer.from_bytes(raw[:_GUESS_BYTES]).best()
    return _read(raw, best.encoding if best is not None and _codec(best.encoding) else "cp1252")
