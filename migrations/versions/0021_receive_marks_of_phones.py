"""Receive marks of phones: their register, signatures, notes, how a workshop went."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_CURRENT = sa.text("is_current")
_TABLES = ("signature", "workshop_note", "workshop_closing", "field_mark")


def upgrade() -> None:
    """Four tables more; a mark that was taken back says when."""
    op.create_table("workshop_note", *_mark("workshop_note"), sa.Column("text", sa.String(2000), nullable=False))
    op.create_table(
        "workshop_closing",
        *_mark("workshop_closing"),
        sa.Column("mood", sa.String(32), nullable=False),
        sa.Column("sentence", sa.String(2000), nullable=False),
        sa.Column("need", sa.String(2000), nullable=False),
        sa.Column("is_equipment_back", sa.Boolean(), nullable=True),
        sa.Column("may_lead", sa.JSON(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
    )
    _create_signature()
    _create_field_mark()
    for table in _TABLES:
        op.create_index(op.f(f"ix_{table}_host_organisation_id"), table, ["host_organisation_id"])
    for table in ("signature", "workshop_note", "field_mark"):
        op.create_index(op.f(f"ix_{table}_workshop_id"), table, ["workshop_id"])
    for table, columns in (("signature", ["enrolment_id", "half_day"]), ("workshop_closing", ["workshop_id"])):
        op.create_index(
            f"uq_{table}_current", table, columns, unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT
        )
    for table in ("observation", "presence"):
        op.add_column(table, sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Without what only a phone could say; presence and observations stay."""
    for table in ("presence", "observation"):
        # Not in a batch: SQLite would copy the table and lose its checks.
        op.drop_column(table, "taken_back_at")
    for table in _TABLES:
        op.drop_table(table)


def _mark(table: str) -> list[sa.schema.SchemaItem]:
    """What every stored mark carries."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark_id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("host_organisation_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        *_host_and_id(table),
        _to(table, "recorded_by_id", "account"),
    ]


def _host_and_id(table: str) -> list[sa.schema.SchemaItem]:
    return [
        _to(table, "host_organisation_id", "organisation"),
        _to(table, "workshop_id", "workshop"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("mark_id", name=op.f(f"uq_{table}_mark_id")),
    ]


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _create_signature() -> None:
    whose = ["host_organisation_id", "home_organisation_id", "person_id"]
    op.create_table(
        "signature",
        *_mark("signature"),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("home_organisation_id", sa.Integer(), nullable=False),
        sa.Column("half_day", sa.String(32), nullable=False),
        sa.Column("strokes", sa.JSON(), nullable=False),
        sa.Column("is_by_card", sa.Boolean(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        _to("signature", "home_organisation_id", "organisation"),
        sa.ForeignKeyConstraint(
            ["enrolment_id", *whose],
            ["enrolment.id", *(f"enrolment.{column}" for column in whose)],
            name="fk_signature_enrolment_at_host_and_home",
        ),
    )
    for column in ("person_id", "home_organisation_id"):
        op.create_index(op.f(f"ix_signature_{column}"), "signature", [column])


def _create_field_mark() -> None:
    op.create_table(
        "field_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("mark_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("host_organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("side", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_skewed", sa.Boolean(), nullable=False),
        _to("field_mark", "account_id", "account"),
        *_host_and_id("field_mark"),
        sa.UniqueConstraint("public_id", name=op.f("uq_field_mark_public_id")),
    )
    op.create_index(op.f("ix_field_mark_account_id"), "field_mark", ["account_id"])
