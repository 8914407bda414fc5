"""How Alembic reaches the application's database and tables."""

from alembic import context
from flask import current_app
from sqlalchemy import Enum

from peerlearn.commands.programme import bring_content_up_to_date
from peerlearn.core.db import Base, FreeText, UtcInstant, db
from peerlearn.factory import load_models

load_models()
target_metadata = Base.metadata


def as_plain_column(kind: str, item: object, _: object) -> str | bool:
    """Migrations name plain column types: they must still run when a type of ours has changed or gone."""
    if kind != "type":
        return False
    if isinstance(item, UtcInstant):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, FreeText | Enum):
        return f"sa.String(length={item.length})"
    return False


def run() -> None:
    """Run the migrations in one transaction; SQLite rebuilds tables (batch), so its foreign keys rest meanwhile."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Outside a transaction, or SQLite ignores it.
            raw = connection.connection.driver_connection
            raw.execute("COMMIT") if raw.in_transaction else None
            raw.execute("PRAGMA foreign_keys=OFF")
        connection.rollback()
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=as_plain_column,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if connection.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


def is_upgrade_to_the_newest() -> bool:
    """Whether the tables are now as the program wants them: no look, and no way back."""
    try:
        return context.get_revision_argument() == context.get_head_revision()
    except KeyError:  # a command that goes to no revision: current, check, revision
        return False


if context.is_offline_mode():
    raise RuntimeError(f"migrations of {current_app.name} run against a database, not into a script")
run()
if is_upgrade_to_the_newest():
    bring_content_up_to_date()
