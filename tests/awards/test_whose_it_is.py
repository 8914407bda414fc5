"""Two pairs of eyes: nobody decides on their own badge, by whatever account, and nobody is both pairs."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from peerlearn.accounts.models import Account
from peerlearn.awards import actions
from peerlearn.awards.actions import Acceptance
from peerlearn.awards.queries import achievements_in_force
from peerlearn.awards.rules import AwardState, NameShown
from peerlearn.core import clock, scope
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db, transaction
from peerlearn.core.errors import DomainError
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.people.models import Person
from tests.cast import Cast
from tests.factories import awards as made
from tests.stage import ClientOf

PASSWORD = "trois mots ensemble"


def _refused(cast: Cast, name: str, person: Person) -> str:
    with pytest.raises(DomainError) as refused:
        actions.propose(person, achievements_in_force()[0], by=cast.accounts[name], reason="seen", now=clock.now())
    return refused.value.code


@pytest.mark.parametrize("email", ["samira@example.org", " Samira@Example.ORG "])
def test_whoever_has_the_email_of_a_record_is_that_person(everything: Cast, settings: Settings, email: str) -> None:
    made.issuer(everything, settings)
    person = db.session.get_one(Person, everything.people["claire"])
    person.email = email
    assert _refused(everything, "samira", person) == "awards.own_award"
    person.email = "claire@example.org"
    db.session.get_one(Account, everything.accounts["samira"]).person_id = person.id
    assert _refused(everything, "samira", person) == "awards.own_award"


def test_whoever_has_the_email_of_a_record_does_not_approve_its_badge(everything: Cast, settings: Settings) -> None:
    made.issuer(everything, settings)
    award = made.award_at(everything, settings, AwardState.PROPOSED)
    db.session.get_one(Person, award.person_id).email = "Carole@example.org"
    with pytest.raises(DomainError) as refused:
        actions.approve(award, by=everything.accounts["carole"], now=clock.now())
    assert refused.value.code == "awards.own_award"


@pytest.mark.parametrize("name", ["\u200b\u202e", "\u2066 Jean", "…"], ids=ascii)
def test_a_name_that_cannot_be_read_is_never_signed(everything: Cast, settings: Settings, name: str) -> None:
    """However it came there: names of before were not looked at so closely."""
    made.issuer(everything, settings)
    award = made.award_at(everything, settings, AwardState.OFFERED)
    older = text("UPDATE person SET first_name = :name, last_name = NULL WHERE id = :id")
    db.session.execute(older, {"name": name, "id": award.person_id})
    db.session.expire_all()
    by = everything.accounts["samira"]
    with pytest.raises(DomainError) as refused:
        actions.accept(award, Acceptance(NameShown.FULL, in_person=True), by=by, now=clock.now())
    assert refused.value.code == "awards.name_unreadable"
    assert award.state is AwardState.OFFERED
    actions.accept(award, Acceptance(NameShown.NONE, in_person=True), by=by, now=clock.now())
    assert award.shown_as == ""


def _second_account(app: Flask, cast: Cast, coordinator: FlaskClient) -> FlaskClient:
    """The coordinator invites an e-mail of their own as staff, and uses the link themself."""
    here = f"/organisations/{cast.organisation_ids['tilleuls']}/accounts"
    form = {"name": "Carole bis", "email": "carole.bis@example.org", "role": "staff"}
    assert coordinator.post(f"{here}/invite", data=form).status_code == 302
    link = re.search(r'value="http://localhost(/invitation/[\w-]+)"', coordinator.get(here).text)
    assert link is not None
    second = app.test_client()
    assert second.post(link.group(1), data={"password": PASSWORD}).status_code == 302
    return second


def test_the_trail_says_where_two_accounts_may_be_in_one_hand(
    app: Flask, settings: Settings, client_of: ClientOf, cast: Cast
) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's issuer"))
        with transaction():
            made.issuer(cast, settings)
            achievement = achievements_in_force()[0].public_id
        scope.leave(db.session())
    carole = client_of("carole")
    second = _second_account(app, cast, carole)
    address = f"/badges/propose/{achievement}?person={cast.person_ids['claire']}"
    proposed = second.post(address, data={"reason": "seen"})
    assert proposed.status_code == 302
    assert carole.post(f"{proposed.headers['Location']}/approval").status_code == 302
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test reads the trail"))
        traces = select(AuditEntry.account_id, AuditEntry.details).where(AuditEntry.action == "award.approved")
        trace = db.session.execute(traces).one()
        scope.leave(db.session())
        db.session.remove()
    assert trace == (cast.accounts["carole"], {"invited_proposer": True})
