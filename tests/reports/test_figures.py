"""The figures of the programme: one definition each, with everything that must not be counted standing beside."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import update

from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.lifecycle.actions import transfer
from peerlearn.organisations.models import Organisation, OrganisationInWave
from peerlearn.people.models import Affiliation
from peerlearn.people.rules import Position
from peerlearn.reports.queries import Asked, figures
from peerlearn.reports.rules import Figure
from peerlearn.workshops.rules import Part
from tests.cast import Cast
from tests.factories.attendance import stage_workshop
from tests.factories.awards import mark_there, person
from tests.factories.programme import LEADING, LEARNING, SIAE, STAFF, SUPERVISORS, load_pilot

BEGAN = date(2022, 1, 10)
DAY = timedelta(days=1)
# Three SIAE of the cast stand beside those of the pilot.
OF_THE_CAST = 3


def _all() -> Asked:
    return Asked(until=clock.today())


def _count(figure: Figure, **choices: object) -> int:
    return figures(replace(_all(), **choices))[figure]  # type: ignore[arg-type]


def test_the_pilot_is_counted_exactly(everything: Cast) -> None:
    pilot = load_pilot(began=BEGAN)
    today = figures(_all())
    assert today == {
        Figure.ORGANISATIONS: SIAE + OF_THE_CAST,
        Figure.STAFF: STAFF,
        Figure.SUPERVISORS: SUPERVISORS,
        Figure.FACILITATORS: LEADING,
        Figure.LEARNERS: LEARNING,
        Figure.BEGUN: LEARNING,
    }
    before_this_year = figures(Asked(until=date(2023, 1, 1)))
    assert before_this_year == today | {Figure.ORGANISATIONS: SIAE}
    assert set(figures(Asked(until=BEGAN - DAY)).values()) == {0}
    waves = [figures(replace(_all(), wave_id=wave.id)) for wave in (pilot.first, pilot.second)]
    assert {figure: waves[0][figure] + waves[1][figure] for figure in Figure} == before_this_year
    regions = [figures(replace(_all(), region_code=code)) for code in ("32", "44", "76")]
    assert {figure: sum(one[figure] for one in regions) for figure in Figure} == today


def test_a_wave_stays_as_it_is_when_another_one_is_added(everything: Cast) -> None:
    pilot = load_pilot(began=BEGAN)
    asked = replace(_all(), wave_id=pilot.first.id)
    before = figures(asked)
    late = [one.id for one in pilot.houses[SIAE // 2 :]]
    mark = stage_workshop(everything, leaders={"moussa": Part.LEAD}, seated=("awa",), starts_in=-3 * DAY)
    mark_there(mark, "awa")
    db.session.add(
        OrganisationInWave(wave_id=pilot.second.id, organisation_id=everything.organisations["tilleuls"], from_on=BEGAN)
    )
    db.session.flush()
    assert figures(asked) == before
    left = update(OrganisationInWave).where(OrganisationInWave.organisation_id.in_(late))
    db.session.execute(left.values(until_on=BEGAN + 31 * DAY))
    assert figures(replace(_all(), wave_id=pilot.second.id))[Figure.STAFF] == 0
    assert figures(asked) == before


def test_what_counts_is_what_someone_was_then_and_where(everything: Cast) -> None:
    staged = stage_workshop(everything, seated=("awa", "fatou"), guests=("relais",), starts_in=-3 * DAY)
    for name in ("awa", "fatou"):
        mark_there(staged, name)
    tilleuls, relais = (everything.organisations[name] for name in ("tilleuls", "relais"))
    assert _count(Figure.LEARNERS) == 2
    moved = person(everything, "awa")
    transfer(moved, db.session.get_one(Organisation, relais), by=None, on=clock.today(), now=clock.now())
    assert _count(Figure.LEARNERS, organisation_id=tilleuls) == 1
    scope.enter(db.session(), Scope.of([tilleuls]))
    assert _count(Figure.LEARNERS) == 1
    scope.enter(db.session(), Scope.of([relais]))
    assert _count(Figure.LEARNERS) == 1
    assert _count(Figure.LEARNERS, organisation_id=tilleuls) == 0


def test_who_was_led_by_staff_began_a_module_and_was_not_trained_by_a_peer(everything: Cast) -> None:
    by_staff = stage_workshop(everything, leaders={"claire": Part.LEAD}, seated=("rosa",), starts_in=-3 * DAY)
    mark_there(by_staff, "rosa")
    replaced = stage_workshop(
        everything, leaders={"claire": Part.SUBSTITUTE, "moussa": Part.REPLACED}, seated=("karim",), starts_in=-2 * DAY
    )
    mark_there(replaced, "karim")
    assert (_count(Figure.LEARNERS), _count(Figure.BEGUN)) == (0, 2)
    by_peer = stage_workshop(everything, seated=("rosa",), starts_in=-DAY)
    mark_there(by_peer, "rosa")
    assert (_count(Figure.LEARNERS), _count(Figure.BEGUN)) == (1, 2)


def test_staff_who_try_a_workshop_are_no_learners_and_half_a_training_is_none(everything: Cast) -> None:
    staged = stage_workshop(everything, seated=("claire",), starts_in=-DAY)
    mark_there(staged, "claire")
    training = stage_workshop(everything, module="T1", seated=("moussa",), leaders={}, starts_in=-9 * DAY)
    mark_there(training, "moussa")
    assert [_count(figure) for figure in (Figure.LEARNERS, Figure.BEGUN, Figure.FACILITATORS)] == [0, 0, 0]
    second = stage_workshop(everything, module="T2", seated=("moussa",), leaders={}, starts_in=-8 * DAY)
    mark_there(second, "moussa")
    assert _count(Figure.FACILITATORS) == 1
    assert _count(Figure.FACILITATORS, until=clock.today() - 8 * DAY - DAY) == 0
    home = update(Affiliation).where(Affiliation.person_id == everything.people["moussa"])
    db.session.execute(home.values(position=Position.STAFF))
    assert _count(Figure.FACILITATORS) == 0
