"""How the body of a dead letter is written, and why it was discarded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("dead_letters", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "encoding",
                sa.Text(),
                server_default="escaped",
                nullable=False,
                comment="of the body: utf8, base64 or escaped",
            )
        )
        batch_op.add_column(sa.Column("why", sa.Text(), nullable=True, comment="said by the person who discarded it"))
