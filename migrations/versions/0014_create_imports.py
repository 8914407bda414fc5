"""Create imports: files of people and organisations, looked at before anything is written."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A file with what became of it, its lines while it is a draft, and by what a file knows a person again."""
    op.add_column("person", sa.Column("reference", sa.String(length=40), nullable=True))
    op.create_table(
        "file_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("meanings", sa.JSON(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("created", sa.JSON(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("checked >= 0 AND checked <= lines", name=op.f("ck_file_import_checked_among_lines")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_file_import_account_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_file_import_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_import")),
        sa.UniqueConstraint("public_id", name=op.f("uq_file_import_public_id")),
    )
    op.create_index(op.f("ix_file_import_organisation_id"), "file_import", ["organisation_id"])
    op.create_index(op.f("ix_file_import_created_at"), "file_import", ["created_at"])
    op.create_table(
        "import_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_import_id"], ["file_import.id"], name=op.f("fk_import_line_file_import_id_file_import")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_import_line_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_line")),
        sa.UniqueConstraint("file_import_id", "number", name=op.f("uq_import_line_file_import_id_number")),
    )
    op.create_index(op.f("ix_import_line_organisation_id"), "import_line", ["organisation_id"])
    op.create_index("ix_import_line_file_import_id_verdict", "import_line", ["file_import_id", "verdict"])


def downgrade() -> None:
    """Without imports; what they brought stays."""
    op.drop_table("import_line")
    op.drop_table("file_import")
    # Not in a batch: SQLite would copy the table and lose its checks.
    op.drop_column("person", "reference")
