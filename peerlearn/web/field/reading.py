"""A batch as a phone sends it, read strictly: one text means one thing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from peerlearn.attendance.marks import MOST_MARKS, MarkRefusedError, read_instant


class UnreadableError(ValueError):
    """What was sent is no batch; nothing of it was stored."""


@dataclass(frozen=True)
class Sent:
    """A batch before its marks are looked at; `account` is whose marks they are, as the phone knows it. `read` names
    the marks of which the phone showed what became."""

    marks: Sequence[object]
    sent_at: datetime
    account: str | None
    read: Sequence[UUID] = ()


def read_batch(body: bytes) -> Sent:
    """Read `{"sent_at": RFC 3339, "marks": […], "account": …, "read": [UUID, …]}`.

    Raises:
        UnreadableError: no such object, a member twice, more than 500 marks.
    """
    try:
        content = json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_number)
        if not isinstance(content, dict):
            raise UnreadableError("not an object")
        sent_at = read_instant(content.get("sent_at"))
    except (ValueError, RecursionError, MarkRefusedError) as error:
        raise UnreadableError(str(error)) from error
    marks, account = content.get("marks"), content.get("account")
    if not isinstance(marks, list) or len(marks) > MOST_MARKS or not isinstance(account, str | None):
        raise UnreadableError("marks")
    return Sent(marks, sent_at, account, _ids(content.get("read", [])))


def _ids(content: object) -> list[UUID]:
    if not isinstance(content, list) or len(content) > MOST_MARKS:
        raise UnreadableError("read")
    try:
        return [UUID(one) for one in content if isinstance(one, str)]
    except ValueError as error:
        raise UnreadableError("read") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnreadableError("a member twice")
    return found


def _no_number(_: str) -> None:
    raise UnreadableError("no number")
