"""Tell what became of sealed marks that somebody else brought along: whoever made them reads why they do not count."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table; a row goes when it was read."""
    op.create_table(
        "untold_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("workshop_code", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("is_refused", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_untold_mark_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_untold_mark")),
    )
    op.create_index(op.f("ix_untold_mark_account_id"), "untold_mark", ["account_id"])


def downgrade() -> None:
    """What nobody read yet goes unsaid."""
    op.drop_table("untold_mark")
