"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database.types import Json, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "articles",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("article_version", sa.String(length=64), nullable=False, comment="SHA-256 of the text"),
        sa.Column("is_current", sa.Boolean(), nullable=False, comment="the version that was fetched last"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_key", sa.String(length=32), nullable=False),
        sa.Column("capture", sa.String(length=64), nullable=False),
        sa.Column(
            "fetched_at",
            UtcDateTime(),
            nullable=False,
            comment="last time that this text was met",
        ),
        sa.Column(
            "first_seen_at",
            UtcDateTime(),
            nullable=False,
            comment="first time that this text was met",
        ),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("record", Json(), nullable=False, comment="everything else that the cleaner said"),
        sa.Column("claims", Json(), nullable=False, comment="the set as the extractor delivered it"),
        sa.Column("no_claims_reason", sa.Text(), nullable=True),
        sa.Column("extractor_name", sa.Text(), nullable=False),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "article_version"),
    )
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_articles_url_key"), ["url_key"], unique=False)

    op.create_table(
        "captures",
        sa.Column("capture_id", sa.String(length=32), nullable=False, comment="hash of URL and capture"),
        sa.Column("capture", sa.String(length=64), nullable=False, comment="SHA-256 of the body as received"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_key", sa.String(length=32), nullable=False),
        sa.Column("article_id", sa.String(length=32), nullable=True),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", Json(), nullable=False),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="zstd"),
        sa.Column("declared_media_type", sa.Text(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("item", Json(), nullable=True, comment="what the feed said"),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("capture_id"),
    )
    with op.batch_alter_table("captures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_captures_capture"), ["capture"], unique=False)
        batch_op.create_index(batch_op.f("ix_captures_fetched_at"), ["fetched_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_captures_url_key"), ["url_key"], unique=False)

    op.create_table(
        "claim_events",
        sa.Column(
            "event_row", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("claim_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.String(length=16), nullable=False, comment="published, updated, linked, superseded or retracted"
        ),
        sa.Column("record", Json(), nullable=False, comment="the whole public record"),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False, comment="words for `q`, in lower case"),
        sa.Column("events", sa.Text(), nullable=False, comment="|type|type|"),
        sa.Column("places", sa.Text(), nullable=False, comment="|name|region|, in lower case"),
        sa.Column("source", sa.Text(), nullable=False, comment="names of the speaker, in lower case"),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("verification", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_row"),
        sa.UniqueConstraint("sequence", name=op.f("uq_claim_events_sequence")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("claim_events", schema=None) as batch_op:
        batch_op.create_index(
            "ix_claim_events_unsequenced",
            ["event_row"],
            unique=False,
            sqlite_where=sa.text("sequence IS NULL"),
            postgresql_where=sa.text("sequence IS NULL"),
        )
        batch_op.create_index("uq_claim_events_revision", ["claim_id", "revision"], unique=True)

    op.create_table(
        "claims",
        sa.Column("claim_id", sa.String(length=32), nullable=False),
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("is_superseded", sa.Boolean(), nullable=False),
        sa.Column("record", Json(), nullable=False, comment="the public record of the last revision"),
        sa.Column("sequence", sa.BigInteger(), nullable=True, comment="of its last event that was given one"),
        sa.PrimaryKeyConstraint("claim_id"),
    )
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claims_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claims_sequence"), ["sequence"], unique=False)

    op.create_table(
        "dead_letters",
        sa.Column("dead_id", sa.String(length=32), nullable=False, comment="hash of stream, entry and service"),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("service", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("deliveries", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="the original `__data__`"),
        sa.Column("url", sa.Text(), nullable=True, comment="where it could be read from the body"),
        sa.Column("url_key", sa.String(length=32), nullable=True),
        sa.Column("died_at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False, comment="dead, retried or discarded"),
        sa.Column("marked_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("dead_id"),
    )
    with op.batch_alter_table("dead_letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dead_letters_died_at"), ["died_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_dead_letters_url_key"), ["url_key"], unique=False)

    op.create_table(
        "outcomes",
        sa.Column("capture", sa.String(length=64), nullable=False),
        sa.Column("url_key", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False, comment="stored, skipped or dead"),
        sa.PrimaryKeyConstraint("capture", "url_key", "outcome"),
    )
    op.create_table(
        "skipped",
        sa.Column("skip_id", sa.String(length=32), nullable=False, comment="hash of URL, capture, stage and outcome"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_key", sa.String(length=32), nullable=False),
        sa.Column("capture", sa.String(length=64), nullable=True),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("skipped_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("skip_id"),
    )
    with op.batch_alter_table("skipped", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_skipped_skipped_at"), ["skipped_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_skipped_url_key"), ["url_key"], unique=False)

    op.create_table(
        "topics",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("last_sequence", sa.BigInteger(), nullable=False),
        sa.Column(
            "trimmed_to", sa.BigInteger(), nullable=False, comment="entries up to here may be gone from the stream"
        ),
        sa.Column("holder", sa.Text(), nullable=True, comment="the relay that holds the lease"),
        sa.Column("token", sa.BigInteger(), nullable=False, comment="counts the takings of the lease: the fence"),
        sa.Column("expires_at", UtcDateTime(), nullable=True, comment="of the lease"),
        sa.PrimaryKeyConstraint("topic"),
    )
