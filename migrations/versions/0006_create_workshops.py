"""Create workshops."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workshop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("host_organisation_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("starts_local", sa.DateTime(), nullable=False),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("extra_seats", sa.Integer(), nullable=False),
        sa.Column("extra_reason", sa.String(length=2000), nullable=False),
        sa.Column("seats_taken", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("cancelled_reason", sa.String(length=400), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("extra_seats = 0 OR extra_reason <> ''", name=op.f("ck_workshop_extra_seats_have_a_reason")),
        sa.CheckConstraint("capacity BETWEEN 1 AND 16", name=op.f("ck_workshop_capacity_is_a_group")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_workshop_ends_after_it_starts")),
        sa.CheckConstraint(
            "seats_taken BETWEEN 0 AND capacity + extra_seats", name=op.f("ck_workshop_never_over_full")
        ),
        sa.ForeignKeyConstraint(
            ["host_organisation_id"], ["organisation.id"], name=op.f("fk_workshop_host_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_workshop_module_id_module")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_workshop_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop")),
        sa.UniqueConstraint("id", "host_organisation_id", name=op.f("uq_workshop_id_host_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_workshop_public_id")),
    )
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.create_index(
            "ix_workshop_host_organisation_id_starts_at", ["host_organisation_id", "starts_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_workshop_module_id"), ["module_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_workshop_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_workshop_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=120), nullable=False),
        sa.Column("last_name", sa.String(length=120), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enrolled_by_id", sa.Integer(), nullable=True),
        sa.Column("host_organisation_id", sa.Integer(), nullable=False),
        sa.Column("home_organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["affiliation_id", "home_organisation_id", "person_id"],
            ["affiliation.id", "affiliation.organisation_id", "affiliation.person_id"],
            name="fk_enrolment_home_affiliation",
        ),
        sa.ForeignKeyConstraint(["enrolled_by_id"], ["account.id"], name=op.f("fk_enrolment_enrolled_by_id_account")),
        sa.ForeignKeyConstraint(
            ["home_organisation_id"], ["organisation.id"], name=op.f("fk_enrolment_home_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["host_organisation_id"], ["organisation.id"], name=op.f("fk_enrolment_host_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "host_organisation_id"],
            ["workshop.id", "workshop.host_organisation_id"],
            name="fk_enrolment_host_workshop",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint(
            "id",
            "host_organisation_id",
            "home_organisation_id",
            "person_id",
            name=op.f("uq_enrolment_id_host_organisation_id_home_organisation_id_person_id"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_enrolment_public_id")),
        sa.UniqueConstraint("workshop_id", "person_id", name=op.f("uq_enrolment_workshop_id_person_id")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_home_organisation_id"), ["home_organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_host_organisation_id"), ["host_organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_enrolment_workshop_id_place_queued_at", ["workshop_id", "place", "queued_at"], unique=False
        )

    op.create_table(
        "workshop_facilitator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("host_organisation_id", sa.Integer(), nullable=False),
        sa.Column("home_organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["affiliation_id", "home_organisation_id", "person_id"],
            ["affiliation.id", "affiliation.organisation_id", "affiliation.person_id"],
            name="fk_workshop_facilitator_home_affiliation",
        ),
        sa.ForeignKeyConstraint(
            ["home_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_workshop_facilitator_home_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["host_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_workshop_facilitator_host_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "host_organisation_id"],
            ["workshop.id", "workshop.host_organisation_id"],
            name="fk_workshop_facilitator_host_workshop",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_facilitator")),
        sa.UniqueConstraint("workshop_id", "person_id", name=op.f("uq_workshop_facilitator_workshop_id_person_id")),
    )
    with op.batch_alter_table("workshop_facilitator", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_workshop_facilitator_home_organisation_id"), ["home_organisation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_workshop_facilitator_host_organisation_id"), ["host_organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_workshop_facilitator_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_workshop_facilitator_workshop_id"), ["workshop_id"], unique=False)

    op.create_table(
        "workshop_guest",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_workshop_guest_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_guest_workshop_id_workshop")),
        sa.PrimaryKeyConstraint("workshop_id", "organisation_id", name=op.f("pk_workshop_guest")),
    )
    with op.batch_alter_table("workshop_guest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workshop_guest_organisation_id"), ["organisation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("workshop_guest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workshop_guest_organisation_id"))

    op.drop_table("workshop_guest")
    with op.batch_alter_table("workshop_facilitator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workshop_facilitator_workshop_id"))
        batch_op.drop_index(batch_op.f("ix_workshop_facilitator_person_id"))
        batch_op.drop_index(batch_op.f("ix_workshop_facilitator_host_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_workshop_facilitator_home_organisation_id"))

    op.drop_table("workshop_facilitator")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_workshop_id_place_queued_at")
        batch_op.drop_index(batch_op.f("ix_enrolment_person_id"))
        batch_op.drop_index(batch_op.f("ix_enrolment_host_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_enrolment_home_organisation_id"))

    op.drop_table("enrolment")
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workshop_starts_at"))
        batch_op.drop_index(batch_op.f("ix_workshop_site_id"))
        batch_op.drop_index(batch_op.f("ix_workshop_module_id"))
        batch_op.drop_index("ix_workshop_host_organisation_id_starts_at")

    op.drop_table("workshop")
