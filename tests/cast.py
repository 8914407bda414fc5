"""The people of every story, always the same.

Les Tilleuls and Le Relais are two insertion companies (SIAE) of Hauts-de-France, under the partner Campus Nord; Atelier
Garonne is one of Occitanie: Étienne, who works there, is the stranger. Nadia sees the whole programme, Carole
coordinates Hauts-de-France, Samira and Sophie are staff of Les Tilleuls, Bruno of Le Relais, Victor supervises at Les
Tilleuls. Moussa leads workshops and Awa learns; both sign in with a card. Everyone's secret is `SECRET`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from flask import Flask
from flask.testing import FlaskClient

from peerlearn.accounts import actions as accounts
from peerlearn.accounts.models import Account
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.permissions import Role
from peerlearn.core.scope import Scope
from peerlearn.diagnoses import questionnaires
from peerlearn.organisations import actions as organisations
from peerlearn.organisations import places
from peerlearn.organisations.actions import OrganisationFacts
from peerlearn.organisations.rules import OrganisationKind
from peerlearn.people import actions as people
from peerlearn.people.actions import PersonFacts
from peerlearn.people.models import Person
from peerlearn.people.rules import Channel, Position
from peerlearn.tracks import curricula

SECRET = "483920"
LEARNERS = ("Ibrahim", "Nadège", "Rosa", "Dragan", "Serge", "Lucie", "Mamadou", "Tesfay", "Karim", "Malika")
_ORGANISATIONS = {
    "national": OrganisationFacts("Défi Insertion", OrganisationKind.NATIONAL),
    "campus": OrganisationFacts("Campus Nord", OrganisationKind.PARTNER, region_code="32"),
    "tilleuls": OrganisationFacts("Les Tilleuls", OrganisationKind.ACI, department_code="59"),
    "relais": OrganisationFacts("Le Relais", OrganisationKind.EI, department_code="62"),
    "garonne": OrganisationFacts("Atelier Garonne", OrganisationKind.ACI, department_code="31"),
}
_OFFICE = {
    "nadia": ("Nadia Benali", Role.NATIONAL, "national"),
    "carole": ("Carole Petit", Role.COORDINATOR, "campus"),
    "samira": ("Samira Haddad", Role.STAFF, "tilleuls"),
    "sophie": ("Sophie Lambert", Role.STAFF, "tilleuls"),
    "victor": ("Victor Roux", Role.SUPERVISOR, "tilleuls"),
    "bruno": ("Bruno Morel", Role.STAFF, "relais"),
    "etienne": ("Étienne Faure", Role.STAFF, "garonne"),
}


@dataclass
class Cast:
    """Identifiers of everyone, by their short name: rows belong to a session, identifiers do not."""

    organisations: dict[str, int] = field(default_factory=dict)
    organisation_ids: dict[str, str] = field(default_factory=dict)
    sites: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    identifiers: dict[str, str] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    person_ids: dict[str, str] = field(default_factory=dict)


def assemble(now: datetime | None = None) -> Cast:
    """Bring everyone in, in one transaction. Everything is seen in the session afterwards."""
    now = now or clock.now()
    cast = Cast()
    scope.enter(db.session(), Scope.everything("a test's cast"))
    with transaction():
        places.load()
        organisations.create_programme("Défi Insertion", contact="contact@example.org", now=now)
        for content in curricula.own_curricula().values():
            curricula.load(content, now=now)
        questionnaires.load(questionnaires.own_questionnaire(), now=now)
        _bring_organisations(cast, now)
        _bring_people(cast, now)
        for name, (full_name, role, organisation) in _OFFICE.items():
            account = _account(full_name, now, email=f"{name}@example.org")
            _seat(cast, name, account, role, organisation)
    return cast


def sign_in(app: Flask, client: FlaskClient, account_id: int) -> FlaskClient:
    """Sign this browser in, by the session table: the sign-in page has tests of its own."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("signing a test's browser in"))
        with transaction():
            token = accounts.start_session(db.session.get_one(Account, account_id), now=clock.now())
        scope.leave(db.session())
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return client


@lru_cache(maxsize=1)
def _secret_hash() -> str:
    return accounts.hash_of(SECRET)


def _bring_organisations(cast: Cast, now: datetime) -> None:
    for name, facts in _ORGANISATIONS.items():
        organisation = organisations.create_organisation(facts, by=None, now=now)
        site = organisations.add_site(organisation, "Salle du fond", address="12 rue des Écoles")
        cast.organisations[name] = organisation.id
        cast.organisation_ids[name] = organisation.public_id
        cast.sites[name] = site.public_id


def _bring_people(cast: Cast, now: datetime) -> None:
    moussa = _person(cast, "moussa", PersonFacts("Moussa", "Traoré"), "tilleuls", now)
    awa = _person(cast, "awa", PersonFacts("Awa"), "tilleuls", now)
    for name in LEARNERS:
        _person(cast, name.lower(), PersonFacts(name, channel=Channel.STAFF), "tilleuls", now)
    _person(cast, "fatou", PersonFacts("Fatou", "Ndiaye"), "relais", now)
    _person(cast, "lucas", PersonFacts("Lucas", "Bonnet"), "garonne", now)
    _person(cast, "claire", PersonFacts("Claire", "Bertin", position=Position.STAFF), "tilleuls", now)
    _seat(cast, "moussa", _account("Moussa Traoré", now, person=moussa), Role.FACILITATOR, "tilleuls")
    _seat(cast, "awa", _account("Awa", now, person=awa), Role.LEARNER, "tilleuls")


def _person(cast: Cast, name: str, facts: PersonFacts, organisation: str, now: datetime) -> Person:
    started = date(now.year - 1, 1, 5)
    found = people.register(facts, organisation_id=cast.organisations[organisation], by=None, now=now, on=started)
    cast.people[name] = found.id
    cast.person_ids[name] = found.public_id
    return found


def _account(name: str, now: datetime, *, email: str | None = None, person: Person | None = None) -> Account:
    return accounts.open_account(name, secret_hash=_secret_hash(), now=now, email=email, person=person)


def _seat(cast: Cast, name: str, account: Account, role: Role, organisation: str) -> None:
    accounts.give_role(account, role, organisation_id=cast.organisations[organisation], on=date(2020, 1, 1))
    cast.accounts[name] = account.id
    cast.identifiers[name] = account.email or str(account.card_code)
