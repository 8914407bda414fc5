"""Nothing about a person is stored anywhere without a line in `lifecycle/stores.py` that says what becomes of it."""

import pytest
from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, MetaData, String, Table
from sqlalchemy.types import TypeEngine

from peerlearn.core.db import Base, FreeText, UtcInstant, holds_words
from peerlearn.factory import load_models
from peerlearn.lifecycle.stores import ABOUT_NOBODY, STORES, STRUCK, Store

load_models()
ALL = Base.metadata
# Text that people typed about something that is no person: places, houses, what the programme is called.
NO_PERSON = {
    "organisation": "a house",
    "region": "a place",
    "department": "a place",
    "site": "a place",
    "programme": "what the programme is called, and its own address",
    "wave": "what a wave is called",
    "issuer_profile": "a house that signs",
    "resource": "a sheet, a game or a link of a module",
    "privacy_notice": "what a house says to everybody; whom to ask there is named by the house",
}


def test_every_table_that_leads_to_a_person_has_its_line() -> None:
    assert _leading_to_people(ALL) - set(STORES) - set(ABOUT_NOBODY) == set(), "add a line to lifecycle/stores.py"
    assert {*STORES, *ABOUT_NOBODY, *STRUCK} - set(ALL.tables) == set()


def test_every_column_that_holds_words_says_what_becomes_of_it() -> None:
    assert {name: left for name, store in STORES.items() if (left := _unsaid(ALL.tables[name], store))} == {}


def test_every_column_named_there_exists() -> None:
    for name, store in STORES.items():
        own = {*store.by, *store.contact, *store.secret, *store.emptied, *store.unless_published, *store.stays}
        assert own - set(ALL.tables[name].c.keys()) == set(), name
        kinds = {type(ALL.tables[name].c[column].type) for column in store.contact}
        assert kinds <= {UtcInstant, Date}, name
        assert not store.through or store.through in STORES, name


def test_every_table_that_names_a_person_says_what_shows_a_contact() -> None:
    """Else somebody whom the programme is in touch with could be anonymised."""
    times = {
        name
        for name, store in STORES.items()
        if any(isinstance(column.type, UtcInstant) for column in ALL.tables[name].c) and not store.contact
    }
    assert times == {"credential", "edition", "endorsement_credential"}, (
        "signing is the programme's act; accepting, the person's, counts"
    )


def test_every_text_that_people_type_is_emptied_or_struck_through_or_about_no_person() -> None:
    typed = {
        f"{table.name}.{column.name}"
        for table in ALL.sorted_tables
        for column in table.columns
        if isinstance(column.type, FreeText) and table.name not in {*STORES, *NO_PERSON}
    }
    # What one person wrote may also name another: it is struck through then, and emptied when its writer goes.
    shared = {table: columns for table, columns in STRUCK.items() if table not in STORES}
    assert typed == {f"{table}.{column}" for table, columns in shared.items() for column in columns}


@pytest.mark.parametrize("kind", [String(40), FreeText(40), LargeBinary()], ids=["code", "typed", "bytes"])
def test_a_new_table_and_a_new_text_are_seen(kind: TypeEngine[object]) -> None:
    metadata = MetaData()
    for table in ALL.sorted_tables:
        table.to_metadata(metadata)
    new = Table("diary", metadata)
    assert "diary" not in _leading_to_people(metadata)
    new.append_column(Column("about_id", Integer, ForeignKey("enrolment.id")))
    new.append_column(Column("words", kind))
    assert "diary" in _leading_to_people(metadata)
    assert _unsaid(new, Store(by=("about_id",), contact=())) == {"words"}


def _leading_to_people(metadata: MetaData) -> set[str]:
    """Tables from which a chain of foreign keys, of any length, ends at `person`. Accounts act on everything: of the
    keys to an account, those count that say whose the row is."""
    found, before = {"person"}, set[str]()
    while found != before:
        before = set(found)
        for table in metadata.tables.values():
            keys = [key for key in table.foreign_keys if not _only_acted(key)]
            if any(key.column.table.name in found for key in keys):
                found.add(table.name)
    return found


def _only_acted(key: ForeignKey) -> bool:
    return key.column.table.name == "account" and key.parent.name.endswith("_by_id")


def _unsaid(table: Table, store: Store) -> set[str]:
    if store.is_deleted:
        return set()
    said = {*store.emptied, *store.unless_published, *store.stays}
    return {column.name for column in table.columns if holds_words(column.type)} - said
