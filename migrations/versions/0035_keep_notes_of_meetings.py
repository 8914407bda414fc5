"""Keep notes of meetings: drafts until they are signed, and then nobody changes them, not even past the program."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

# What a signed note says beside its words: nothing of it ever changes. Whose it is may: two records are put together.
_FIXED = (
    *("id", "public_id", "workshop_id", "replaces_id", "version", "met_on", "form_id", "changed_at", "written_by_id"),
    *("signed_at", "organisation_id"),
)
# Its words stay as they are, or go all at once: somebody is erased.
_EMPTIED = {"with_whom": "'—'", "done": "'—'", "agreed": "''", "next_step": "''", "sha256": "''"}
_WORDS = (*_EMPTIED, "reason")
_ANSWERED = ("id", "note_id", "kind", "form_id", "said_at", "noted_by_id", "organisation_id")
_FUNCTION = """
CREATE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'what is signed stays as it is' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def upgrade() -> None:
    """Nobody wrote one yet."""
    _create_notes()
    _create_answers()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_FUNCTION)
    emptied = " AND ".join(f"NEW.{column} = {value}" for column, value in _EMPTIED.items())
    emptied = f"({emptied} AND NEW.reason IN ('', '—'))"
    change = f"{_differs(_FIXED)} OR (({_differs(_WORDS)}) AND NOT {emptied})"
    _refuse("meeting_note", "UPDATE", f"OLD.signed_at IS NOT NULL AND ({change})")
    _refuse("meeting_note", "DELETE", "OLD.signed_at IS NOT NULL")
    answer = f"{_differs(_ANSWERED)} OR (NEW.words <> OLD.words AND NEW.words <> '')"
    _refuse("note_answer", "UPDATE", answer)
    _refuse("note_answer", "DELETE", "")


def downgrade() -> None:
    """Without notes, and without what held them."""
    op.drop_table("note_answer")
    op.drop_table("meeting_note")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_rewrite()")


def _create_notes() -> None:
    name = "meeting_note"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("with_whom", sa.String(120), nullable=False),
        sa.Column("done", sa.String(1000), nullable=False),
        sa.Column("agreed", sa.String(700), nullable=False),
        sa.Column("next_step", sa.String(300), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(replaces_id IS NULL) = (version = 1)", name=op.f(f"ck_{name}_only_the_first_replaces_none")
        ),
        sa.CheckConstraint("replaces_id IS NULL OR reason <> ''", name=op.f(f"ck_{name}_a_correction_says_why")),
        sa.CheckConstraint(
            "signed_at IS NOT NULL OR sha256 = ''", name=op.f(f"ck_{name}_only_what_is_signed_is_sealed")
        ),
        *(_to(name, column, table) for column, table in _KEYS),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{name}_public_id")),
        sa.UniqueConstraint("form_id", name=op.f(f"uq_{name}_form_id")),
    )
    for column in ("person_id", "written_by_id", "organisation_id"):
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
    _unique("uq_meeting_note_replaces_id", name, ["replaces_id"], "signed_at IS NOT NULL")


def _create_answers() -> None:
    name = "note_answer"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        *(_to(name, column, table) for column, table in _KEYS_OF_ANSWERS),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("form_id", name=op.f(f"uq_{name}_form_id")),
    )
    for column in ("note_id", "person_id", "organisation_id"):
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
    _unique("uq_note_answer_note_id_kind", name, ["note_id", "kind"], "kind IN ('read', 'handed_over')")


_KEYS = (
    ("person_id", "person"),
    ("workshop_id", "workshop"),
    ("replaces_id", "meeting_note"),
    ("written_by_id", "account"),
    ("organisation_id", "organisation"),
)
_KEYS_OF_ANSWERS = (
    ("note_id", "meeting_note"),
    ("person_id", "person"),
    ("noted_by_id", "account"),
    ("organisation_id", "organisation"),
)


def _to(name: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{name}_{column}_{table}"))


def _unique(index: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(index, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def _differs(columns: tuple[str, ...]) -> str:
    """Whether one of these changes; two that are empty are the same."""
    unlike = "IS DISTINCT FROM" if op.get_bind().dialect.name == "postgresql" else "IS NOT"
    return " OR ".join(f"NEW.{column} {unlike} OLD.{column}" for column in columns)


def _refuse(table: str, act: str, condition: str) -> None:
    """Let the database itself refuse the act."""
    name, when = f"{table}_stays_on_{act.lower()}", f"WHEN ({condition})" if condition else ""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION refuse_to_rewrite()"
        )
    else:
        refusal = "SELECT RAISE(ABORT, 'what is signed stays as it is')"
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {when} BEGIN {refusal}; END")
