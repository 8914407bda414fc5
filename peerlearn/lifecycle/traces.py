"""What a database keeps of rows that are gone, and how it is made to forget it.

SQLite keeps old pages in its journal, and pieces of rows in the free space of its pages: the file is written anew and
the journal cut off. PostgreSQL keeps old rows until it is told `ANALYZE`, then `VACUUM FULL`, while nobody on the
server still writes who began before; its own journal and the backups hold them until they are thrown away. That is its
operator's, and the commands say so.
"""

import sqlite3
import time

from peerlearn.core.db import db

_TRIES = 5
_PAUSE_SECONDS = 0.5


def wipe() -> bool:
    """Leave nothing of deleted rows in SQLite's files; whether nothing is left. PostgreSQL: False, its operator does.

    The session holds no open transaction. Somebody who reads for long keeps the journal: it is tried again a few times.
    """
    if db.engine.dialect.name != "sqlite":
        return False
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(_PAUSE_SECONDS)
        if _wiped():
            return True
    return False


def _wiped() -> bool:
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return not busy
