"""The queue that rings at a worker's door, when there is one. What it carries is which kind of row, and its number."""

from collections.abc import Callable
from urllib.parse import urlsplit

from huey import Huey, MemoryHuey, PostgresHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer

from peerlearn.core.errors import SettingsError
from peerlearn.core.settings import Settings

Ring = Callable[[str, int], None]
_NAME = "peerlearn"


def find_queue(settings: Settings) -> Huey | None:
    """The queue of this installation; none when the processes that serve do everything themselves.

    Raises:
        SettingsError: it is of a kind that is not known here.
    """
    if not settings.queue_url:
        return None
    # As SQLAlchemy is told, a database's address may also name the driver.
    url = settings.queue_url.replace("postgresql+psycopg://", "postgresql://", 1)
    kind = urlsplit(url).scheme
    # What lies in a queue is unpickled: a signature says that it is ours. Tables are made by the worker, at its start.
    common = {
        "results": False,
        "create_tables": False,
        "serializer": SignedSerializer(secret=settings.secret_key, salt="peerlearn queue"),
    }
    if kind == "postgresql":
        return PostgresHuey(_NAME, dsn=url, **common)
    if kind == "sqlite" and url.startswith("sqlite:///"):
        return SqliteHuey(_NAME, filename=url.removeprefix("sqlite:///"), **common)
    raise SettingsError("PEERLEARN_QUEUE_URL is postgresql://… or sqlite:///a/file; leave it empty to need no worker")


def serve(queue: Huey | None, do: Ring, look: Callable[[], None]) -> None:
    """Do what the queue rings for until this process is told to stop; at its start and every minute, look by itself."""
    huey = queue or MemoryHuey(_NAME)
    if queue is not None:
        queue.storage.initialize_schema()
    task_of(huey, do)
    huey.on_startup("look")(look)
    huey.periodic_task(crontab(minute="*"), name="look")(look)
    huey.create_consumer(workers=1, initial_delay=0.1, max_delay=1.0).run()


def task_of(huey: Huey, do: Ring) -> Ring:
    """The one task there is. Called, it lays the kind and the number into the queue."""

    def ring(job: str, row: int) -> None:
        # Of this module, whoever gives what is to be done: by that name a worker knows it.
        do(job, row)

    task = huey.task(name="ring")(ring)

    def lay(job: str, row: int) -> None:
        try:
            task(job, row)
        finally:
            # It is rung so seldom that no connection is kept for it.
            huey.storage.close()

    return lay
