"""Keep diagnoses, and the questionnaires they were made with, by version."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_OPEN = sa.text("finished_at IS NULL")


def upgrade() -> None:
    _create_questionnaires()
    _create_diagnoses()


def downgrade() -> None:
    op.drop_table("diagnosis")
    op.drop_table("questionnaire")


def _create_questionnaires() -> None:
    op.create_table(
        "questionnaire",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_questionnaire"),
        sa.UniqueConstraint("code", "version", name="uq_questionnaire_code_version"),
    )


def _create_diagnoses() -> None:
    op.create_table(
        "diagnosis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("level_chosen", sa.Integer(), nullable=True),
        sa.Column("chosen_because", sa.String(length=2000), nullable=True),
        sa.Column("chosen_by_id", sa.Integer(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name="ck_diagnosis_level_of_four"),
        sa.CheckConstraint("level_chosen BETWEEN 1 AND 4", name="ck_diagnosis_chosen_level_of_four"),
        sa.CheckConstraint(
            "(level_chosen IS NULL) = (chosen_because IS NULL)", name="ck_diagnosis_chosen_with_a_reason"
        ),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name="ck_diagnosis_percent_of_hundred"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_diagnosis_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_diagnosis_person_id_person"),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name="fk_diagnosis_questionnaire_id_questionnaire"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name="fk_diagnosis_by_id_account"),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["account.id"], name="fk_diagnosis_chosen_by_id_account"),
        sa.ForeignKeyConstraint(
            ["affiliation_id", "organisation_id", "person_id"],
            ["affiliation.id", "affiliation.organisation_id", "affiliation.person_id"],
            name="fk_diagnosis_affiliation",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_diagnosis"),
        sa.UniqueConstraint("public_id", name="uq_diagnosis_public_id"),
    )
    op.create_index("ix_diagnosis_organisation_id", "diagnosis", ["organisation_id"])
    op.create_index("ix_diagnosis_person_id", "diagnosis", ["person_id"])
    op.create_index(
        "uq_diagnosis_open",
        "diagnosis",
        ["person_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
