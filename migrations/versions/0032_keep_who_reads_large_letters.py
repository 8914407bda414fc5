"""Keep who reads large letters: on a shared computer it is the person's choice, not the browser's."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The usual letters, until somebody chooses."""
    op.add_column("account", sa.Column("reads_large", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Everybody reads the usual letters again."""
    with op.batch_alter_table("account") as batch:
        batch.drop_column("reads_large")
