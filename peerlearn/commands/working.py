"""What every command stands on: a scope, one transaction, and refusals in words instead of traces."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from peerlearn.core import scope
from peerlearn.core.db import db, transaction
from peerlearn.core.errors import DomainError
from peerlearn.core.scope import Scope
from peerlearn.web.kit.errors import message_of


@contextmanager
def for_everything(reason: str) -> Iterator[None]:
    """All organisations, in one transaction: whoever may run a command on the server may see them."""
    scope.enter(db.session(), Scope.everything(reason))
    try:
        with transaction():
            yield
    except DomainError as refused:
        raise click.ClickException(message_of(refused)) from refused
    finally:
        scope.leave(db.session())
