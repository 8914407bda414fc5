"""Receive conversations of phones: held without network, each stored once by the id that the phone gave it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A diagnosis may say what a phone called it."""
    op.add_column("diagnosis", sa.Column("mark_id", sa.Uuid(), nullable=True))
    op.add_column("diagnosis", sa.Column("digest", sa.String(64), nullable=True))
    op.create_index("uq_diagnosis_mark_id", "diagnosis", ["mark_id"], unique=True)


def downgrade() -> None:
    """The conversations stay, and no longer say how they came."""
    op.drop_index("uq_diagnosis_mark_id", "diagnosis")
    # Not in a batch: SQLite would copy the table and lose its checks.
    for name in ("digest", "mark_id"):
        op.drop_column("diagnosis", name)
