"""Somebody whose every word would be known again anywhere, and whose life in the programme touches every store."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from peerlearn.accounts.models import Account
from peerlearn.awards import endorsing
from peerlearn.awards.endorsement_rules import Sentence
from peerlearn.awards.endorsing import Given
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.permissions import Permission
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.people import actions as people
from peerlearn.people.actions import PersonFacts
from peerlearn.people.models import Person
from peerlearn.tracks import actions as tracks
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.rules import Part
from tests.cast import LEARNERS, Cast
from tests.factories import awards as made
from tests.factories import endorsements as endorsed
from tests.factories.attendance import Staged, stage_workshop
from tests.factories.imports import hand_in, people_file
from tests.stage import ClientOf

ENDINGS = (".png", ".jwt", ".json", ".ob2.json", ".jws")
FULL = tuple(name.lower() for name in LEARNERS[:8])

FIRST, LAST = "Zéphyrine", "Vauquelinoux"
# Everything that would tell who it was. In the order of the alphabet of a test, each in a store of its own.
WORDS = {
    "first name": FIRST,
    "last name": LAST,
    "word of the search": "zephyrine",
    "phone": "33698765431",
    "e-mail": "zephyrine@vauquelinoux-unmistakable.example",
    "reference": "REF-XQZ-7741",
    "reason of a badge": "le réfectoire mauve",
    "reason of a level": "le perroquet bilingue",
    "note of a meeting": "la mandoline turquoise",
    "her word on a note": "trois flamants distraits",
    "recommended by": "Hildegonde Brasquefort",
    "recommended, to read": "un dahlia phosphorescent",
    "invited as": "zephy-invitee@unmistakable.example",
}
_HEADERS = "Prénom;Nom;Téléphone;E-mail;Canal;Référence"
_LINE = f"{FIRST};{LAST};06 98 76 54 31;{WORDS['e-mail']};SMS;{WORDS['reference']}"


@dataclass
class Life:
    """Who she is on this installation, and what she came across."""

    person_id: int
    public_id: str
    double_id: str
    badge_code: str
    upcoming: Staged
    past: Staged
    files: dict[str, bytes] = field(default_factory=dict)


def live(app: Flask, cast: Cast, settings: Settings, client_of: ClientOf, *, name_shown: str = "full") -> Life:
    """She is imported, searched, diagnosed, seated, marked, awarded, merged with her double, and given a card."""
    samira = client_of("samira")
    with app.app_context():
        _prepare(cast, settings)
    person = _imported(app, cast, samira)
    _draft_left_behind(app, cast, samira)
    assert FIRST in samira.get(f"/people?q={FIRST}").text
    _invited(samira, person)
    _diagnosed(samira, person)
    _met(samira, person)
    with app.app_context():
        past, upcoming = _in_workshops(cast)
        double = _double(cast)
    reason = f"{FIRST} {LAST} (06.98.76.54.31) attend au fond"
    seat = f"/workshops/{upcoming.public_id}/enrolments/{upcoming.enrolments[FIRST]}/extra-seat"
    assert samira.post(seat, data={"reason": reason}).status_code == 302
    code = _awarded(app, samira, client_of("carole"), person, name_shown)
    _recommended(app, cast, settings, code)
    assert samira.post(f"/people/{person}/merge/{double}").status_code == 302
    assert samira.post(f"/people/{person}/card", data={"role": "learner"}).status_code == 302
    assert samira.get(f"/people/{person}/card").status_code == 200
    stranger = app.test_client()
    files = {ending: bytes(stranger.get(f"/b/{code}{ending}").data) for ending in ENDINGS}
    return Life(cast.people[FIRST], person, double, code, upcoming, past, files)


def _recommended(app: Flask, cast: Cast, settings: Settings, code: str) -> None:
    """One stands with her badge, another waits to be read."""
    said = Given([Sentence.HELPED], WORDS["recommended by"], "Cheffe", "Ateliers du Nord")
    with app.app_context():
        scope.enter(db.session(), Scope.everything("what others say of her badge"))
        with transaction():
            award = db.session.execute(select(Award).where(Award.public_code == code)).scalar_one()
            one = endorsed.offered(cast, award, said)
            by, now = cast.accounts["samira"], clock.now()
            endorsing.agree(one, KeyFolder.of(settings), by=by, in_person=True, now=now)
            endorsed.given(cast, award, replace(said, name="Odon", words=WORDS["recommended, to read"]))
        scope.leave(db.session())
        db.session.remove()


def _prepare(cast: Cast, settings: Settings) -> None:
    """Badges can be issued, and Samira may run a diagnosis."""
    scope.enter(db.session(), Scope.everything("what a long life needs"))
    with transaction():
        made.issuer(cast, settings)
        db.session.get_one(Account, cast.accounts["samira"]).person_id = cast.people["claire"]
        home = cast.organisations["tilleuls"]
        tracks.gain(
            cast.people["claire"], organisation_id=home, permission=Permission.DIAGNOSE, because="a test", by=None,
            now=clock.now(),
        )  # fmt: skip
    scope.leave(db.session())
    db.session.remove()


def _imported(app: Flask, cast: Cast, samira: FlaskClient) -> str:
    home = cast.organisation_ids["tilleuls"]
    file = people_file(_LINE, headers=_HEADERS)
    page = hand_in(app, samira, file, organisation=home, name=f"Liste {FIRST} {LAST}.csv").headers["Location"]
    assert samira.post(f"{page}/confirmation").status_code == 302
    with app.app_context(), db.engine.connect() as connection:
        people = Person.__table__
        found = connection.execute(select(people.c.id, people.c.public_id).where(people.c.first_name == FIRST)).one()
    cast.people[FIRST], cast.person_ids[FIRST] = found
    return str(found.public_id)


def _draft_left_behind(app: Flask, cast: Cast, samira: FlaskClient) -> None:
    home = cast.organisation_ids["tilleuls"]
    hand_in(app, samira, people_file(_LINE, "Paul;Autre;;;;", headers=_HEADERS), organisation=home)


def _invited(samira: FlaskClient, person: str) -> None:
    form = {"email": WORDS["invited as"], "role": "learner"}
    assert samira.post(f"/people/{person}/invitation", data=form).status_code == 302


def _met(samira: FlaskClient, person: str) -> None:
    """A note was signed, and she disagrees; another one is still a draft."""
    form = {
        "about": "met",
        "met_on": clock.today().isoformat(),
        "with_whom": "À deux",
        "done": WORDS["note of a meeting"],
    }
    note, _draft = (samira.post(f"/people/{person}/notes/new", data=form).headers["Location"] for _ in range(2))
    seen = samira.get(note).text.partition('name="seen" value="')[2].partition('"')[0]
    assert samira.post(f"{note}/signature", data={"seen": seen}).status_code == 302
    said = {"words": WORDS["her word on a note"], "disagrees": "y"}
    assert samira.post(f"{note}/word", data=said).status_code == 302


def _diagnosed(samira: FlaskClient, person: str) -> None:
    begun = samira.post(f"/people/{person}/diagnosis", data={}).headers["Location"].partition("/questions/")[0]
    answers = ["none", *[""] * 3, *["3"] * 10, "yes"]
    for number, answer in enumerate(answers, start=1):
        samira.post(f"{begun}/questions/{number}", data={"answer": answer} if answer else {"passed": "yes"})
    assert samira.post(f"{begun}/end", data={"seen": "quiet_place"}).status_code == 302
    level = samira.post(f"{begun}/level", data={"level": "2", "because": f"{FIRST} a {WORDS['reason of a level']}"})
    assert level.status_code == 302


def _in_workshops(cast: Cast) -> tuple[Staged, Staged]:
    """She was in one, leads in another, and waits for a seat in a third."""
    scope.enter(db.session(), Scope.everything("workshops of a long life"))
    with transaction():
        past = made.past_workshop(cast, days_ago=12, seated=(FIRST, "awa"))
        made.observe(cast, past, FIRST, ("M02-S1",))
        db.session.get_one(Workshop, past.id).note = f"{LAST.upper()} vient avec ses lunettes, 0033 6 98 76 54 31."
        stage_workshop(cast, starts_in=-timedelta(days=5), seated=("rosa",), leaders={FIRST: Part.LEAD})
        upcoming = stage_workshop(cast, starts_in=timedelta(days=5), seated=FULL, waiting=(FIRST,))
    scope.leave(db.session())
    db.session.remove()
    return past, upcoming


def _double(cast: Cast) -> str:
    """She is on the list a second time, misspelt, and was at a workshop under that name."""
    scope.enter(db.session(), Scope.everything("a double"))
    with transaction():
        facts = PersonFacts("Zéphirine", LAST, email=f"double-{WORDS['e-mail']}")
        home, now = cast.organisations["tilleuls"], clock.now()
        double = people.register(facts, organisation_id=home, by=None, now=now, on=now.date())
        db.session.flush()
        cast.people["double"] = double.id
        made.past_workshop(cast, days_ago=3, seated=("double", "rosa"))
        public_id = double.public_id
    scope.leave(db.session())
    db.session.remove()
    return public_id


def _awarded(app: Flask, samira: FlaskClient, carole: FlaskClient, person: str, name_shown: str) -> str:
    """Proposed with a reason, approved, accepted with a name or none, and signed."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("which badge"))
        badge = made.achievement(TrackCode.LEARNER).public_id
        scope.leave(db.session())
        db.session.remove()
    reason = {"reason": f"{FIRST} a tout montré dans {WORDS['reason of a badge']}"}
    page = samira.post(f"/badges/propose/{badge}?person={person}", data=reason).headers["Location"]
    assert carole.post(f"{page}/approval").status_code == 302
    assert samira.post(f"{page}/hand-over", data={"name_shown": name_shown}).status_code == 302
    with app.app_context(), db.engine.connect() as connection:
        return str(connection.execute(select(Award.__table__.c.public_code)).scalar_one())
