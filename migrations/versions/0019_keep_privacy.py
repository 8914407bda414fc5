"""Keep privacy: notices, consents, requests to correct, noted contacts, and which records were anonymised."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_HELD = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    """What an organisation says and a person answers about their data; when a record was emptied, or will be."""
    op.add_column("person", sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person", sa.Column("to_anonymise_on", sa.Date(), nullable=True))
    _create_notices()
    _create_consents()
    _create_requests()


def downgrade() -> None:
    """Without any of it; who was anonymised stays so."""
    for table in ("noted_contact", "correction_request", "consent", "notice_given", "privacy_notice"):
        op.drop_table(table)
    # Not in a batch: SQLite would copy the table and lose its checks.
    op.drop_column("person", "to_anonymise_on")
    op.drop_column("person", "anonymised_at")


def _create_notices() -> None:
    op.create_table(
        "privacy_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("legal_basis", sa.String(length=32), nullable=False),
        sa.Column("purposes", sa.String(length=2000), nullable=False),
        sa.Column("readers", sa.String(length=2000), nullable=False),
        sa.Column("contact", sa.String(length=2000), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        *_owned("privacy_notice"),
        sa.UniqueConstraint("public_id", name="uq_privacy_notice_public_id"),
        sa.UniqueConstraint("organisation_id", "version", name="uq_privacy_notice_organisation_id_version"),
    )
    op.create_index("ix_privacy_notice_organisation_id", "privacy_notice", ["organisation_id"])
    op.create_table(
        "notice_given",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        *_owned("notice_given"),
        _of_person("notice_given"),
        sa.ForeignKeyConstraint(["notice_id"], ["privacy_notice.id"], name="fk_notice_given_notice_id_privacy_notice"),
        sa.UniqueConstraint("person_id", "notice_id", name="uq_notice_given_person_id_notice_id"),
    )
    _index("notice_given")


def _create_consents() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("given_by_way", sa.String(length=32), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_by_way", sa.String(length=32), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_noted_by_id", sa.Integer(), nullable=True),
        *_owned("consent"),
        _of_person("consent"),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_way IS NULL)", name=op.f("ck_consent_withdrawn_in_a_way")
        ),
        sa.UniqueConstraint("public_id", name="uq_consent_public_id"),
    )
    _index("consent")
    op.create_index(
        "uq_consent_held",
        "consent",
        ["person_id", "purpose"],
        unique=True,
        sqlite_where=_HELD,
        postgresql_where=_HELD,
    )


def _create_requests() -> None:
    op.create_table(
        "correction_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        *_owned("correction_request"),
        _of_person("correction_request"),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer IS NULL)", name=op.f("ck_correction_request_answered_with_words")
        ),
        sa.UniqueConstraint("public_id", name="uq_correction_request_public_id"),
        sa.UniqueConstraint("form_id", name="uq_correction_request_form_id"),
    )
    _index("correction_request")
    op.create_index(
        "ix_correction_request_organisation_id_answered_at", "correction_request", ["organisation_id", "answered_at"]
    )
    op.create_table(
        "noted_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("spoken_on", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        *_owned("noted_contact"),
        _of_person("noted_contact"),
        sa.UniqueConstraint("person_id", "spoken_on", name="uq_noted_contact_person_id_spoken_on"),
    )
    _index("noted_contact")


def _owned(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=f"fk_{table}_organisation_id_organisation"
        ),
    )


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=f"fk_{table}_person_id_person")


def _index(table: str) -> None:
    for column in ("person_id", "organisation_id"):
        op.create_index(f"ix_{table}_{column}", table, [column])
