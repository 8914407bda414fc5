"""What somebody wants to learn: chosen once, taken back, chosen again."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, NoResultFound

from peerlearn.core import clock, scope
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.scope import Scope
from peerlearn.tracks import actions
from peerlearn.tracks.actions import choose, take_back
from peerlearn.tracks.models import ModuleChoice
from peerlearn.tracks.queries import choices_of, module_to_choose
from tests.cast import Cast
from tests.factories import awards as made

CURRICULUM = "smartphone-bases"


def _rows() -> list[ModuleChoice]:
    return list(db.session.execute(select(ModuleChoice).order_by(ModuleChoice.id)).scalars())


def test_chosen_twice_is_chosen_once_and_counts_from_the_last_time(everything: Cast) -> None:
    awa, module, now = made.person(everything, "awa"), module_to_choose("M04"), clock.now()
    choose(awa, module, by=everything.accounts["samira"], now=now - timedelta(days=2))
    choose(awa, module, by=everything.accounts["awa"], now=now)
    (only,) = _rows()
    assert (only.chosen_at, only.by_id) == (now, everything.accounts["awa"])
    assert only.organisation_id == everything.organisations["tilleuls"]


def test_taken_back_twice_is_taken_back_once_and_may_be_chosen_again(everything: Cast) -> None:
    awa, module, now = made.person(everything, "awa"), module_to_choose("M04"), clock.now()
    take_back(awa, module, by=None, now=now)
    choose(awa, module, by=None, now=now)
    take_back(awa, module, by=None, now=now)
    take_back(awa, module, by=None, now=now + timedelta(days=1))
    assert choices_of(awa.id) == []
    choose(awa, module, by=None, now=now)
    assert [one.module_code for one in choices_of(awa.id)] == ["M04"]
    assert [one.taken_back_at for one in _rows()] == [now, None]
    acts = db.session.execute(select(AuditEntry.action).where(AuditEntry.subject_type == "module_choice")).scalars()
    assert sorted(acts) == ["module.chosen", "module.chosen", "module.taken_back"]


def test_the_database_itself_holds_one_choice(everything: Cast) -> None:
    awa = made.person(everything, "awa")
    choose(awa, module_to_choose("M04"), by=None, now=clock.now())
    (first,) = _rows()
    copied = {column.key: getattr(first, column.key) for column in ModuleChoice.__table__.c if column.key != "id"}
    db.session.add(ModuleChoice(**copied))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_only_modules_for_learners_are_chosen_and_only_for_people_in_scope(everything: Cast) -> None:
    for code in ("T1", "S01", "M99", ""):
        with pytest.raises(NoResultFound):
            module_to_choose(code)
    choose(made.person(everything, "awa"), module_to_choose("M04"), by=None, now=clock.now())
    db.session.flush()
    scope.enter(db.session(), Scope.of([everything.organisations["garonne"]]))
    assert choices_of(everything.people["awa"]) == []


def test_there_is_a_most_and_what_was_chosen_before_stays(everything: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_CHOICES", 2)
    monkeypatch.setattr(actions, "MOST_CHANGES_OF_CHOICE", 3)
    awa, now = made.person(everything, "awa"), clock.now()
    first, second, third = (module_to_choose(code) for code in ("M04", "M05", "M06"))
    choose(awa, first, by=None, now=now)
    choose(awa, second, by=None, now=now)
    with pytest.raises(DomainError) as refused:
        choose(awa, third, by=None, now=now)
    assert refused.value.code == "tracks.too_many_choices"
    choose(awa, second, by=None, now=now)
    take_back(awa, first, by=None, now=now)
    choose(awa, third, by=None, now=now)
    take_back(awa, third, by=None, now=now)
    with pytest.raises(DomainError) as refused:
        choose(awa, first, by=None, now=now)
    assert refused.value.code == "tracks.chosen_too_often"
    assert [one.module_code for one in choices_of(awa.id)] == ["M05"]
