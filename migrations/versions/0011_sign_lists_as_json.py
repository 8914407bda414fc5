"""Sign lists as JSON too: wallets read the list of withdrawals in no other form."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The second signed form; the next signature fills it."""
    with op.batch_alter_table("status_list") as table:
        table.add_column(sa.Column("signed_json", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Without the second form; the first one holds the same bits."""
    with op.batch_alter_table("status_list") as table:
        table.drop_column("signed_json")
