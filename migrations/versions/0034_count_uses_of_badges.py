"""Count uses of badges by version and day: it shows whether they are of use, and follows nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """How often pages were opened, files saved, badges checked. Of whom, and by whom, is nowhere."""
    op.create_table(
        "achievement_use",
        sa.Column("achievement_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("use", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_achievement_use_something_counted")),
        sa.ForeignKeyConstraint(
            ["achievement_id"], ["achievement.id"], name=op.f("fk_achievement_use_achievement_id_achievement")
        ),
        sa.PrimaryKeyConstraint("achievement_id", "day", "use", name=op.f("pk_achievement_use")),
    )


def downgrade() -> None:
    """Without counts of uses; the badges tell what was given."""
    op.drop_table("achievement_use")
