"""Let organisations go at their own pace: do without a capability, teach modules of their own, with resources."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "capability_off",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("capability", sa.String(length=32), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_capability_off_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "capability", name=op.f("pk_capability_off")),
    )


def downgrade() -> None:
    op.drop_table("capability_off")
