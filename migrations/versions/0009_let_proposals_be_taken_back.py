"""Let proposals be taken back, and remember when a badge was declined and why it is suspended."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_LIVING = sa.text("state NOT IN ('refused', 'taken_back', 'declined', 'revoked', 'erased')")
_LIVING_BEFORE = sa.text("state NOT IN ('refused', 'declined', 'revoked', 'erased')")


def upgrade() -> None:
    op.add_column("award", sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("award", sa.Column("suspended_because", sa.String(length=400), nullable=False, server_default=""))
    _index_living(_LIVING)


def downgrade() -> None:
    # The former program knows no such state: to it, nobody gave this badge and it can be proposed anew.
    op.execute(sa.text("UPDATE award SET state = 'refused' WHERE state = 'taken_back'"))
    _index_living(_LIVING_BEFORE)
    # Not in a batch: SQLite would copy the table and lose its checks.
    op.drop_column("award", "suspended_because")
    op.drop_column("award", "declined_at")


def _index_living(condition: sa.TextClause) -> None:
    op.drop_index("uq_award_living", table_name="award")
    op.create_index(
        "uq_award_living",
        "award",
        ["achievement_id", "person_id"],
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )
