"""Keep endorsements: what somebody says of one badge, from the invitation on, and the bytes as they were signed."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody was invited yet."""
    op.create_table(
        "endorsement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("endorser_name", sa.String(120), nullable=False),
        sa.Column("endorser_function", sa.String(120), nullable=False),
        sa.Column("endorser_organisation", sa.String(120), nullable=False),
        sa.Column("siret", sa.String(14), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by_id", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "read_by_id IS NULL OR read_by_id <> invited_by_id", name=op.f("ck_endorsement_read_by_another")
        ),
        sa.CheckConstraint(
            "state NOT IN ('shown', 'withdrawn') OR (read_by_id IS NOT NULL AND answered_by_id IS NOT NULL)",
            name=op.f("ck_endorsement_shown_after_reading_and_agreement"),
        ),
        *(_to("endorsement", column, table) for column, table in _KEYS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsement")),
        sa.UniqueConstraint("public_id", name=op.f("uq_endorsement_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_endorsement_token_hash")),
    )
    for column in ("award_id", "state", "organisation_id"):
        op.create_index(op.f(f"ix_endorsement_{column}"), "endorsement", [column])
    _create_credentials()


def _create_credentials() -> None:
    name = "endorsement_credential"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("credential_uuid", sa.Uuid(), nullable=False),
        sa.Column("kid", sa.String(280), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        *(_to(name, column, column.removesuffix("_id")) for column in _OWN_KEYS),
        sa.ForeignKeyConstraint(["kid"], ["issuer_key.kid"], name=op.f(f"fk_{name}_kid_issuer_key")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("credential_uuid", name=op.f(f"uq_{name}_credential_uuid")),
        sa.UniqueConstraint("endorsement_id", "number", name=op.f(f"uq_{name}_endorsement_id_number")),
    )
    for column in _OWN_KEYS:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def downgrade() -> None:
    """Without them: what was signed stays with whoever kept it, and is shown no more."""
    op.drop_table("endorsement_credential")
    op.drop_table("endorsement")


_KEYS = (
    ("award_id", "award"),
    ("invited_by_id", "account"),
    ("read_by_id", "account"),
    ("answered_by_id", "account"),
    ("withdrawn_by_id", "account"),
    ("organisation_id", "organisation"),
)
_OWN_KEYS = ("endorsement_id", "edition_id", "organisation_id")


def _to(name: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{name}_{column}_{table}"))
