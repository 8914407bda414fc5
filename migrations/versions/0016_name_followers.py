"""Name followers: who accompanies whom."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_NOW = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Nobody accompanies anybody yet."""
    op.create_table(
        "follow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("named_by_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name=op.f("ck_follow_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_follow_account_id_account")),
        sa.ForeignKeyConstraint(["named_by_id"], ["account.id"], name=op.f("fk_follow_named_by_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_follow_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_follow_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
    )
    for column in ("account_id", "organisation_id", "person_id"):
        op.create_index(op.f(f"ix_follow_{column}"), "follow", [column])
    op.create_index("uq_follow_current", "follow", ["person_id"], unique=True, sqlite_where=_NOW, postgresql_where=_NOW)


def downgrade() -> None:
    """Without knowing who accompanies whom."""
    op.drop_table("follow")
