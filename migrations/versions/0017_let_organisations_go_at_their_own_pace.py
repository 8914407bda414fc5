"""Let organisations go at their own pace: do without a capability, teach modules of their own, with resources."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
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
    with op.batch_alter_table("curriculum") as table:
        table.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_curriculum_organisation_id_organisation"), "organisation", ["organisation_id"], ["id"]
        )
        table.create_index(op.f("ix_curriculum_organisation_id"), ["organisation_id"])
    _create_resources()


def downgrade() -> None:
    op.drop_table("resource")
    # The former program knows only the programme's: to it, what is an organisation's own is a version of the past.
    own = "organisation_id IS NOT NULL AND superseded_at IS NULL"
    op.execute(sa.text(f"UPDATE curriculum SET superseded_at = loaded_at WHERE {own}"))  # noqa: S608 - nothing typed
    with op.batch_alter_table("curriculum") as table:
        table.drop_index(op.f("ix_curriculum_organisation_id"))
        table.drop_constraint(op.f("fk_curriculum_organisation_id_organisation"), type_="foreignkey")
        table.drop_column("organisation_id")
    op.drop_table("capability_off")


def _create_resources() -> None:
    op.create_table(
        "resource",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("curriculum_code", sa.String(length=60), nullable=False),
        sa.Column("module_code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("link", sa.String(length=400), nullable=True),
        sa.Column("stored_name", sa.String(length=32), nullable=True),
        sa.Column("media_type", sa.String(length=32), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(link IS NULL) <> (stored_name IS NULL)", name=op.f("ck_resource_link_or_file")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_resource_size_is_no_debt")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_resource_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("public_id", name=op.f("uq_resource_public_id")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_resource_stored_name")),
    )
    op.create_index(op.f("ix_resource_organisation_id"), "resource", ["organisation_id"])
    op.create_index(op.f("ix_resource_curriculum_code_module_code"), "resource", ["curriculum_code", "module_code"])
