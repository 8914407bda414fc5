"""Keep external certifications: what others certified of a person."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has noted any yet."""
    op.create_table(
        "external_certification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(120), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("level", sa.String(60), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("proof", sa.String(80), nullable=True),
        sa.Column("link", sa.String(300), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "expires_on IS NULL OR expires_on >= awarded_on",
            name=op.f("ck_external_certification_expires_after_it_begins"),
        ),
        *(_to(column, table) for column, table in _KEYS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_certification")),
        sa.UniqueConstraint("public_id", name=op.f("uq_external_certification_public_id")),
    )
    for column in ("person_id", "organisation_id"):
        op.create_index(op.f(f"ix_external_certification_{column}"), "external_certification", [column])
    op.create_index("uq_external_certification_form_id", "external_certification", ["form_id"], unique=True)


def downgrade() -> None:
    """Without them."""
    op.drop_table("external_certification")


_KEYS = (
    ("person_id", "person"),
    ("noted_by_id", "account"),
    ("seen_by_id", "account"),
    ("organisation_id", "organisation"),
)


def _to(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_external_certification_{column}_{table}"))
