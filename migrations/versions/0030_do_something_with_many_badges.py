"""Do something with many badges: a row for each run says how far it is, so that it goes on whatever stopped it."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Which badges, how many were looked at, and what could not be done."""
    op.create_table(
        "award_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("award_ids", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("looked_at >= 0 AND looked_at <= total", name=op.f("ck_award_run_looked_at_among_all")),
        sa.CheckConstraint("done >= 0 AND done <= looked_at", name=op.f("ck_award_run_done_among_looked_at")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_award_run_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["started_by_id"], ["account.id"], name=op.f("fk_award_run_started_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_run")),
        sa.UniqueConstraint("public_id", name=op.f("uq_award_run_public_id")),
        sa.UniqueConstraint("form_id", name=op.f("uq_award_run_form_id")),
    )
    op.create_index(op.f("ix_award_run_organisation_id"), "award_run", ["organisation_id"])
    op.create_index(op.f("ix_award_run_started_at"), "award_run", ["started_at"])


def downgrade() -> None:
    """Without runs; what they did stays."""
    op.drop_table("award_run")
