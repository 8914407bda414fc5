"""The right to one's data: everything that `stores` names about one person, as plain values, and nothing about others.

Colleagues stand there by their role, other records by their name or title. A fixed number of questions, however long
the story is.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, and_, or_, select

from peerlearn.accounts.models import Account, Membership
from peerlearn.core import scope
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db
from peerlearn.core.permissions import Role
from peerlearn.lifecycle import stores
from peerlearn.lifecycle.models import PersonMerge
from peerlearn.lifecycle.spelling import spell_out
from peerlearn.people.models import Person

FORMAT = "peerlearn/personal-data/1"
_REASON = "a person's own data is whole wherever it was written"
# What another row is called; a number would say nothing.
_CALLED = {
    "organisation": "name",
    "module": "title",
    "skill": "label",
    "achievement": "name",
    "questionnaire": "title",
    "privacy_notice": "version",
    "meeting_note": "public_id",
}
_LEFT_OUT = {"id", "search_key", "form_id", "moved"}
_LANGUAGE = "fr"
Rows = dict[str, list[dict[str, Any]]]
# Table → the rows of which what is confided goes along; of a table that is not named, all do.
Readable = Mapping[str, Collection[int]]


def copy_of(person: Person, *, now: datetime, readable: Readable) -> dict[str, Any]:
    """Everything that is stored about the person, table by table, and what was done with it when.

    What is confided (`stores`) is left out of rows that are not `readable`; such a row says `words_left_out`.
    """
    with scope.beyond(db.session(), _REASON):
        ids = _records_of(person)
        found = {name: _stored(name, ids) for name in stores.STORES}
        acts = _acts(found)
        called, roles = _names(found), _roles(found, acts, ids)
        told: Rows = {
            name: [_plain_row(name, row, called, roles, is_whole=_is_whole(name, row, readable)) for row in rows]
            for name, rows in found.items()
            if rows
        }
        spell_out(told, found["diagnosis"])
    done = [
        {"at": act.at.isoformat(), "action": act.action, "about": act.subject_type, "by": roles.get(act.account_id, "")}
        for act in acts
    ]
    return {
        "format": FORMAT,
        "made_at": now.isoformat(timespec="seconds"),
        "person": person.public_id,
        "stored": told,
        "acts": done,
    }


def _records_of(person: Person) -> list[int]:
    """The person's record, and those that were put together with it."""
    known = {person.id}
    while True:
        query = select(PersonMerge.merged_id).where(PersonMerge.kept_id.in_(known), PersonMerge.undone_at.is_(None))
        if not (more := set(db.session.execute(query).scalars()) - known):
            return sorted(known)
        known |= more


def _stored(name: str, ids: Collection[int]) -> list[Mapping[str, Any]]:
    table = stores.table_of(name)
    query = select(table).where(stores.rows_of(name, ids)).order_by(table.c.id)
    return [dict(row) for row in db.session.execute(query).mappings()]


def _acts(found: Mapping[str, list[Mapping[str, Any]]]) -> list[Any]:
    """What the trail says of these rows: what was done and when; it holds no words."""
    about = [
        and_(AuditEntry.subject_type == name, AuditEntry.subject_id.in_([row["id"] for row in rows]))
        for name, rows in found.items()
        if rows
    ]
    query = select(AuditEntry.at, AuditEntry.action, AuditEntry.account_id, AuditEntry.subject_type).where(or_(*about))
    return list(db.session.execute(query.order_by(AuditEntry.at, AuditEntry.id)).all())


def _names(found: Mapping[str, list[Mapping[str, Any]]]) -> dict[tuple[str, int], Any]:
    """What the rows are called to which these rows point: one question a table."""
    wanted: dict[str, set[int]] = {}
    for name, rows in found.items():
        for column in stores.table_of(name).columns:
            if (target := _target(column)) is not None:
                wanted.setdefault(target, set()).update(row[column.name] for row in rows if row[column.name])
    return {key: value for target, ids in wanted.items() if ids for key, value in _called(target, ids)}


def _called(target: str, ids: Collection[int]) -> Iterable[tuple[tuple[str, int], Any]]:
    table = stores.table_of(target)
    if target == "workshop":
        module = stores.table_of("module")
        query = select(table.c.id, table.c.starts_local, module.c.title).join(module, module.c.id == table.c.module_id)
        for row_id, starts, title in db.session.execute(query.where(table.c.id.in_(ids))):
            yield (target, row_id), f"{starts.isoformat(timespec='minutes')} {_in_french(title)}"
        return
    query = select(table.c.id, table.c[_CALLED[target]]).where(table.c.id.in_(ids))
    for row in db.session.execute(query).all():
        yield (target, row[0]), _in_french(row[1])


def _roles(found: Mapping[str, list[Mapping[str, Any]]], acts: list[Any], ids: Collection[int]) -> dict[int, str]:
    """Account → the widest role it ever held, or that it is the person themself."""
    named = {act.account_id for act in acts} | {
        row[column.name]
        for name, rows in found.items()
        for column in stores.table_of(name).columns
        if _is_account(column)
        for row in rows
    }
    held = select(Membership.account_id, Membership.role).where(Membership.account_id.in_(named - {None}))
    roles: dict[int, Role] = {}
    for account_id, role in db.session.execute(held):
        roles[account_id] = min(role, roles.get(account_id, role), key=list(Role).index)
    own = set(db.session.execute(select(Account.id).where(Account.person_id.in_(ids))).scalars())
    return {account: role.value for account, role in roles.items()} | dict.fromkeys(own, "self")


def _plain_row(
    name: str, row: Mapping[str, Any], called: Mapping[Any, Any], roles: Mapping[int, str], *, is_whole: bool
) -> dict[str, Any]:
    table, store = stores.table_of(name), stores.STORES[name]
    told: dict[str, Any] = {}
    for column in table.columns:
        value = row[column.name]
        if column.name in _LEFT_OUT or column.name in store.secret or value is None:
            continue
        if column.name in store.confided and not is_whole:
            if value != "" and value is not False:
                told["words_left_out"] = True
            continue
        if _is_account(column):
            told[column.name.removesuffix("_id")] = roles.get(value, "")
        elif (target := _target(column)) is not None:
            told[column.name.removesuffix("_id")] = called.get((target, value))
        elif not column.name.endswith("_id") or column.name == "public_id":
            told[column.name] = _plain(value)
    return told


def _is_whole(name: str, row: Mapping[str, Any], readable: Readable) -> bool:
    return name not in readable or row["id"] in readable[name]


def _target(column: Column[Any]) -> str | None:
    """The table to whose rows the column points, when they have a name."""
    targets = (key.column for key in column.foreign_keys if key.column.name == "id")
    return next((one.table.name for one in targets if one.table.name in {*_CALLED, "workshop"}), None)


def _is_account(column: Column[Any]) -> bool:
    return column.name.endswith("_by_id") or any(_is_table(key.column.table, "account") for key in column.foreign_keys)


def _is_table(table: Any, name: str) -> bool:
    return isinstance(table, Table) and table.name == name


def _in_french(called: Any) -> Any:
    return called.get(_LANGUAGE, called) if isinstance(called, dict) else called


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"{len(value)} bytes, see the folder of the badges" if value else ""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
