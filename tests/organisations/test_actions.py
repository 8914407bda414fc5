"""What may be done with organisations, places and waves."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from peerlearn.core import clock, scope
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.scope import Scope
from peerlearn.organisations import actions, queries
from peerlearn.organisations.actions import OrganisationFacts, SiteFacts
from peerlearn.organisations.models import Organisation, Wave
from peerlearn.organisations.rules import OrganisationKind
from tests.cast import Cast

SIRET = "73282932000074"


def _register(name: str = "La Ruche", **facts: Any) -> Organisation:
    regions = facts.pop("regions", None)
    given = {"kind": OrganisationKind.ACI, "department_code": "59", **facts}
    return actions.create_organisation(
        OrganisationFacts(name, **given),
        by=None,
        now=clock.now(),
        regions=regions,
    )


def _code(refused: pytest.ExceptionInfo[DomainError]) -> str:
    return refused.value.code


def test_the_region_follows_from_the_department(everything: Cast) -> None:
    made = _register(department_code="974", phone="0262 12 34 56", siret="732 829 320 00074")
    assert (made.region_code, made.phone, made.siret) == ("04", "+262262123456", SIRET)


def test_one_siret_may_carry_two_kinds_but_each_only_once(everything: Cast) -> None:
    _register("La Ruche ACI", siret=SIRET)
    _register("La Ruche EI", siret=SIRET, kind=OrganisationKind.EI)
    with pytest.raises(DomainError) as refused:
        _register("Une autre", siret="732 829 320 00074")
    assert _code(refused) == "organisations.siret_taken"


def test_an_organisation_keeps_its_own_siret_when_it_changes(everything: Cast) -> None:
    made = _register(siret=SIRET)
    facts = OrganisationFacts("La Ruche du Nord", OrganisationKind.ACI, siret=SIRET, department_code="62")
    actions.change_organisation(made, facts, by=None)
    assert made.name == "La Ruche du Nord"
    assert [one.name for one in queries.organisations_in_scope(words="nord ruche")] == ["La Ruche du Nord"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"siret": "73282932000075"}, "organisations.siret_wrong"),
        ({"phone": "12"}, "organisations.phone_wrong"),
        ({"regions": {"76"}}, "organisations.outside_region"),
        ({"regions": set()}, "organisations.outside_region"),
        ({"regions": {"32"}, "department_code": None}, "organisations.outside_region"),
    ],
)
def test_what_is_not_right_is_refused(everything: Cast, facts: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        _register(**facts)
    assert _code(refused) == code


def test_a_coordinator_cannot_move_an_organisation_out_of_the_region(everything: Cast) -> None:
    made = _register(regions={"32"})
    facts = OrganisationFacts(made.name, made.kind, department_code="31")
    with pytest.raises(DomainError) as refused:
        actions.change_organisation(made, facts, by=None, regions={"32"})
    assert _code(refused) == "organisations.outside_region"


def test_a_place_has_a_name_of_its_own_in_its_organisation(everything: Cast) -> None:
    tilleuls, relais = (db.session.get_one(Organisation, everything.organisations[n]) for n in ("tilleuls", "relais"))
    canteen = actions.add_site(tilleuls, "Cantine")
    actions.add_site(tilleuls, "Atelier bois")
    with pytest.raises(DomainError) as refused:
        actions.add_site(tilleuls, "Cantine")
    assert _code(refused) == "organisations.site_taken"
    with pytest.raises(DomainError) as refused:
        actions.change_site(canteen, SiteFacts("Atelier bois"), by=None)
    assert _code(refused) == "organisations.site_taken"
    assert actions.add_site(relais, "Cantine").id != canteen.id


def test_a_place_that_was_closed_opens_again_under_its_name(everything: Cast) -> None:
    tilleuls = db.session.get_one(Organisation, everything.organisations["tilleuls"])
    canteen = actions.add_site(tilleuls, "Cantine", address="12 rue des Écoles")
    actions.close_site(canteen, by=None, now=clock.now())
    assert "Cantine" not in [site.name for site in queries.sites_of(tilleuls)]
    again = actions.add_site(tilleuls, "Cantine", address="14 rue des Écoles")
    assert (again.id, again.address, again.closed_at) == (canteen.id, "14 rue des Écoles", None)


def test_a_place_has_a_time_zone_that_exists(everything: Cast) -> None:
    tilleuls = db.session.get_one(Organisation, everything.organisations["tilleuls"])
    assert actions.add_site(tilleuls, "Saint-Denis", time_zone="Indian/Reunion").time_zone == "Indian/Reunion"
    with pytest.raises(DomainError) as refused:
        actions.add_site(tilleuls, "Ailleurs", time_zone="Mars/Olympus")
    assert _code(refused) == "organisations.zone_unknown"


SPRING = date(2026, 3, 1)


def _wave() -> Wave:
    return actions.create_wave("Printemps", starts_on=date(2026, 3, 1), ends_on=date(2026, 6, 30), on=SPRING)


def test_a_wave_has_its_own_name_and_ends_after_it_starts(everything: Cast) -> None:
    _wave()
    with pytest.raises(DomainError) as refused:
        _wave()
    assert _code(refused) == "organisations.wave_taken"
    with pytest.raises(DomainError) as refused:
        actions.create_wave("Automne", starts_on=date(2026, 9, 2), ends_on=date(2026, 9, 1), on=SPRING)
    assert _code(refused) == "organisations.wave_ends_first"


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2031, 6, 1), date(9999, 12, 31)])
def test_a_mistyped_year_makes_no_wave_and_no_part_in_one(everything: Cast, day: date) -> None:
    tilleuls, wave = db.session.get_one(Organisation, everything.organisations["tilleuls"]), _wave()
    part = actions.join_wave(tilleuls, wave, from_on=date(2026, 3, 2), by=None)
    for attempt in (
        lambda: actions.create_wave("Automne", starts_on=day, ends_on=None, on=SPRING),
        lambda: actions.create_wave("Automne", starts_on=SPRING, ends_on=day, on=SPRING),
        lambda: actions.join_wave(tilleuls, wave, from_on=day, by=None),
        lambda: actions.leave_wave(part, until_on=day, by=None),
    ):
        with pytest.raises(DomainError) as refused:
            attempt()
        assert _code(refused) == "organisations.day_too_far"


def test_an_organisation_joins_leaves_and_joins_again(everything: Cast) -> None:
    tilleuls, wave = db.session.get_one(Organisation, everything.organisations["tilleuls"]), _wave()
    part = actions.join_wave(tilleuls, wave, from_on=date(2026, 3, 2), by=None)
    for day in (date(2026, 3, 2), date(2026, 5, 1)):
        with pytest.raises(DomainError) as refused:
            actions.join_wave(tilleuls, wave, from_on=day, by=None)
        assert _code(refused) == "organisations.already_in_wave"
    with pytest.raises(DomainError) as refused:
        actions.leave_wave(part, until_on=date(2026, 3, 1), by=None)
    assert _code(refused) == "organisations.left_before_joining"
    actions.leave_wave(part, until_on=date(2026, 4, 30), by=None)
    with pytest.raises(DomainError):
        actions.join_wave(tilleuls, wave, from_on=date(2026, 4, 30), by=None)
    actions.join_wave(tilleuls, wave, from_on=date(2026, 5, 1), by=None)
    assert [one.until_on for one in queries.waves_of(tilleuls)] == [date(2026, 4, 30), None]


def test_a_wave_counts_who_takes_part_that_day_and_only_what_one_may_see(everything: Cast) -> None:
    wave = _wave()
    for name in ("tilleuls", "relais", "garonne"):
        organisation = db.session.get_one(Organisation, everything.organisations[name])
        actions.join_wave(organisation, wave, from_on=date(2026, 3, 2), by=None)
    assert queries.organisations_by_wave(on=date(2026, 3, 1)) == {}
    assert queries.organisations_by_wave(on=date(2026, 3, 2)) == {wave.id: 3}
    db.session.flush()
    scope.enter(db.session(), Scope.of([everything.organisations["tilleuls"]]))
    assert queries.organisations_by_wave(on=date(2026, 3, 2)) == {wave.id: 1}


def test_each_act_leaves_a_trace_without_a_name(everything: Cast) -> None:
    before = set(db.session.execute(select(AuditEntry.id)).scalars())
    made = _register("La Ruche", phone="03 20 12 34 56")
    actions.add_site(made, "Cantine")
    traces = [one for one in db.session.execute(select(AuditEntry)).scalars() if one.id not in before]
    assert [one.action for one in traces] == ["organisation.created", "site.added"]
    assert "Ruche" not in repr([one.details for one in traces])
