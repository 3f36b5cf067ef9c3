"""Captures know the URL that was asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("captures", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("requested_url", sa.Text(), nullable=True, comment="where it differs from the URL")
        )
        batch_op.add_column(sa.Column("requested_key", sa.String(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_captures_requested_key"), ["requested_key"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        # SQLite has no comments, and would copy the whole table for this one.
        op.alter_column(
            "captures",
            "capture_id",
            existing_type=sa.String(length=32),
            existing_nullable=False,
            comment="hash of URL, capture and requested URL",
            existing_comment="hash of URL and capture",
        )
