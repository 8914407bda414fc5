"""Accounts: sign-in, cards, roles."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.accounts import actions, cards, queries, signing_in
from peerlearn.accounts.models import Account, Membership, SignInSession
from peerlearn.accounts.queries import Standing, role_over
from peerlearn.accounts.signing_in import Attempt
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Role, may_grant
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Person
from peerlearn.web.kit.transaction import just_reading
from tests.cast import SECRET, Cast

NOW = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
TODAY = date(2026, 3, 2)
ATTEMPT = Attempt(identifier_hash="1" * 64, address_hash="a" * 64)


def _sign_in(identifier: str, secret: str) -> Account:
    return signing_in.let_in(signing_in.check_secret(identifier, secret), ATTEMPT, on=TODAY)


def _person(cast: Cast, name: str) -> Person:
    return db.session.get_one(Person, cast.people[name])


def _account(cast: Cast, name: str) -> Account:
    return db.session.get_one(Account, cast.accounts[name])


def test_a_secret_that_changed_while_it_was_checked_opens_nothing(everything: Cast) -> None:
    checked = signing_in.check_secret("samira@example.org", SECRET)
    assert signing_in.let_in(checked, ATTEMPT, on=TODAY).id == everything.accounts["samira"]
    actions.reset_secret(_account(everything, "samira"), now=NOW)
    with pytest.raises(DomainError) as refused:
        signing_in.let_in(checked, ATTEMPT, on=TODAY)
    assert refused.value.code == "accounts.sign_in_refused"


def test_checking_a_secret_waits_for_nobody_who_writes(app: Flask, cast: Cast) -> None:
    with app.app_context(), db.engine.begin() as writing:
        writing.exec_driver_sql("UPDATE programme SET name = name")
        checked = just_reading(lambda: signing_in.check_secret("samira@example.org", SECRET))
    assert checked.account_id == cast.accounts["samira"]


def test_the_right_secret_opens_nothing_once_every_role_has_ended(everything: Cast) -> None:
    membership = db.session.execute(
        select(Membership).where(Membership.account_id == everything.accounts["samira"])
    ).scalar_one()
    actions.end_membership(membership, granting=Role.NATIONAL, by=None, on=TODAY)
    with pytest.raises(DomainError) as refused:
        _sign_in("samira@example.org", SECRET)
    assert refused.value.code == "accounts.no_access"
    with pytest.raises(DomainError) as refused:
        _sign_in("samira@example.org", "000000")
    assert refused.value.code == "accounts.sign_in_refused"


def test_a_card_is_given_once_with_a_pin_that_is_kept_nowhere(everything: Cast) -> None:
    ibrahim = _person(everything, "ibrahim")
    account, pin = cards.give_card(ibrahim, Role.LEARNER, granting=Role.STAFF, by=None, now=NOW, on=TODAY)
    assert account.card_code is not None
    assert len(pin) == 6
    assert pin.isdigit()
    assert pin not in account.secret_hash
    assert _sign_in(account.card_code, pin) is account
    with pytest.raises(DomainError) as refused:
        cards.give_card(ibrahim, Role.LEARNER, granting=Role.STAFF, by=None, now=NOW, on=TODAY)
    assert refused.value.code == "accounts.person_has_account"


@pytest.mark.parametrize(
    ("role", "granting"),
    [
        (Role.STAFF, Role.NATIONAL),
        (Role.NATIONAL, Role.NATIONAL),
        (Role.LEARNER, Role.FACILITATOR),
        (Role.LEARNER, Role.SUPERVISOR),
        (Role.LEARNER, None),
    ],
)
def test_a_card_is_for_those_who_come_and_given_by_those_who_may(
    everything: Cast, role: Role, granting: Role | None
) -> None:
    with pytest.raises(DomainError) as refused:
        cards.give_card(_person(everything, "ibrahim"), role, granting=granting, by=None, now=NOW, on=TODAY)
    assert refused.value.code == "accounts.may_not_grant"


def test_a_lost_card_stops_with_its_sessions_and_nothing_else_is_lost(everything: Cast) -> None:
    moussa, person = _account(everything, "moussa"), _person(everything, "moussa")
    lost_code = str(moussa.card_code)
    token = actions.start_session(moussa, now=NOW)
    pin = cards.renew_card(moussa, person, granting=Role.STAFF, by=None, now=NOW)
    assert queries.find_account_by_token(token, now=NOW) is None
    assert queries.find_account_by_identifier(lost_code) is None
    assert moussa.card_code != lost_code
    assert _sign_in(str(moussa.card_code), pin).person_id == person.id


def test_nobody_renews_the_card_of_someone_who_may_do_more(everything: Cast) -> None:
    claire = _person(everything, "claire")
    account, _ = cards.give_card(claire, Role.FACILITATOR, granting=Role.NATIONAL, by=None, now=NOW, on=TODAY)
    actions.give_role(account, Role.STAFF, organisation_id=everything.organisations["relais"], on=TODAY)
    with pytest.raises(DomainError) as refused:
        cards.renew_card(account, claire, granting=Role.STAFF, by=None, now=NOW)
    assert refused.value.code == "accounts.may_not_grant"
    assert cards.renew_card(account, claire, granting=Role.COORDINATOR, by=None, now=NOW)


def test_who_signs_in_by_email_has_no_card_to_renew(everything: Cast) -> None:
    samira = _account(everything, "samira")
    with pytest.raises(DomainError) as refused:
        cards.renew_card(samira, _person(everything, "claire"), granting=Role.NATIONAL, by=None, now=NOW)
    assert refused.value.code == "accounts.no_card"


def test_a_learner_is_let_lead_with_the_same_card(everything: Cast) -> None:
    awa, person = _account(everything, "awa"), _person(everything, "awa")
    for _ in range(2):
        cards.let_lead(awa, person, granting=Role.STAFF, by=None, on=TODAY)
    held = [standing.role for standing in queries.standings_of(awa, on=TODAY)]
    assert held == [Role.FACILITATOR, Role.LEARNER]
    with pytest.raises(DomainError):
        cards.let_lead(awa, person, granting=Role.LEARNER, by=None, on=TODAY)


def test_roles_are_granted_downward_only() -> None:
    order = list(Role)
    for granting in Role:
        granted = {role for role in Role if may_grant(granting, role)}
        if granting is not Role.NATIONAL:
            assert all(order.index(role) > order.index(granting) for role in granted)
    assert not any(may_grant(role, Role.LEARNER) for role in (Role.SUPERVISOR, Role.FACILITATOR, Role.LEARNER))


def test_a_role_that_ends_today_is_over_today_and_may_begin_again_today(everything: Cast) -> None:
    victor = _account(everything, "victor")
    home = everything.organisations["tilleuls"]
    victor_here = next(one for one in queries.memberships_at(home, on=TODAY) if one.account_id == victor.id)
    actions.end_membership(victor_here, granting=Role.STAFF, by=None, on=TODAY)
    assert queries.standings_of(victor, on=TODAY) == ()
    assert victor_here not in queries.memberships_at(home, on=TODAY)
    actions.give_role(victor, Role.SUPERVISOR, organisation_id=home, on=TODAY)
    actions.give_role(victor, Role.SUPERVISOR, organisation_id=home, on=TODAY)
    assert len(queries.standings_of(victor, on=TODAY)) == 1


def test_nobody_takes_back_their_own_or_a_higher_role(everything: Cast) -> None:
    samira = next(
        one
        for one in queries.memberships_at(everything.organisations["tilleuls"], on=TODAY)
        if one.account_id == everything.accounts["samira"]
    )
    with pytest.raises(DomainError) as refused:
        actions.end_membership(samira, granting=Role.NATIONAL, by=samira.account_id, on=TODAY)
    assert refused.value.code == "accounts.own_access"
    for granting in (Role.STAFF, None):
        with pytest.raises(DomainError) as refused:
            actions.end_membership(samira, granting=granting, by=None, on=TODAY)
        assert refused.value.code == "accounts.may_not_end"


def test_what_one_may_grant_depends_on_where(everything: Cast) -> None:
    tilleuls, garonne = (db.session.get_one(Organisation, everything.organisations[n]) for n in ("tilleuls", "garonne"))
    here = Standing(Role.STAFF, tilleuls.id, tilleuls.name, tilleuls.region_code)
    leads_there = Standing(Role.FACILITATOR, garonne.id, garonne.name, garonne.region_code)
    region = Standing(Role.COORDINATOR, everything.organisations["campus"], "Campus Nord", "32")
    nation = Standing(Role.NATIONAL, everything.organisations["national"], "Défi Insertion", None)
    assert role_over([here, leads_there], tilleuls) is Role.STAFF
    assert role_over([here, leads_there], garonne) is Role.FACILITATOR
    assert role_over([here], garonne) is None
    assert role_over([here, region], tilleuls) is Role.COORDINATOR
    assert role_over([region], garonne) is None
    assert role_over([nation], garonne) is Role.NATIONAL


def test_a_coordinator_without_a_region_answers_for_no_other_without_one(everything: Cast) -> None:
    national = db.session.get_one(Organisation, everything.organisations["national"])
    lost = Standing(Role.COORDINATOR, everything.organisations["campus"], "Campus", None)
    assert role_over([lost], national) is None
    assert queries.regions_answered_for([lost]) == frozenset()


def test_another_secret_signs_the_other_devices_out(everything: Cast) -> None:
    awa = _account(everything, "awa")
    here, elsewhere = (actions.start_session(awa, now=NOW, device="android") for _ in range(2))
    with pytest.raises(DomainError) as refused:
        actions.change_secret(awa, current="000000", new="739201", token=here, now=NOW)
    assert refused.value.code == "accounts.secret_wrong"
    for new, code in (("7392", "accounts.secret_too_short"), ("111111", "accounts.secret_too_common")):
        with pytest.raises(DomainError) as refused:
            actions.change_secret(awa, current=SECRET, new=new, token=here, now=NOW)
        assert refused.value.code == code
    actions.change_secret(awa, current=SECRET, new="739201", token=here, now=NOW)
    assert queries.find_account_by_token(here, now=NOW) is awa
    assert queries.find_account_by_token(elsewhere, now=NOW) is None


def test_a_session_ends_by_itself_and_only_its_own_account_ends_it(everything: Cast) -> None:
    awa = _account(everything, "awa")
    token = actions.start_session(awa, now=NOW)
    db.session.flush()
    one = db.session.execute(select(SignInSession).where(SignInSession.account_id == awa.id)).scalar_one()
    assert token not in (one.token_hash, one.public_id)
    assert queries.find_account_by_token(token, now=NOW + timedelta(hours=12)) is None
    actions.end_session_of(awa.id, one.public_id, now=NOW)
    assert queries.open_sessions_of(awa.id, now=NOW) == []


def test_pins_are_six_digits_that_are_not_a_run(everything: Cast) -> None:
    pins = {actions.new_pin() for _ in range(200)}
    assert len(pins) > 190
    assert all(len(pin) == 6 and pin.isdigit() and len(set(pin)) > 2 for pin in pins)
