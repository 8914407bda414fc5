"""Keep photographs of the sheets that people signed on paper: the proof of a half-day, for the office of the host."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_TO = {"workshop_id": "workshop", "host_organisation_id": "organisation", "recorded_by_id": "account"}


def upgrade() -> None:
    """One table; the pictures lie in it, so that they are committed, backed up and erased with what they show."""
    op.create_table(
        "sheet_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("mark_id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("host_organisation_id", sa.Integer(), nullable=False),
        sa.Column("half_day", sa.String(32), nullable=False),
        sa.Column("photo", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        *(_to(column, other) for column, other in _TO.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_photo")),
        *(sa.UniqueConstraint(column, name=op.f(f"uq_sheet_photo_{column}")) for column in ("public_id", "mark_id")),
    )
    for column in ("workshop_id", "host_organisation_id"):
        op.create_index(op.f(f"ix_sheet_photo_{column}"), "sheet_photo", [column])


def downgrade() -> None:
    """The photographs go; what was marked stays."""
    op.drop_table("sheet_photo")


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_sheet_photo_{column}_{other}"))
