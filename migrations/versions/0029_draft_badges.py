"""Draft badges before they are published; how long one counts, who published it, which organisations may give it."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_TRACKS = sa.Enum("staff", "facilitator", "learner", name="trackcode", native_enum=False, length=32)


def upgrade() -> None:
    """What is published has no end, came with the product, and may be given by everybody."""
    # Not in a batch: SQLite would copy the table and lose its checks.
    op.add_column("achievement", sa.Column("valid_months", sa.Integer(), nullable=True))
    op.add_column("achievement", sa.Column("published_by_id", sa.Integer(), nullable=True))
    op.create_table(
        "issuing_right",
        sa.Column("achievement_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["achievement_id"], ["achievement.id"], name=op.f("fk_issuing_right_achievement_id_achievement")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_issuing_right_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("achievement_id", "organisation_id", name=op.f("pk_issuing_right")),
    )
    _create_drafts()


def downgrade() -> None:
    """Drafts are lost; what is published stays, as it was before."""
    op.drop_table("achievement_draft")
    op.drop_table("issuing_right")
    op.drop_column("achievement", "published_by_id")
    op.drop_column("achievement", "valid_months")


def _create_drafts() -> None:
    op.create_table(
        "achievement_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("curriculum_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("version", sa.String(20), nullable=False),
        sa.Column("track", _TRACKS, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_achievement_draft_{column}_{table}"))
            for column, table in (
                ("organisation_id", "organisation"),
                ("issuer_id", "issuer_profile"),
                ("curriculum_id", "curriculum"),
                ("begun_by_id", "account"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievement_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_achievement_draft_public_id")),
        sa.UniqueConstraint("issuer_id", "code", name=op.f("uq_achievement_draft_issuer_id_code")),
    )
    op.create_index(op.f("ix_achievement_draft_organisation_id"), "achievement_draft", ["organisation_id"])
