"""Keep late verdicts for a few minutes, closed: whichever process is asked may show what came of a slow check."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The verdict by the hash of its address, and when it goes."""
    op.create_table(
        "late_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("closed", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_verdict")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_late_verdict_token_hash")),
    )
    op.create_index(op.f("ix_late_verdict_ends_at"), "late_verdict", ["ends_at"])


def downgrade() -> None:
    """Without them; they would have gone in minutes."""
    op.drop_table("late_verdict")
