"""Invitations: always a link, and nobody is made somebody without their own yes."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from peerlearn.accounts import inviting, queries
from peerlearn.accounts.models import Account, Invitation
from peerlearn.accounts.signing_in import Attempt
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Role
from peerlearn.people.models import Person
from tests.cast import Cast

NOW = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
TODAY = date(2026, 3, 2)
ATTEMPT = Attempt(identifier_hash="1" * 64, address_hash="a" * 64)
PASSWORD = "trois mots ensemble"


def _invite(
    cast: Cast, role: Role, granting: Role | None, email: str = "New@Example.org", *, at: str = "tilleuls"
) -> str:
    home = cast.organisations[at]
    return inviting.invite(
        inviting.Guest(email, "New"), role, organisation_id=home, granting=granting, by=None, now=NOW
    )


def _invite_person(cast: Cast, name: str, email: str, *, by: str = "samira") -> str:
    person = db.session.get_one(Person, cast.people[name])
    return inviting.invite(
        inviting.Guest(email, person.full_name, person),
        Role.LEARNER,
        organisation_id=person.organisation_id,
        granting=Role.STAFF,
        by=cast.accounts[by],
        now=NOW,
    )


def _open(token: str) -> Invitation:
    return queries.open_invitation(token, now=NOW)


def _accept(token: str, password: str = PASSWORD) -> Account:
    invitation = _open(token)
    return inviting.accept_invitation(
        invitation, inviting.check_password(invitation, password), ATTEMPT, now=NOW, on=TODAY
    )


def _known(email: str = "paul@example.org") -> Account:
    """Someone who chose PASSWORD and is not of this house."""
    from_elsewhere = inviting.invite(
        inviting.Guest(email, "Paul"), Role.STAFF, organisation_id=2, granting=Role.NATIONAL, by=None, now=NOW
    )
    return _accept(from_elsewhere)


def _refusal(token: str, password: str = PASSWORD) -> str:
    with pytest.raises(DomainError) as refused:
        _accept(token, password)
    return refused.value.code


def _traces(action: str) -> list[AuditEntry]:
    return list(db.session.execute(select(AuditEntry).where(AuditEntry.action == action)).scalars())


def test_an_invitation_opens_one_account_once(everything: Cast) -> None:
    token = _invite(everything, Role.STAFF, Role.COORDINATOR)
    invitation = _open(token)
    assert token not in invitation.token_hash
    assert _accept(token).email == "new@example.org"
    password = inviting.check_password(invitation, PASSWORD)
    with pytest.raises(DomainError) as refused:
        inviting.accept_invitation(invitation, password, ATTEMPT, now=NOW, on=TODAY)
    assert refused.value.code == "accounts.invitation_spent"


@pytest.mark.parametrize("email", ["new@example.org", "bruno@example.org"], ids=["nobody's", "somebody's"])
@pytest.mark.parametrize(
    ("password", "code"), [("court", "accounts.secret_too_short"), ("azertyuiop", "accounts.secret_too_common")]
)
def test_a_bad_password_does_not_spend_the_link(everything: Cast, email: str, password: str, code: str) -> None:
    token = _invite(everything, Role.STAFF, Role.COORDINATOR, email)
    assert _refusal(token, password) == code
    assert _open(token).used_at is None


def test_a_cancelled_or_old_invitation_opens_nothing(everything: Cast) -> None:
    token = _invite(everything, Role.STAFF, Role.COORDINATOR)
    assert queries.open_invitations_at(everything.organisations["tilleuls"], now=NOW + timedelta(days=7)) == []
    inviting.cancel_invitation(_open(token), by=None, now=NOW)
    assert queries.open_invitations_at(everything.organisations["tilleuls"], now=NOW) == []


@pytest.mark.parametrize(
    ("role", "granting"),
    [
        (Role.NATIONAL, Role.COORDINATOR),
        (Role.COORDINATOR, Role.COORDINATOR),
        (Role.STAFF, Role.STAFF),
        (Role.FACILITATOR, None),
    ],
)
def test_an_invitation_upward_or_sideways_is_refused(everything: Cast, role: Role, granting: Role | None) -> None:
    with pytest.raises(DomainError) as refused:
        _invite(everything, role, granting)
    assert refused.value.code == "accounts.may_not_grant"


def test_who_signs_in_already_gets_nothing_before_their_own_yes(everything: Cast) -> None:
    paul = _known()
    token = _invite(everything, Role.STAFF, Role.COORDINATOR, "Paul@example.org")
    assert len(queries.standings_of(paul, on=TODAY)) == 1
    assert _refusal(token, "d'autres mots ensemble") == "accounts.invitation_refused"
    assert len(queries.standings_of(paul, on=TODAY)) == 1
    assert _accept(token) is paul
    assert "Les Tilleuls" in {standing.organisation_name for standing in queries.standings_of(paul, on=TODAY)}


def test_two_invitations_to_one_email_both_work(everything: Cast) -> None:
    first = _invite(everything, Role.STAFF, Role.COORDINATOR)
    second = _invite(everything, Role.STAFF, Role.COORDINATOR, at="relais")
    assert _accept(first) is _accept(second)
    held = {standing.organisation_name for standing in queries.standings_of(_accept_again(everything), on=TODAY)}
    assert held == {"Les Tilleuls", "Le Relais"}


def _accept_again(cast: Cast) -> Account:
    """A third invitation to what the account has already."""
    return _accept(_invite(cast, Role.STAFF, Role.COORDINATOR))


def test_somebody_elses_account_is_tied_to_a_person_by_its_holder_alone(everything: Cast) -> None:
    paul = _known()
    token = _invite_person(everything, "claire", "paul@example.org")
    assert paul.person_id is None
    assert queries.find_account_of(everything.people["claire"]) is None
    assert _accept(token) is paul
    assert paul.person_id == everything.people["claire"]
    (trace,) = _traces("account.linked")
    assert (trace.account_id, trace.subject_id, trace.details) == (
        paul.id,
        paul.id,
        {"person": everything.people["claire"]},
    )


def test_the_holder_may_say_yes_signed_in(everything: Cast) -> None:
    paul = _known()
    invitation = _open(_invite_person(everything, "claire", "paul@example.org"))
    inviting.accept_signed_in(invitation, paul, now=NOW, on=TODAY)
    assert paul.person_id == everything.people["claire"]
    with pytest.raises(DomainError) as refused:
        inviting.accept_signed_in(invitation, paul, now=NOW, on=TODAY)
    assert refused.value.code == "accounts.invitation_spent"


def test_an_account_stays_one_persons_and_a_person_has_one_account(everything: Cast) -> None:
    _known()
    claire, rosa = (_invite_person(everything, name, "paul@example.org") for name in ("claire", "rosa"))
    late = _invite_person(everything, "claire", "late@example.org")
    _accept(claire)
    assert _refusal(rosa) == "accounts.account_has_person"
    assert _refusal(late) == "accounts.person_has_account"
    with pytest.raises(DomainError) as refused:
        _invite_person(everything, "moussa", "moussa@example.org")
    assert refused.value.code == "accounts.person_has_account"
    assert _accept(_invite_person(everything, "claire", "paul@example.org")).person_id == everything.people["claire"]


def test_a_link_to_a_person_is_undone_and_leaves_its_trace(everything: Cast) -> None:
    paul = _known()
    _accept(_invite_person(everything, "claire", "paul@example.org"))
    claire = db.session.get_one(Person, everything.people["claire"])
    inviting.unlink(paul, claire, by=everything.accounts["carole"])
    assert paul.person_id is None
    assert queries.find_account_of(claire.id) is None
    (trace,) = _traces("account.unlinked")
    assert (trace.account_id, trace.subject_id, trace.organisation_id) == (
        everything.accounts["carole"],
        paul.id,
        claire.organisation_id,
    )
    assert _accept(_invite_person(everything, "rosa", "paul@example.org")).person_id == everything.people["rosa"]


def test_a_card_is_nobody_elses(everything: Cast) -> None:
    moussa = db.session.get_one(Account, everything.accounts["moussa"])
    person = db.session.get_one(Person, everything.people["moussa"])
    with pytest.raises(DomainError) as refused:
        inviting.unlink(moussa, person, by=everything.accounts["carole"])
    assert refused.value.code == "accounts.card_belongs"


def test_an_account_remembers_whose_invitation_opened_it(everything: Cast) -> None:
    opened = _accept(_invite_person(everything, "claire", "new@example.org"))
    assert opened.invited_by_id == everything.accounts["samira"]
    known = _known()
    _accept(_invite_person(everything, "rosa", "paul@example.org"))
    assert known.invited_by_id is None
