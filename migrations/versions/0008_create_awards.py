"""Create awards."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issuer_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("base_url", sa.String(length=200), nullable=False),
        sa.Column("did", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_issuer_profile_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuer_profile")),
        sa.UniqueConstraint("did", name=op.f("uq_issuer_profile_did")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_issuer_profile_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_issuer_profile_public_id")),
    )
    op.create_table(
        "achievement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("curriculum_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("track", sa.String(length=32), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("can_do", sa.JSON(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("artwork", sa.JSON(), nullable=False),
        sa.Column("alignments", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["curriculum_id"], ["curriculum.id"], name=op.f("fk_achievement_curriculum_id_curriculum")
        ),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["issuer_profile.id"], name=op.f("fk_achievement_issuer_id_issuer_profile")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievement")),
        sa.UniqueConstraint("issuer_id", "code", "version", name=op.f("uq_achievement_issuer_id_code_version")),
        sa.UniqueConstraint("public_id", name=op.f("uq_achievement_public_id")),
    )
    op.create_table(
        "issuer_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kid", sa.String(length=280), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("algorithm", sa.String(length=10), nullable=False),
        sa.Column("public_jwk", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("active_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("compromised_since", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'compromised' OR compromised_since IS NOT NULL", name=op.f("ck_issuer_key_compromised_since_when")
        ),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["issuer_profile.id"], name=op.f("fk_issuer_key_issuer_id_issuer_profile")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuer_key")),
        sa.UniqueConstraint("kid", name=op.f("uq_issuer_key_kid")),
    )
    with op.batch_alter_table("issuer_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issuer_key_issuer_id"), ["issuer_id"], unique=False)

    op.create_table(
        "status_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("signed_jwt", sa.LargeBinary(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["issuer_profile.id"], name=op.f("fk_status_list_issuer_id_issuer_profile")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_list")),
    )
    with op.batch_alter_table("status_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_list_issuer_id"), ["issuer_id"], unique=False)

    op.create_table(
        "award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_code", sa.String(length=12), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("achievement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("refusal", sa.String(length=400), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_shown", sa.String(length=32), nullable=True),
        sa.Column("shown_as", sa.String(length=240), nullable=False),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revocation_reason", sa.String(length=32), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'revoked' OR revocation_reason IS NOT NULL", name=op.f("ck_award_revoked_for_a_reason")
        ),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'issued') OR (approved_by_id IS NOT NULL AND accepted_at IS NOT NULL)",
            name=op.f("ck_award_issued_after_approval_and_acceptance"),
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name=op.f("ck_award_approved_by_another")
        ),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["account.id"], name=op.f("fk_award_accepted_by_id_account")),
        sa.ForeignKeyConstraint(
            ["achievement_id"], ["achievement.id"], name=op.f("fk_award_achievement_id_achievement")
        ),
        sa.ForeignKeyConstraint(
            ["affiliation_id", "organisation_id", "person_id"],
            ["affiliation.id", "affiliation.organisation_id", "affiliation.person_id"],
            name="fk_award_home_affiliation",
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_award_approved_by_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_award_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_award_person_id_person")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["account.id"], name=op.f("fk_award_proposed_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("public_code", name=op.f("uq_award_public_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_award_public_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_award_uuid")),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_achievement_id"), ["achievement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_award_living",
            ["achievement_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('refused', 'declined', 'revoked', 'erased')"),
            postgresql_where=sa.text("state NOT IN ('refused', 'declined', 'revoked', 'erased')"),
        )

    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("credential_uuid", sa.Uuid(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status_list_id", sa.Integer(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_edition_award_id_award")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_edition_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["status_list_id"], ["status_list.id"], name=op.f("fk_edition_status_list_id_status_list")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("award_id", "number", name=op.f("uq_edition_award_id_number")),
        sa.UniqueConstraint("credential_uuid", name=op.f("uq_edition_credential_uuid")),
        sa.UniqueConstraint("status_list_id", "status_index", name=op.f("uq_edition_status_list_id_status_index")),
    )
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_award_id"), ["award_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_edition_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "credential",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("kid", sa.String(length=280), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_credential_edition_id_edition")),
        sa.ForeignKeyConstraint(["kid"], ["issuer_key.kid"], name=op.f("fk_credential_kid_issuer_key")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_credential_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
        sa.UniqueConstraint("edition_id", "form", name=op.f("uq_credential_edition_id_form")),
    )
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credential_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_credential_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_credential_sha256"), ["sha256"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credential_sha256"))
        batch_op.drop_index(batch_op.f("ix_credential_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_credential_edition_id"))

    op.drop_table("credential")
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_edition_award_id"))

    op.drop_table("edition")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_award_living",
            sqlite_where=sa.text("state NOT IN ('refused', 'declined', 'revoked', 'erased')"),
            postgresql_where=sa.text("state NOT IN ('refused', 'declined', 'revoked', 'erased')"),
        )
        batch_op.drop_index(batch_op.f("ix_award_state"))
        batch_op.drop_index(batch_op.f("ix_award_person_id"))
        batch_op.drop_index(batch_op.f("ix_award_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_award_achievement_id"))

    op.drop_table("award")
    with op.batch_alter_table("status_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_status_list_issuer_id"))

    op.drop_table("status_list")
    with op.batch_alter_table("issuer_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issuer_key_issuer_id"))

    op.drop_table("issuer_key")
    op.drop_table("achievement")
    op.drop_table("issuer_profile")
