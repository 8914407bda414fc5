"""Let people choose modules: what somebody wants to learn, by code."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_STANDS = sa.text("taken_back_at IS NULL")


def upgrade() -> None:
    """One row for each choice; of those that stand, one for a person and a module."""
    op.create_table(
        "module_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("curriculum_code", sa.String(length=60), nullable=False),
        sa.Column("module_code", sa.String(length=20), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_module_choice_person_id_person")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_module_choice_by_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_module_choice_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_choice")),
    )
    op.create_index(op.f("ix_module_choice_person_id"), "module_choice", ["person_id"])
    op.create_index(op.f("ix_module_choice_organisation_id"), "module_choice", ["organisation_id"])
    op.create_index(
        "uq_module_choice_standing",
        "module_choice",
        ["person_id", "curriculum_code", "module_code"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )


def downgrade() -> None:
    """Without choices."""
    op.drop_table("module_choice")
