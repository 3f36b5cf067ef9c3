"""`claimwire captures export`: what was received, as a WARC file that other tools read, and `claimwire ingest` too."""

from __future__ import annotations

import asyncio
import http
import json
import os
import secrets
from importlib.metadata import version
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from services.console.terminal import say
from services.fetcher.adapters.warc.captured import ITEM_FIELD, REQUESTED_URL_FIELD
from shared.database.captured import each_capture
from shared.database.session import connect
from shared.errors import PermanentError
from shared.identity import is_capture_url

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from services.console.instance import Instance
    from shared.database.captured import Captured

_WARC: Final = "1.1"
# Of all headers of a record, readers take 32 KB at the most.
_LONGEST_FIELD = 6000


async def export_captures(
    instance: Instance,
    out: Path,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    urls: frozenset[str] = frozenset(),
) -> bool:
    """Write captures into a new file, one at a time; it has its name when it is whole. False if there are none.

    Raises:
        PermanentError: the file is there already, or has no name of a WARC file.
        OSError: it cannot be written.
    """
    if not out.name.lower().endswith((".warc", ".warc.gz")):
        message = f"{out} must end in .warc or .warc.gz"
        raise PermanentError(message)
    if await asyncio.to_thread(out.exists):
        message = f"{out} is there already: name another file"
        raise PermanentError(message)
    part, engine, count = out.with_name(f".{secrets.token_hex(8)}.part"), connect(instance.database_url), 0
    try:
        with part.open("wb") as file:
            writer = _begun(file, out)
            async for each in each_capture(engine, since=since, until=until, urls=urls):
                writer.write_record(_record(writer, each))
                count += 1
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        part.rename(out)
    finally:
        part.unlink(missing_ok=True)
        await engine.dispose()
    say(f"{out}: {count} captures ({size / 1e6:.1f} MB)")
    return count > 0


def _begun(file: BinaryIO, out: Path) -> WARCWriter:
    writer = WARCWriter(file, gzip=out.name.lower().endswith(".gz"), warc_version=_WARC)
    about = {"software": f"claimwire/{version('claimwire')}", "format": f"WARC File Format {_WARC}"}
    writer.write_record(writer.create_warcinfo_record(out.name, about))
    return writer


def _record(writer: WARCWriter, captured: Captured) -> object:
    """An answer of a server; a file that came without one is a document."""
    is_file = is_capture_url(captured.url)
    fields = {
        "WARC-Date": captured.fetched_at.isoformat().replace("+00:00", "Z"),
        "WARC-Payload-Digest": f"sha256:{captured.capture}",
        REQUESTED_URL_FIELD.title(): _field(captured.requested_url),
        ITEM_FIELD.title(): _field(_item(captured)),
    }
    answer = None if is_file else StatusAndHeaders(_status(captured.status), _headers(captured), protocol="HTTP/1.1")
    return writer.create_warc_record(
        # A line break in a URL would begin another field, and a space end it.
        "".join(each if each.isprintable() and each != " " else quote(each) for each in captured.url),
        "resource" if is_file else "response",
        payload=BytesIO(captured.body),
        # Without it the digests are made anew, by another algorithm.
        length=len(captured.body),
        http_headers=answer,
        warc_content_type=(captured.declared_media_type or captured.media_type) if is_file else "",
        warc_headers_dict={name: value for name, value in fields.items() if value},
    )


def _status(status: int) -> str:
    try:
        return f"{status} {http.HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _headers(captured: Captured) -> list[tuple[str, str]]:
    """Those that were kept; the length is that of the body as it stands here."""
    kept = [("-".join(map(str.capitalize, name.split("-"))), value) for name, value in captured.headers.items()]
    return [*kept, ("Content-Length", str(len(captured.body)))]


def _item(captured: Captured) -> str | None:
    """What the feed said, in ASCII; without its summary, which can be as long as the article."""
    if captured.item is None:
        return None
    said = {name: value for name, value in captured.item.items() if name != "summary" and value is not None}
    return json.dumps(said)


def _field(value: str | None) -> str | None:
    """A value that fits on one line of a record's head; None if it does not."""
    if value is None or len(value) > _LONGEST_FIELD or not value.isprintable():
        return None
    return value
