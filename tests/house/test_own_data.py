"""Whatever is stored about a person can be read by them: each table, column and value has its words."""

from enum import StrEnum
from typing import cast

from sqlalchemy import JSON, Enum

from peerlearn.core.db import FreeText
from peerlearn.lifecycle.stores import STORES, table_of
from peerlearn.web.privacy.codes import said
from peerlearn.web.privacy.columns import CHAPTERS, FOR_PROGRAMS, IN_OTHER_WORDS
from peerlearn.web.privacy.reach import NOTES, PAGES

# Typed text that whoever may hand a copy over reads anyway: the person's page and its guest cards show it.
_SHOWN_TO_ALL = {"person", "enrolment", "workshop_facilitator", "account", "external_certification", "award"}
# Never told at all: what finds a row, or would open something (`lifecycle/access`).
_UNTOLD = {"id", "search_key", "form_id", "moved", "mark_id"}


def test_every_kind_of_data_has_a_heading() -> None:
    assert set(CHAPTERS) == set(STORES)


def test_every_column_has_a_name_or_is_for_programs() -> None:
    nameless = {
        f"{name}.{told}"
        for name, store in STORES.items()
        for column in table_of(name).columns
        if column.name not in _UNTOLD | set(store.secret)
        if (told := _told(column.name)) not in FOR_PROGRAMS | {CHAPTERS[name].lead} | set(CHAPTERS[name].columns)
        if (name, told) not in IN_OTHER_WORDS and not _is_inner(name, told)
    }
    assert nameless == set()


def test_no_name_is_left_over() -> None:
    spelt_out = {("module_choice", "module")}
    known = {(name, _told(column.name)) for name in STORES for column in table_of(name).columns} | spelt_out
    named = {(name, one) for name, chapter in CHAPTERS.items() for one in (chapter.lead, *chapter.columns)}
    assert named - known == set()


def test_every_value_has_its_words() -> None:
    members = [
        member
        for name in STORES
        for column in table_of(name).columns
        if isinstance(column.type, Enum) and _told(column.name) not in FOR_PROGRAMS
        for member in cast("type[StrEnum]", column.type.enum_class)
    ]
    assert members
    assert [member for member in members if not said(member)] == []


def test_what_somebody_typed_is_confided_or_on_the_persons_page() -> None:
    """Else a new text goes along with whoever hands the copy over, whatever their pages show them."""
    typed = {
        f"{name}.{column.name}"
        for name, store in STORES.items()
        for column in table_of(name).columns
        if isinstance(column.type, FreeText | JSON) and column.name not in {*store.secret, *store.confided}
        if name not in _SHOWN_TO_ALL
    }
    # The row numbers that a merge moved are in no copy.
    assert typed == {"person_merge.moved"}


def test_whoever_hands_a_copy_over_is_asked_for_each_kind_that_is_confided() -> None:
    assert {name for name, store in STORES.items() if store.confided} == {*PAGES, *NOTES}
    for name, store in STORES.items():
        assert set(store.confided) <= set(table_of(name).columns.keys()), name


def _told(column: str) -> str:
    return column if column == "public_id" else column.removesuffix("_id")


def _is_inner(name: str, told: str) -> bool:
    """A key to a row that is this person's own, or that is told where it stands."""
    return told in {"person", "affiliation", "enrolment", "kept", "merged", "award", "edition", "issuer", "status_list"}
