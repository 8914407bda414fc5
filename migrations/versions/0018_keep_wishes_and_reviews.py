"""Keep wishes and reviews: who would like to lead, how those who lead look back, where they place themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_interests()
    _create_reviews()
    _create_self_assessments()


def downgrade() -> None:
    op.drop_table("self_assessment")
    op.drop_table("workshop_review")
    op.drop_table("interest")


def _create_interests() -> None:
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("source <> 'diagnosis'", name="ck_interest_said_outside_a_diagnosis"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_interest_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_interest_person_id_person"),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name="fk_interest_by_id_account"),
        sa.ForeignKeyConstraint(
            ["affiliation_id", "organisation_id", "person_id"],
            ["affiliation.id", "affiliation.organisation_id", "affiliation.person_id"],
            name="fk_interest_affiliation",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_interest"),
    )
    op.create_index("ix_interest_organisation_id", "interest", ["organisation_id"])
    op.create_index("ix_interest_person_id", "interest", ["person_id"])


def _create_reviews() -> None:
    op.create_table(
        "workshop_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("host_organisation_id", sa.Integer(), nullable=False),
        sa.Column("home_organisation_id", sa.Integer(), nullable=False),
        sa.Column("went_well", sa.String(length=2000), nullable=False),
        sa.Column("would_change", sa.String(length=2000), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("went_well <> '' OR would_change <> ''", name="ck_workshop_review_says_something"),
        sa.ForeignKeyConstraint(
            ["host_organisation_id"], ["organisation.id"], name="fk_workshop_review_host_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(
            ["home_organisation_id"], ["organisation.id"], name="fk_workshop_review_home_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["written_by_id"], ["account.id"], name="fk_workshop_review_written_by_id_account"),
        sa.ForeignKeyConstraint(
            ["affiliation_id", "home_organisation_id", "person_id"],
            ["affiliation.id", "affiliation.organisation_id", "affiliation.person_id"],
            name="fk_workshop_review_home_affiliation",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "host_organisation_id"],
            ["workshop.id", "workshop.host_organisation_id"],
            name="fk_workshop_review_host_workshop",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_workshop_review"),
        sa.UniqueConstraint("workshop_id", "person_id", name="uq_workshop_review_workshop_id_person_id"),
    )
    for column in ("person_id", "host_organisation_id", "home_organisation_id"):
        op.create_index(f"ix_workshop_review_{column}", "workshop_review", [column])


def _create_self_assessments() -> None:
    op.create_table(
        "self_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name="ck_self_assessment_level_on_the_scale"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_self_assessment_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_self_assessment_person_id_person"),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name="fk_self_assessment_skill_id_skill"),
        sa.ForeignKeyConstraint(
            ["affiliation_id", "organisation_id", "person_id"],
            ["affiliation.id", "affiliation.organisation_id", "affiliation.person_id"],
            name="fk_self_assessment_affiliation",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_self_assessment"),
    )
    for column in ("organisation_id", "person_id", "skill_id"):
        op.create_index(f"ix_self_assessment_{column}", "self_assessment", [column])
