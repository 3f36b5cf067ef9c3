"""The tables. A change here needs a migration; a test compares the two.

    captures ─ outcomes          what was fetched, and what became of it
    articles ─ claims            what was read in it, and the present state of each claim
    claim_events ─ topics        what is told to the public, in which order, and how far that got
    skipped, dead_letters        what ended on the way, and why

`url_key` is `shared.identity.article_id_of_url(url)`: URLs can be longer than an index entry may be; `requested_key`
is the same of `requested_url`.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

from shared.database.types import Json, RowId, UtcDateTime

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}
)

captures = Table(
    "captures",
    metadata,
    Column("capture_id", String(32), primary_key=True, comment="hash of URL, capture and requested URL"),
    Column("capture", String(64), nullable=False, index=True, comment="SHA-256 of the body as received"),
    Column("url", Text, nullable=False),
    Column("url_key", String(32), nullable=False, index=True),
    Column("requested_url", Text, comment="where it differs from the URL"),
    Column("requested_key", String(32), index=True),
    Column("article_id", String(32)),
    Column("status", Integer, nullable=False),
    Column("headers", Json, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False, comment="zstd"),
    Column("declared_media_type", Text),
    Column("media_type", Text, nullable=False),
    Column("item", Json, comment="what the feed said"),
    Column("stored_at", UtcDateTime, nullable=False),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("capture", String(64), primary_key=True),
    Column("url_key", String(32), primary_key=True),
    Column("outcome", String(32), primary_key=True, comment="stored, skipped or dead"),
)

articles = Table(
    "articles",
    metadata,
    Column("article_id", String(32), primary_key=True),
    Column("article_version", String(64), primary_key=True, comment="SHA-256 of the text"),
    Column("is_current", Boolean, nullable=False, comment="the version that was fetched last"),
    Column("url", Text, nullable=False),
    Column("url_key", String(32), nullable=False, index=True),
    Column("capture", String(64), nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False, comment="last time that this text was met"),
    Column("first_seen_at", UtcDateTime, nullable=False, comment="first time that this text was met"),
    Column("title", Text),
    Column("outlet", Text),
    Column("language", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("record", Json, nullable=False, comment="everything else that the cleaner said"),
    Column("claims", Json, nullable=False, comment="the set as the extractor delivered it"),
    Column("no_claims_reason", Text),
    Column("extractor_name", Text, nullable=False),
    Column("extractor_version", Text, nullable=False),
    Column("stored_at", UtcDateTime, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    Column("claim_id", String(32), primary_key=True),
    Column("article_id", String(32), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("is_superseded", Boolean, nullable=False),
    Column("record", Json, nullable=False, comment="the public record of the last revision"),
    Column("sequence", BigInteger, index=True, comment="of its last event that was given one"),
)

claim_events = Table(
    "claim_events",
    metadata,
    Column("event_row", RowId, primary_key=True, autoincrement=True),
    Column("claim_id", String(32), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", String(16), nullable=False, comment="published, updated, linked, superseded or retracted"),
    Column("record", Json, nullable=False, comment="the whole public record"),
    Column("recorded_at", UtcDateTime, nullable=False),
    # Given by the relay, after the commit: one taken at insert is lost when a later one is published first.
    Column("sequence", BigInteger, unique=True),
    Column("search", Text, nullable=False, comment="words for `q`, in lower case"),
    Column("events", Text, nullable=False, comment="|type|type|"),
    Column("places", Text, nullable=False, comment="|name|region|, in lower case"),
    Column("source", Text, nullable=False, comment="names of the speaker, in lower case"),
    Column("source_kind", Text, nullable=False),
    Column("outlet", Text),
    Column("verification", Text, nullable=False),
    Column("certainty", Text, nullable=False),
    Index("uq_claim_events_revision", "claim_id", "revision", unique=True),
    sqlite_autoincrement=True,
)
Index(
    "ix_claim_events_unsequenced",
    claim_events.c.event_row,
    sqlite_where=claim_events.c.sequence.is_(None),
    postgresql_where=claim_events.c.sequence.is_(None),
)

topics = Table(
    "topics",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("last_sequence", BigInteger, nullable=False),
    Column("trimmed_to", BigInteger, nullable=False, comment="entries up to here may be gone from the stream"),
    Column("holder", Text, comment="the relay that holds the lease"),
    Column("token", BigInteger, nullable=False, comment="counts the takings of the lease: the fence"),
    Column("expires_at", UtcDateTime, comment="of the lease"),
)

skipped = Table(
    "skipped",
    metadata,
    Column("skip_id", String(32), primary_key=True, comment="hash of URL, capture, stage and outcome"),
    Column("url", Text, nullable=False),
    Column("url_key", String(32), nullable=False, index=True),
    Column("capture", String(64)),
    Column("stage", String(32), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("skipped_at", UtcDateTime, nullable=False, index=True),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("dead_id", String(32), primary_key=True, comment="hash of stream, entry and service"),
    Column("stream", Text, nullable=False),
    Column("entry_id", Text, nullable=False),
    Column("service", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("deliveries", Integer, nullable=False),
    Column("body", Text, nullable=False, comment="the original `__data__`"),
    Column("encoding", Text, nullable=False, server_default="escaped", comment="of the body: utf8, base64 or escaped"),
    Column("url", Text, comment="where it could be read from the body"),
    Column("url_key", String(32), index=True),
    Column("died_at", UtcDateTime, nullable=False, index=True),
    Column("status", String(16), nullable=False, comment="dead, retried or discarded"),
    Column("marked_at", UtcDateTime),
    Column("why", Text, comment="said by the person who discarded it"),
)
