"""Files that are put into the inbox, handed over by `claimwire ingest`, or come from standard input."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from tests.e2e.bad_input.cases.case import PARAGRAPH, SAID, Case, page

_MOST = 2 * 1024 * 1024
_NOISE = bytes((n * 167 + n // 7) % 256 for n in range(50_000))
_REPORT = SAID.encode()
_MAIL = b"From: desk@news.example\r\nSubject: Bridge\r\nMIME-Version: 1.0\r\nContent-Type: %s\r\n\r\n%s\r\n"


def link_to(target: str) -> Callable[[Path], None]:
    """What makes a symbolic link."""
    return lambda path: path.symlink_to(target)


def folder(path: Path) -> None:
    """Make a folder with a file that is none of ours."""
    path.mkdir()
    (path / "notes.docx").write_bytes(_NOISE)


def closed(path: Path) -> None:
    """Make a file that nobody may read."""
    path.write_bytes(_REPORT)
    path.chmod(0)


def _case(name: str, file: str, given: object, outcome: str, reason: str, *, ask: str = "") -> Case:
    return Case("inbox", name, (file, given), outcome, reason, ask or file)


def _ingested(name: str, file: str, given: object, outcome: str, reason: str = "") -> Case:
    return Case("claimwire ingest", name, (file, given), outcome, reason)


FILES: tuple[Case, ...] = (
    _case("empty", "empty.txt", b"", "empty", "no bytes"),
    _case("only spaces", "spaces.md", b" \n\t" * 99, "empty", "only spaces"),
    _case("binary", "noise.txt", _NOISE, "binary", "no text in any encoding"),
    _case("NUL bytes", "nul.txt", b"\0" * 9999, "binary", "no text in any encoding"),
    _case("image named .html", "image.html", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "unsupported_media", "image/png"),
    _case("PDF named .txt", "paper.txt", b"%PDF-1.7\n" + _NOISE, "unsupported_media", "application/pdf"),
    _case("zip named .md", "zip.md", b"PK\x03\x04" + _NOISE, "unsupported_media", "application/zip"),
    _case("larger than allowed", "large.txt", b"a" * (_MOST + 1), "too_large",
          "'large.txt' has more than 2097152 bytes"),
    _case("invalid UTF-8", "latin.txt", _REPORT.replace(b"bridge", b"br\xff\xfe\xc3dge") * 3, "stored", "claims"),
    _case("line of 100 KB", "line.txt", _REPORT * 1400, "stored", "claims"),
    _case("one word", "word.txt", b"Bridge", "too_short", "fewer than 4 words"),
    _case("50,000 nested tags", "nested.html", page("<div>" * 50_000 + PARAGRAPH), "hostile", "nested deeper"),
    _case(".eml of noise", "noise.eml", _NOISE + b"9", "no_mail", "have no headers"),
    _case(".eml without headers", "bare.eml", _REPORT + b"10", "no_mail", "have no headers"),
    _case(".eml with an image only", "image.eml", _MAIL % (b"image/png", b"iVBORw0KGgo="), "no_text",
          "no part with text"),
    _case(".eml with a charset that is none", "charset.eml", _MAIL % (b"text/plain; charset=rot13", _REPORT + b"11"),
          "stored", "claims"),
    _case("wrong suffix", "report.docx", _REPORT, "unsupported_file", "'report.docx' has no name…must end in .html"),
    _case("no suffix", "report", _REPORT, "unsupported_file", "'report' has no name…must end in .html"),
    _case("folder with a .txt name", "folder.txt", folder, "unsupported_file", "'folder.txt' is a folder"),
    _case("link in a circle", "circle.txt", link_to("circle.txt"), "unreadable", "'circle.txt' is a link: Too many"),
    _case("link to nothing", "nothing.txt", link_to("nowhere"), "unreadable", "'nothing.txt' is a link: No such file"),
    _case("link to an endless device", "zero.txt", link_to("/dev/zero"), "unsupported_file",
          "'zero.txt' is no regular file"),
    _case("pipe that nobody fills", "pipe.txt", os.mkfifo, "unsupported_file", "'pipe.txt' is no regular file"),
    _case("unreadable", "closed.txt", closed, "unreadable", "'closed.txt' cannot be read: Permission denied"),
    _case("name with a newline", "new\nline.txt", _REPORT + b"1", "stored", "claims"),
    _case("name of 255 bytes", "n" * 251 + ".txt", _REPORT + b"2", "stored", "claims"),
    _case("name that is no UTF-8", os.fsdecode(b"\xff\xfe.txt"), _REPORT + b"3", "stored", "claims"),
    _case("name that steers a terminal", "\x1b[2J.txt", _REPORT + b"4", "stored", "claims"),
    _case("the same bytes, first name", "one.txt", _REPORT + b"5", "stored", "claims"),
    _case("the same bytes, second name", "two.txt", _REPORT + b"5", "stored", "claims"),
    _case(".url of noise", "noise.url", _NOISE, "no_url", "'noise.url' names no http or https URL"),
    _case(".url that is empty", "empty.url", b"", "no_url", "'empty.url' names no http or https URL"),
    _case(".url without http", "ftp.url", b"[InternetShortcut]\r\nURL=ftp://b/c\r\n", "no_url",
          "'ftp.url' names no http or https URL"),
    _case(".url of 3 MB", "large.url", b"http://a.example/\n" * 170_000, "too_large",
          "'large.url' has more than 2097152 bytes"),
    _case(".url, one of two is no page", "mixed.url", b"http://127.0.0.1:9/mixed\nmailto:a@b.example\n", "bad_url",
          "'mixed.url' names 'mailto:a@b.example', which is not http or https", ask="mailto:a@b.example"),
)  # fmt: skip

INGESTED: tuple[Case, ...] = (
    _ingested("missing", "missing.txt", None, "not read", "No such file"),
    _ingested("name that is too long", "n" * 300 + ".txt", None, "not read", "File name too long"),
    _ingested("link in a circle", "circle.txt", link_to("circle.txt"), "not read", "Too many levels"),
    _ingested("folder of other files", "folder.txt", folder, "not read",
              "no file below it has a name that ends in .html"),
    _ingested("empty", "empty.txt", b"", "empty", "no bytes"),
    _ingested("binary with a suffix of its own", "noise.docx", _NOISE, "binary", "no text in any encoding"),
    _ingested("endless device", "zero.txt", link_to("/dev/zero"), "too_large", "has more than 2097152 bytes"),
    _ingested(".url without http", "ftp.url", b"ftp://a/b", "no_url", "names no http or https URL"),
    _ingested("name that steers a terminal", "\x1b[2J\n.txt", _REPORT + b"6", "stored", "claims"),
    _ingested("name that is no UTF-8", os.fsdecode(b"\xff.txt"), _REPORT + b"7", "stored", "claims"),
)  # fmt: skip

PIPED: tuple[Case, ...] = (
    Case("standard input", "empty", b"", "empty", "no bytes"),
    Case("standard input", "binary", _NOISE + b"8", "binary", "no text in any encoding"),
    Case("standard input", "endless", "/dev/zero", "too_large", "has more than 2097152 bytes"),
)
