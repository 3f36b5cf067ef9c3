"""E-mails: what can be read in one, and what its headers say (RFC 5322, MIME)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.utils import parseaddr, parsedate_to_datetime
from typing import TYPE_CHECKING, Final, cast

from services.cleaner.domain import dates
from services.cleaner.domain.body import PARSER_FAULTS

if TYPE_CHECKING:
    from datetime import date
    from email.message import EmailMessage

MAIL: Final = "message/rfc822"
# The best first: what newsletters call their plain text is often a line with a link.
_KINDS = ("html", "plain")
_KNOWN = ("from", "subject", "date", "message-id", "mime-version", "received")
# Lines of a header may be folded without end; nothing that is read here is longer.
_LONGEST_HEADER = 1000
# Of whole headers: the parser takes quadratic time on what somebody made to be slow.
_LONGEST_SOURCE = 4000
_REPLIED = re.compile(r"\s*(?:(?:re|fwd?|aw|wg|tr)\s*:\s*)+", re.IGNORECASE)
_FAULTS = (*PARSER_FAULTS, MessageError)


@dataclass(frozen=True)
class Part:
    """One form of a mail's text, its transfer encoding undone."""

    raw: bytes
    media_type: str
    charset: str | None


@dataclass(frozen=True)
class Mail:
    """A mail.

    Attributes:
        parts: the forms of its text, the best first; empty if it has none.
        subject: without `Re:`, `Fwd:` and the like.
        sender: the name that the sender goes by.
        domain: of the sender's address.
        sent: as the header `Date` says it.
    """

    parts: tuple[Part, ...] = ()
    subject: str | None = None
    sender: str | None = None
    domain: str | None = None
    sent: dates.Found | None = None


class _Bounded(policy.EmailPolicy):
    """The standard's policy, with headers that are cut before anything parses them."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_SOURCE]


_POLICY: Final = _Bounded()


def mail(raw: bytes, today: date | None = None) -> Mail | None:
    """Read a mail; None if the bytes are none.

    Args:
        today: when it was captured: it was not sent later.
    """
    try:
        message = cast("EmailMessage", message_from_bytes(raw, policy=_POLICY))
        if not any(name in message for name in _KNOWN):
            return None
        parts = tuple(part for kind in _KINDS for part in _parts(message, kind))
    except _FAULTS:
        return None
    sender, address = _sender(message)
    return Mail(
        parts=parts,
        subject=_REPLIED.sub("", _header(message, "subject"), count=1).strip() or None,
        sender=sender or None,
        domain=address.rpartition("@")[2].strip().lower() or None if "@" in address else None,
        sent=_sent(_header(message, "date"), today),
    )


def _parts(message: EmailMessage, kind: str) -> list[Part]:
    part = message.get_body((kind,))
    raw = part.get_payload(decode=True) if part is not None else None
    return (
        [Part(raw, f"text/{kind}", part.get_content_charset())] if part is not None and isinstance(raw, bytes) else []
    )


def _sender(message: EmailMessage) -> tuple[str, str]:
    return parseaddr(_header(message, "from"))


def _header(message: EmailMessage, name: str) -> str:
    """The text of a header on one line; empty if it is missing or damaged."""
    try:
        written = next((value for key, value in message.raw_items() if key.lower() == name), "")
        parsed = _POLICY.header_factory(name, " ".join(str(written).split())[:_LONGEST_HEADER])
        return " ".join(str(parsed).split())
    except _FAULTS:
        return ""


def _sent(text: str, today: date | None) -> dates.Found | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return dates.stated(moment.isoformat(), "mail Date", today)
