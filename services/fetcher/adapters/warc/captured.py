"""What a record of a WARC file is as a message: the capture that a download had made, or why it is none."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from services.fetcher.adapters.http import GONE, kept_headers, shown
from services.fetcher.adapters.inbox import INBOX
from services.fetcher.adapters.warc.records import Answer, Damage, Found
from services.fetcher.domain import media
from services.fetcher.handlers import is_web, packed, skipped
from shared import identity
from shared.contracts.article import ArticleFetched, ArticleSkipped, FeedItem

if TYPE_CHECKING:
    from datetime import datetime

# What an export adds to a record, so that its capture comes back as it was; other readers pass over it.
REQUESTED_URL_FIELD: Final = "claimwire-requested-url"
ITEM_FIELD: Final = "claimwire-item"
_SUCCESS = 2


def message_of_record(name: str, place: int, found: Found, now: datetime) -> ArticleFetched | ArticleSkipped | None:
    """What a record of a WARC file makes; None for one that holds no article, such as a request.

    Args:
        name: of the file.
        place: the byte at which the record begins, which names one that has no URL.
    """
    of_record = f"{identity.file_url(name)}#{place}"
    match found:
        case Answer(kind="resource", url=url) if identity.is_capture_url(url) and not found.problem:
            return _of_archive(found, url, now)
        case Answer(kind="response"):
            unfit = _unfit_answer(found)
            where = found.url if unfit is None or unfit[0] != "no_url" else of_record
            return skipped(where, *unfit, now) if unfit else _of_archive(found, where, now)
        case Damage(reason=reason, until=until):
            to = "its end" if until is None else f"byte {until}"
            said = f"no record of {name!r} can be read before {to}: {reason}"
            return skipped(f"{identity.file_url(name)}#{until}", "damaged", said, now)
        case _:
            return None


def _unfit_answer(answer: Answer) -> tuple[str, str] | None:
    """Why an answer in an archive is no article: one word and the reason; None if it can be one."""
    if not answer.url:
        return "no_url", "the record does not say of which URL it is"
    unfit = None
    if not is_web(answer.url):
        unfit = "bad_url", "neither http nor https"
    elif answer.status is None:
        unfit = "damaged", answer.problem[1] if answer.problem else "not an answer in HTTP"
    elif answer.status // 100 != _SUCCESS:
        unfit = "gone" if answer.status in GONE else "refused", f"status {answer.status}"
    else:
        unfit = answer.problem or _unfit_document(answer)
    return (unfit[0], f"{unfit[1]}: {shown(answer.url)}") if unfit else None


def _unfit_document(answer: Answer) -> tuple[str, str] | None:
    kind = media.media_type(answer.body, answer.headers.get("content-type"))
    if kind not in media.READABLE:
        return "unsupported_media", f"{kind} holds no text that can be read"
    return None if answer.date else ("no_date", "the record does not say when it was captured")


def _of_archive(answer: Answer, url: str, now: datetime) -> ArticleFetched:
    """The capture as a download at that time had made it."""
    headers, capture = kept_headers(answer.headers), identity.sha256(answer.body)
    declared = (answer.fields if answer.kind == "resource" else answer.headers).get("content-type")
    return ArticleFetched(
        article_id=None if identity.is_capture_url(url) else identity.article_id_of_url(url),
        url=url,
        requested_url=answer.fields.get(REQUESTED_URL_FIELD),
        status=answer.status or 200,
        headers=headers,
        # A clock that ran ahead must not make this the latest version for ever.
        fetched_at=min(answer.date or now, now),
        capture=capture,
        body=packed(answer.body),
        declared_media_type=declared,
        media_type=media.media_type(answer.body, declared),
        item=_item(answer.fields.get(ITEM_FIELD)),
    )


def _item(said: str | None) -> FeedItem:
    with contextlib.suppress(ValidationError):
        return FeedItem.model_validate_json(said or "")
    return FeedItem(feed=INBOX)
