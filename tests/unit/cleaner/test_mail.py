"""E-mails are read by their best part, under what their headers say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest

from services.cleaner.domain.clean import Readable, Unreadable, readable
from services.cleaner.domain.mail import MAIL

_TODAY = date(2026, 2, 1)
_TEXT = "The ministry said on Friday that the bridge near Zelene was closed after an attack.\n"
_PAGE = f"<html><head><title>Mail</title></head><body><p>{_TEXT}</p></body></html>"


def _mail(*, html: str | None = None, plain: str | None = _TEXT, **headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in (
        {"Subject": "Bridge closed", "From": "Anna Koval <anna@courier.example>"}
        | {"Date": "Fri, 02 Jan 2026 03:04:05 +0200"}
        | headers
    ).items():
        message[name] = value
    if plain is not None:
        message.set_content(plain)
    if html is not None:
        message.add_alternative(html, subtype="html") if plain is not None else message.set_content(html, "html")
    return message


def _read(raw: EmailMessage | bytes) -> Readable | Unreadable:
    return readable(raw if isinstance(raw, bytes) else raw.as_bytes(), media_type=MAIL, today=_TODAY)


@pytest.mark.parametrize("parts", [{}, {"html": _PAGE}, {"html": _PAGE, "plain": None}])
def test_a_mail_is_its_text_under_its_headers(parts: dict[str, str | None]) -> None:
    """Subject, sender and date are the title, the author and outlet, and when it was published."""
    found = _read(_mail(**parts))

    assert isinstance(found, Readable)
    assert found.text == f"Bridge closed\n\n{_TEXT.strip()}"
    assert (found.title, found.byline, found.outlet) == ("Bridge closed", "Anna Koval", "courier.example")
    assert found.published is not None
    assert found.published.value == datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)
    assert found.published.evidence == "mail Date"


def test_the_part_that_can_be_read_is_read() -> None:
    """A page without text, as of pictures alone, leaves the plain text."""
    found = _read(_mail(html="<html><body><img src='cid:1'></body></html>"))

    assert isinstance(found, Readable)
    assert _TEXT.strip() in found.text


def test_an_attachment_is_no_text() -> None:
    """What somebody attached is not what they wrote."""
    message = _mail()
    message.add_attachment("Another text that says nothing of the bridge at all.", filename="a.txt")

    found = _read(message)

    assert isinstance(found, Readable)
    assert "Another" not in found.text


def test_encoded_headers_and_text_are_read() -> None:
    """Of any alphabet, and without what replies put before a subject."""
    text = "Міністерство повідомило, що міст біля Зеленого закрито.\n"

    found = _read(_mail(plain=text, Subject="Fwd: Re: Міст закрито", From="Анна Коваль <anna@courier.example>"))

    assert isinstance(found, Readable)
    assert (found.title, found.byline) == ("Міст закрито", "Анна Коваль")
    assert text.strip() in found.text


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        (b"\x01\x02\x03 noise of no kind", "no_mail"),
        (b"Some words that are no mail at all, without a header.\n", "no_mail"),
        (b"From: a@b.example\nSubject: nothing\n\n", "no_text"),
        (b"From: a@b.example\nContent-Type: application/pdf\n\nwords of a file\n", "no_text"),
        (b"From: a@b.example\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!\n", "no_text"),
        (b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n--x--\n", "no_text"),
    ],
)
def test_what_is_no_readable_mail_has_a_reason(raw: bytes, outcome: str) -> None:
    """Never an error, whatever the bytes are."""
    found = _read(raw)

    assert isinstance(found, Unreadable)
    assert found.outcome in {outcome, "empty"}


@pytest.mark.parametrize(
    "head",
    [
        b"From: " + b"(" * 100_000,
        b"Subject: " + b"=?utf-8?q?" * 20_000,
        b"Date: " + b"1 " * 50_000,
        b"Content-Type: text/plain; charset=no-such-charset",
        b"Content-Type: text/plain; " + b"a*0=b; " * 150_000,
        b"Content-Type: multipart/mixed; boundary=" + b"x" * 10_000,
        b"Subject: a\xff\xfe\x00b",
    ],
)
def test_hostile_headers_do_no_harm(head: bytes) -> None:
    """A damaged header is left out, and the text is read; whole, one of these keeps the parser busy for minutes."""
    found = _read(b"MIME-Version: 1.0\n" + head + b"\n\n" + _TEXT.encode())

    assert isinstance(found, Readable | Unreadable)


def test_nested_parts_do_no_harm() -> None:
    """A thousand mails in each other are no reason to fail."""
    raw = b"From: a@b.example\n"
    for number in range(1000):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)

    assert isinstance(_read(raw + b"\n" + _TEXT.encode()), Readable | Unreadable)
