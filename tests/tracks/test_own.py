"""Modules that an organisation teaches of its own, and their versions."""

from datetime import datetime

import pytest

from peerlearn.attendance.queries import best_levels_of_track
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.scope import Scope
from peerlearn.organisations.models import Organisation
from peerlearn.tracks import own, queries
from peerlearn.tracks.models import Module
from peerlearn.tracks.own import OwnModuleFacts
from peerlearn.tracks.rules import MOST_OWN_MODULES, TrackCode, codes_for, sentences
from peerlearn.workshops.uses import has_workshops
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories.attendance import stage_workshop

FACTS = OwnModuleFacts("Scanner un bon", 60, ("Je scanne un bon.", "Je corrige une erreur."))


def add(cast: Cast, facts: OwnModuleFacts = FACTS, *, at: str = "tilleuls") -> Module:
    """A module of this organisation."""
    organisation = db.session.get_one(Organisation, cast.organisations[at])
    return own.add(organisation, facts, by=None, now=clock.now())


def change(module: Module, facts: OwnModuleFacts, *, now: datetime | None = None) -> Module:
    """The module as somebody wants it now."""
    return own.change(module, facts, is_used=has_workshops, by=None, now=now or clock.now())


def test_it_is_offered_to_its_own_people_and_to_nobody_else(everything: Cast) -> None:
    module = add(everything)
    db.session.flush()
    seen = {}
    for house in ("tilleuls", "relais", "garonne"):
        scope.enter(db.session(), Scope.of([everything.organisations[house]]))
        seen[house] = module.id in {one.id for one in queries.modules_in_force()}
        assert len(queries.own_modules()) == seen[house]
    assert seen == {"tilleuls": True, "relais": False, "garonne": False}


def test_the_programmes_curricula_stay_what_they_were(everything: Cast) -> None:
    before = [one.id for one in queries.curricula()]
    learner = queries.curriculum_of(TrackCode.LEARNER).id
    add(everything)
    assert [one.id for one in queries.curricula()] == before
    assert queries.curriculum_of(TrackCode.LEARNER).id == learner


def test_before_anyone_was_taught_it_changes_in_place(everything: Cast) -> None:
    module = add(everything)
    changed = change(module, OwnModuleFacts("Scanner un colis", 90, ("Je scanne un colis.",)))
    assert (changed.id, changed.curriculum.version) == (module.id, "1")
    assert own.facts_of(changed) == OwnModuleFacts("Scanner un colis", 90, ("Je scanne un colis.",))


def test_once_a_workshop_is_about_it_another_version_takes_its_place(everything: Cast) -> None:
    module = add(everything)
    staged = stage_workshop(everything, module=module.code)
    made.observe(everything, staged, "awa", ("S1",))
    changed = change(module, OwnModuleFacts("Scanner un bon", 60, ("Je corrige une erreur.", "J’imprime un bon.")))
    assert changed.curriculum.version == "2"
    assert module.curriculum.superseded_at is not None
    assert [skill.label["fr"] for skill in queries.skills_of(module)] == list(FACTS.skills)
    # The same sentence is the same skill; a new one takes a number that nobody had.
    assert [skill.code for skill in queries.skills_of(changed)] == ["S2", "S3"]
    shown = best_levels_of_track(everything.people["awa"], TrackCode.LEARNER)
    assert [fact.label["fr"] for fact in shown] == ["Je scanne un bon."]


def test_what_says_nothing_new_makes_no_version(everything: Cast) -> None:
    module = add(everything)
    stage_workshop(everything, module=module.code)
    assert change(module, FACTS).curriculum.version == "1"


def test_a_former_version_is_not_changed_any_more(everything: Cast) -> None:
    module = add(everything)
    stage_workshop(everything, module=module.code)
    change(module, OwnModuleFacts("Scanner un bon", 75))
    with pytest.raises(DomainError, match="not_in_force"):
        change(module, OwnModuleFacts("Scanner un bon", 80))


def test_the_programmes_modules_are_nobodys_to_change(everything: Cast) -> None:
    national = queries.module_of(queries.curriculum_of(TrackCode.LEARNER), "M01")
    with pytest.raises(DomainError, match="not_in_force"):
        change(national, FACTS)


def test_taught_no_longer_it_is_not_offered_and_stays_readable(everything: Cast) -> None:
    module = add(everything)
    for _ in range(2):
        own.retire(module, by=None, now=clock.now())
    assert module not in queries.modules_in_force()
    assert queries.curriculum(module.curriculum.code, "1").id == module.curriculum_id


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (OwnModuleFacts("…", 60), "tracks.no_title"),
        (OwnModuleFacts("x" * 121, 60), "too_long"),
        (OwnModuleFacts("Bons", 0), "tracks.minutes_wrong"),
        (OwnModuleFacts("Bons", 481), "tracks.minutes_wrong"),
        (OwnModuleFacts("Bons", 60, ("Je lis.",) * 2), "tracks.skill_twice"),
        (OwnModuleFacts("Bons", 60, tuple(f"Je lis {one}." for one in range(21))), "tracks.too_many_skills"),
        (OwnModuleFacts("Bons", 60, ("Je lis " + "x" * 160,)), "tracks.skill_too_long"),
        (OwnModuleFacts("Bons", 60, ("\u202eJe lis",)), "hidden_text"),
        (OwnModuleFacts("Bons de 1 85 05 78 006 084 91", 60), "nir"),
        (OwnModuleFacts("Bons", 60, ("Je lis 1850578006084.",)), "nir"),
    ],
)
def test_what_cannot_be_right_is_refused_in_words(everything: Cast, facts: OwnModuleFacts, code: str) -> None:
    assert add(everything, OwnModuleFacts("Bons", 60)).id
    with pytest.raises(DomainError) as refused:
        add(everything, facts, at="relais")
    assert refused.value.code == code


def test_the_same_title_twice_is_refused_here_and_free_elsewhere(everything: Cast) -> None:
    add(everything)
    with pytest.raises(DomainError, match="title_taken"):
        add(everything, OwnModuleFacts("scanner un BON", 60))
    assert add(everything, at="relais").id


def test_there_is_an_end_to_it(everything: Cast) -> None:
    for number in range(MOST_OWN_MODULES):
        add(everything, OwnModuleFacts(f"Module {number}", 60))
    with pytest.raises(DomainError, match="too_many_modules"):
        add(everything)


def test_a_line_is_a_skill_and_empty_lines_are_none() -> None:
    assert sentences("  Je lis. \n\n Je  relis.\n") == ("Je lis.", "Je relis.")
    assert codes_for(["a", "b", "c"], {"b": "S1"}, first=2) == ["S2", "S1", "S3"]
