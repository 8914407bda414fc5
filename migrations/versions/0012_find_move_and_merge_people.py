"""Find move and merge people: the words of names, ends of contracts, forms sent once, and what a merge moved."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ß": "ss"})
_LONGEST_WORD = 120


def upgrade() -> None:
    op.add_column("person", sa.Column("form_id", sa.Uuid(), nullable=True))
    op.add_column("person", sa.Column("merged_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("uq_person_form_id", "person", ["form_id"], unique=True)
    op.add_column("affiliation", sa.Column("contract_ends_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_affiliation_organisation_id_contract_ends_on", "affiliation", ["organisation_id", "contract_ends_on"]
    )
    _create_words()
    _create_merges()
    _fill_words()


def downgrade() -> None:
    op.drop_table("person_merge")
    op.drop_table("person_word")
    # Not in a batch: SQLite would copy the table and lose its checks.
    op.drop_index("ix_affiliation_organisation_id_contract_ends_on", table_name="affiliation")
    op.drop_column("affiliation", "contract_ends_on")
    op.drop_index("uq_person_form_id", table_name="person")
    op.drop_column("person", "merged_at")
    op.drop_column("person", "form_id")


def _create_words() -> None:
    """Compared letter by letter on PostgreSQL too, so that the beginning of a word is found by the index."""
    letters = sa.String(length=_LONGEST_WORD).with_variant(sa.String(length=_LONGEST_WORD, collation="C"), "postgresql")
    op.create_table(
        "person_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("word", letters, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_person_word_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_person_word_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_person_word"),
        sa.UniqueConstraint("person_id", "word", name="uq_person_word_person_id_word"),
    )
    op.create_index("ix_person_word_organisation_id", "person_word", ["organisation_id"])
    op.create_index("ix_person_word_word_person_id", "person_word", ["word", "person_id"])


def _create_merges() -> None:
    op.create_table(
        "person_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kept_id <> merged_id", name="ck_person_merge_of_two"),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name="fk_person_merge_kept_id_person"),
        sa.ForeignKeyConstraint(["merged_id"], ["person.id"], name="fk_person_merge_merged_id_person"),
        sa.ForeignKeyConstraint(["merged_by_id"], ["account.id"], name="fk_person_merge_merged_by_id_account"),
        sa.ForeignKeyConstraint(["undone_by_id"], ["account.id"], name="fk_person_merge_undone_by_id_account"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_person_merge_organisation_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_person_merge"),
        sa.UniqueConstraint("public_id", name="uq_person_merge_public_id"),
    )
    for column in ("organisation_id", "kept_id", "merged_id"):
        op.create_index(f"ix_person_merge_{column}", "person_merge", [column])


def _fill_words() -> None:
    connection = op.get_bind()
    person = sa.table(
        "person", sa.column("id"), sa.column("organisation_id"), *map(sa.column, ("first_name", "last_name"))
    )
    word = sa.table("person_word", sa.column("person_id"), sa.column("word"), sa.column("organisation_id"))
    rows = connection.execute(sa.select(person.c.id, person.c.organisation_id, person.c.first_name, person.c.last_name))
    for one in rows.all():
        words = [
            {"person_id": one.id, "word": found, "organisation_id": one.organisation_id}
            for found in sorted(_words(one.first_name) | _words(one.last_name or ""))
        ]
        if words:
            connection.execute(sa.insert(word), words)


def _words(name: str) -> set[str]:
    """Each word of a name, and all of it in one: O'Neil is looked for as "neil" and as "oneil"."""
    decomposed = unicodedata.normalize("NFKD", name.casefold()).translate(_LIGATURES)
    plain = (c for c in decomposed if not unicodedata.combining(c))
    parts = "".join(c if c.isalnum() else " " for c in plain).split()
    return {part[:_LONGEST_WORD] for part in [*parts, "".join(parts)] if part}
