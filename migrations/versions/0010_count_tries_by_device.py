"""Count tries by device too, and remember whose invitation opened an account."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_OPENED_BY_INVITATION = """
    UPDATE account SET invited_by_id = (
        SELECT invitation.invited_by_id FROM invitation
        WHERE invitation.email = account.email AND invitation.used_at IS NOT NULL
        ORDER BY invitation.used_at, invitation.id LIMIT 1
    )
"""


def upgrade() -> None:
    op.add_column("failed_sign_in", sa.Column("device_hash", sa.String(length=64), nullable=True))
    op.create_index("ix_failed_sign_in_device_hash_at", "failed_sign_in", ["device_hash", "at"])
    op.add_column("account", sa.Column("invited_by_id", sa.Integer(), nullable=True))
    op.execute(sa.text(_OPENED_BY_INVITATION))


def downgrade() -> None:
    # Not in a batch: SQLite would copy the table and lose its checks.
    op.drop_column("account", "invited_by_id")
    op.drop_index("ix_failed_sign_in_device_hash_at", table_name="failed_sign_in")
    op.drop_column("failed_sign_in", "device_hash")
