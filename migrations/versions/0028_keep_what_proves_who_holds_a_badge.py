"""Keep what proves who holds a badge: the hash of a code that is printed on its card, and changes with each print."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has such a code before a card is printed."""
    op.add_column("award", sa.Column("holder_code_hash", sa.String(200), nullable=True))
    op.add_column("award", sa.Column("holder_code_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """The cards still lead to their badges, and prove no more whose they are."""
    # Not in a batch: SQLite would copy the table and lose its checks.
    op.drop_column("award", "holder_code_at")
    op.drop_column("award", "holder_code_hash")
