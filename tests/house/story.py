"""One of each thing that an address may name, at Les Tilleuls, and a stranger for each role: for the tests that walk
every route. A new argument in an address needs an example here, or those tests stop."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from peerlearn.accounts import actions as accounts
from peerlearn.accounts import inviting
from peerlearn.accounts.models import Account, Invitation, Membership, SignInSession
from peerlearn.attendance.models import FieldMark, SheetPhoto
from peerlearn.attendance.room import Marker
from peerlearn.attendance.rules import MarkState, half_day_of
from peerlearn.attendance.sync import Batch, Fate, receive
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.permissions import Permission, Role, permissions_of
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.diagnoses import actions as diagnoses
from peerlearn.facilitators import actions as leading
from peerlearn.facilitators.rules import Answer, Source
from peerlearn.followup import actions as followup
from peerlearn.lifecycle import retention
from peerlearn.lifecycle.merging import merge
from peerlearn.organisations import actions as organisations
from peerlearn.organisations.actions import OrganisationFacts
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.rules import OrganisationKind
from peerlearn.people import actions as people
from peerlearn.people import consents, corrections, notices
from peerlearn.people import queries as people_queries
from peerlearn.people.actions import PersonFacts
from peerlearn.people.certifications import CertificationFacts, note_certification
from peerlearn.people.models import Person
from peerlearn.people.rules import Purpose, Way
from peerlearn.resources import actions as resources
from peerlearn.resources.actions import ResourceFacts
from peerlearn.resources.examining import examine
from peerlearn.resources.keeping import folder_in
from peerlearn.resources.rules import ResourceKind
from peerlearn.tracks import actions as tracks
from peerlearn.tracks import own
from peerlearn.tracks.models import Outcome
from peerlearn.tracks.own import OwnModuleFacts
from peerlearn.tracks.queries import curriculum_of, facilitator_skills, module_of, module_to_choose
from peerlearn.tracks.rules import Level, TrackCode
from peerlearn.web.kit.access import PUBLIC, SIGNED_IN
from peerlearn.web.public.tickets import new_ticket
from peerlearn.workshops.models import Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories.attendance import ZONE, Staged, stage_workshop
from tests.factories.imports import done_import
from tests.factories.notes import noted
from tests.factories.notices import written_notice
from tests.factories.photos import as_text, photo_of
from tests.house.story_of_badges import told as told_of_badges

# Whose rows, and a stranger with the same role in another organisation of another region.
PAIRS = (
    (Role.STAFF, "samira", "etienne"),
    (Role.COORDINATOR, "carole", "odile"),
    (Role.FACILITATOR, "moussa", "lucas"),
    (Role.LEARNER, "awa", "zoe"),
)
ROLE_OF = {
    "nadia": Role.NATIONAL,
    "carole": Role.COORDINATOR,
    "samira": Role.STAFF,
    "victor": Role.SUPERVISOR,
    "moussa": Role.FACILITATOR,
    "awa": Role.LEARNER,
}


@dataclass
class Story:
    """Examples of what addresses name: by `segment/argument`, or by the argument's name alone."""

    values: dict[str, object] = field(default_factory=dict)
    queries: dict[str, Mapping[str, str]] = field(default_factory=dict)
    forms: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def address(self, app: Flask, rule: Rule) -> str:
        """The address of this route with the examples in it.

        Raises:
            KeyError: an argument has no example.
        """
        values = {argument: self.values[self.key(rule, argument)] for argument in rule.arguments}
        return app.url_map.bind("localhost").build(rule.endpoint, {**values, **self.queries.get(rule.endpoint, {})})

    def key(self, rule: Rule, argument: str) -> str:
        """Which example stands for the argument: that of its feature, of the word before it, or of its name."""
        before = rule.rule.split("<")
        place = next(index for index, part in enumerate(before[1:]) if argument in part.split(">")[0].split(":"))
        word = before[place].rstrip("/").rpartition("/")[2]
        keys = (f"{rule.endpoint.split('.')[0]}:{word}/{argument}", f"{word}/{argument}", argument)
        return next((key for key in keys if key in self.values), keys[1])


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route with each of its methods that a person may send; files are no route."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        if rule.endpoint != "static":
            yield from ((rule, method) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))


def is_open_to(role: Role, access: Permission | str) -> bool:
    """Whether what a view declared lets someone with that role in."""
    # Both of the staff were trained.
    gained = {Permission.DIAGNOSE} if role is Role.STAFF else set()
    return access in {PUBLIC, SIGNED_IN} or access in permissions_of(frozenset({role})) | gained


def tell(cast: Cast, settings: Settings) -> Story:
    """Make one of each, and the strangers, in one transaction."""
    story = Story()
    scope.enter(db.session(), Scope.everything("one of each thing"))
    with transaction():
        _bring_strangers(cast)
        _tell_of_accounts(story, cast)
        _tell_of_organisations(story, cast)
        _tell_of_modules(story, cast, settings)
        _tell_of_doubles(story, cast)
        _tell_of_diagnoses(story, cast)
        _tell_of_privacy(story, cast)
        _tell_of_workshops(story, cast)
        badges = told_of_badges(cast, settings)
        story.values |= badges.values
        story.queries |= badges.queries
        story.forms |= badges.forms
        _tell_of_leading(story, cast)
        story.values["notes/note_id"] = noted(cast, "awa").public_id
        story.values["imports/public_id"] = done_import(cast).public_id
        open_up(cast, "ibrahim", Permission.SEE_CURRICULA)
    scope.leave(db.session())
    db.session.remove()
    return story


def open_up(cast: Cast, name: str, permission: Permission) -> None:
    """A finished track opened something to someone of Les Tilleuls."""
    gained = Outcome(
        person_id=cast.people[name],
        organisation_id=cast.organisations["tilleuls"],
        permission=permission,
        because="a test",
        gained_at=clock.now(),
    )
    db.session.add(gained)


def _bring_strangers(cast: Cast) -> None:
    now, garonne = clock.now(), cast.organisations["garonne"]
    facts = OrganisationFacts("Campus Sud", OrganisationKind.PARTNER, region_code="76")
    campus = organisations.create_organisation(facts, by=None, now=now)
    odile = accounts.open_account("Odile Vidal", secret_hash="x", now=now, email="odile@example.org")
    accounts.give_role(odile, Role.COORDINATOR, organisation_id=campus.id, on=date(2020, 1, 1))
    cast.accounts["odile"] = odile.id
    for name, role in (("lucas", Role.FACILITATOR), ("zoe", Role.LEARNER)):
        person = people.register(PersonFacts(name), organisation_id=garonne, by=None, now=now, on=date(2025, 1, 1))
        account = accounts.open_account(name, secret_hash="x", now=now, person=person)
        accounts.give_role(account, role, organisation_id=garonne, on=date(2020, 1, 1))
        cast.accounts[name] = account.id


def _tell_of_accounts(story: Story, cast: Cast) -> None:
    now, tilleuls = clock.now(), cast.organisations["tilleuls"]
    token = inviting.invite(
        inviting.Guest("samira@example.org", "Samira Haddad"),
        Role.STAFF,
        organisation_id=tilleuls,
        granting=Role.NATIONAL,
        by=None,
        now=now,
    )
    samira, awa = db.session.get_one(Account, cast.accounts["samira"]), db.session.get_one(Person, cast.people["awa"])
    accounts.start_session(samira, now=now)
    facts = CertificationFacts("GIP Pix", "ABC Pix", date(2025, 3, 3))
    noted = note_certification(awa, facts, form_id=uuid4(), is_seen=False, by=cast.accounts["awa"], now=now)
    own = note_certification(awa, facts, form_id=uuid4(), is_seen=False, by=cast.accounts["awa"], now=now)
    story.values["certifications/certification_id"] = noted.public_id
    story.values["me:certifications/certification_id"] = own.public_id
    followup.follow(awa, samira, by=None, on=clock.today(), now=now)
    db.session.flush()
    invitation = db.session.execute(select(Invitation)).scalar_one()
    of_victor = select(Membership).where(Membership.account_id == cast.accounts["victor"])
    story.values |= {
        "token": token,
        "verify/token": new_ticket(until=now + timedelta(seconds=20), asked="issuer.example", badges=None).token,
        "invitation_id": invitation.public_id,
        "hand-over/account_id": db.session.get_one(Account, cast.accounts["sophie"]).public_id,
        "membership_id": db.session.execute(of_victor).scalar_one().public_id,
        "sessions/public_id": db.session.execute(select(SignInSession)).scalar_one().public_id,
        "language/code": "en",
        "letters/size": "large",
    }


def _tell_of_organisations(story: Story, cast: Cast) -> None:
    tilleuls = db.session.get_one(Organisation, cast.organisations["tilleuls"])
    wave = organisations.create_wave("Printemps", starts_on=date(2026, 3, 1), ends_on=None, on=date(2026, 3, 1))
    organisations.join_wave(tilleuls, wave, from_on=date(2026, 3, 1), by=None)
    story.values |= {
        "organisations/public_id": tilleuls.public_id,
        "sites/public_id": cast.sites["tilleuls"],
        "wave_id": wave.public_id,
        "people/public_id": cast.person_ids["awa"],
        "person_id": cast.person_ids["moussa"],
    }


def _tell_of_modules(story: Story, cast: Cast, settings: Settings) -> None:
    """Les Tilleuls teach something of their own, with a sheet; a workshop of theirs hands out another one."""
    now, folder = clock.now(), folder_in(settings.data_dir)
    tilleuls = db.session.get_one(Organisation, cast.organisations["tilleuls"])
    module = own.add(tilleuls, OwnModuleFacts("Nos tablettes", 60, ("Je scanne un bon.",)), by=None, now=now)
    shared = module_of(curriculum_of(TrackCode.LEARNER), "M02")
    sheet, other = (
        resources.add(
            about,
            ResourceFacts("Fiche", ResourceKind.SHEET, file=examine(b"Un bon par carton.")),
            owner=tilleuls,
            folder=folder,
            by=None,
            now=now,
        )
        for about in (module, shared)
    )
    story.values |= {
        "modules/code": module.curriculum.code,
        "version": module.curriculum.version,
        "module_code": module.code,
        "resources/public_id": sheet.public_id,
        "resources/resource_id": other.public_id,
    }


def _tell_of_doubles(story: Story, cast: Cast) -> None:
    """Awa is on the list three times: one page was put together with hers, one is still to be."""
    now, tilleuls = clock.now(), cast.organisations["tilleuls"]
    double, third = (
        people.register(PersonFacts("Awa", last), organisation_id=tilleuls, by=None, now=now, on=date(2025, 1, 1))
        for last in ("Diop", "Diopp")
    )
    db.session.flush()
    done = merge(people_queries.person(cast.person_ids["awa"]), double, by=None, on=now.date(), now=now)
    story.values |= {"merge/other_id": third.public_id, "merge_id": done.public_id}


def _tell_of_diagnoses(story: Story, cast: Cast) -> None:
    _train(cast, "samira", "claire", "tilleuls")
    _train(cast, "etienne", "lucas", "garonne")
    awa = people_queries.person(cast.person_ids["awa"])
    begun = diagnoses.begin(awa, by=cast.accounts["samira"], now=clock.now())
    story.values |= {"diagnoses/public_id": begun.public_id, "questions/number": 1}
    tracks.choose(awa, module_to_choose("M04"), by=cast.accounts["samira"], now=clock.now())
    wish = {"module": "M05", "chosen": "yes"}
    story.forms |= {"people.choose_module": wish, "me.choose_module": wish}


def _tell_of_privacy(story: Story, cast: Cast) -> None:
    """Awa was told, agreed to a photo, asked for a correction, and somebody spoke with her."""
    awa, now, by = people_queries.person(cast.person_ids["awa"]), clock.now(), cast.accounts["awa"]
    notices.give_notice(awa, written_notice(awa.organisation), by=None, now=now)
    agreed = consents.consent(awa, Purpose.PHOTO, way=Way.ORAL, on=now.date(), by=None, now=now)
    asked = corrections.ask_for_correction(awa, "Deux p", form_id=uuid4(), by=by, now=now)
    retention.note_contact(awa, by=None, on=now.date(), now=now)
    story.values |= {"consent_id": agreed.public_id, "correction_id": asked.public_id}
    story.forms["privacy.agree"] = {"purpose": "audio"}


def _train(cast: Cast, account: str, person: str, home: str) -> None:
    db.session.get_one(Account, cast.accounts[account]).person_id = cast.people[person]
    tracks.gain(
        cast.people[person],
        organisation_id=cast.organisations[home],
        permission=Permission.DIAGNOSE,
        because="a test",
        by=None,
        now=clock.now(),
    )


def _tell_of_workshops(story: Story, cast: Cast) -> None:
    today = stage_workshop(cast, guests=("relais",), waiting=("serge",))
    made.mark_there(today, "awa")
    made.observe(cast, today, "awa", ("M02-S1",))
    later = stage_workshop(
        cast,
        starts_in=timedelta(days=3),
        leaders={"moussa": Part.LEAD, "claire": Part.CO_LEAD},
        seated=("awa",),
        waiting=("rosa",),
        guests=("relais",),
    )
    story.values |= {
        "attendance:workshops/public_id": today.public_id,
        "resources:workshops/public_id": today.public_id,
        "workshops:workshops/public_id": later.public_id,
        "attendance:presence/enrolment_id": today.enrolments["awa"],
        "attendance:/enrolment_id": today.enrolments["awa"],
        "enrolment_id": later.enrolments["rosa"],
        "number": 1,
        "organisation_id": cast.organisation_ids["relais"],
    }
    story.values["held-marks/mark_id"] = _tell_of_marks(cast, today)
    story.values["sheet-photos/photo_id"] = db.session.execute(select(SheetPhoto.public_id)).scalar_one()
    person = {"person": cast.person_ids["ibrahim"]}
    leads = select(WorkshopFacilitator.id).where(WorkshopFacilitator.workshop_id == later.id)
    moussa, claire = (str(one) for one in db.session.execute(leads.order_by(WorkshopFacilitator.id)).scalars())
    story.forms |= {
        "workshops.release_facilitator": {"facilitator": claire},
        "workshops.replace_facilitator": {"instead_of": moussa, **person},
        "workshops.enrol_person": person,
        "workshops.name_facilitator": person,
        "workshops.invite": {"organisation": cast.organisation_ids["relais"]},
    }


def _tell_of_marks(cast: Cast, staged: Staged) -> str:
    """Moussa's phone sent what it may, a photograph of the sheet too; a presence of somebody without a seat waits."""
    now = clock.now()
    common = {"workshop": staged.public_id, "recorded_at": now.isoformat()}
    sent: list[dict[str, Any]] = [
        {"kind": "signature", "enrolment": staged.enrolments["awa"], "strokes": [[0, 0, 9, 9]]},
        {"kind": "note", "text": "Il manque un câble"},
        {"kind": "closing", "mood": "good"},
        {"kind": "sheet", "photo": as_text(photo_of(""))},
        {"kind": "presence", "enrolment": staged.enrolments["serge"], "state": "present"},
    ]
    half_day = {"half_day": half_day_of(clock.at_place(now - timedelta(minutes=30), ZONE)).value}
    marks = [{"id": str(uuid4()), **common, **half_day, **one} for one in sent]
    by = Marker(cast.accounts["moussa"], cast.people["moussa"], Scope.of([]))
    answers = receive(Batch(marks, sent_at=now, received_at=now), by=by)
    assert [one.fate for one in answers] == [Fate.ACCEPTED] * len(marks), answers
    waiting = select(FieldMark.public_id).where(FieldMark.state == MarkState.HELD)
    return db.session.execute(waiting).scalar_one()


def _tell_of_leading(story: Story, cast: Cast) -> None:
    """Awa would like to lead and may be invited; Moussa looked back at what he led, and said where he stands."""
    now, by = clock.now(), cast.accounts["samira"]
    training = stage_workshop(cast, module="T1", starts_in=timedelta(days=8), leaders={}, seated=())
    over = made.past_workshop(cast, days_ago=9)
    awa, moussa = (people_queries.person(cast.person_ids[name]) for name in ("awa", "moussa"))
    leading.note_interest(awa, Answer.YES, source=Source.STAFF, by=by, now=now)
    leading.place_oneself(moussa, facilitator_skills()[0], Level.ALONE, now=now)
    led = select(WorkshopFacilitator).where(WorkshopFacilitator.workshop_id == over.id)
    leading.write_review(
        db.session.execute(led).scalar_one(),
        db.session.get_one(Workshop, over.id),
        went_well="Tout le monde a appelé quelqu’un.",
        would_change="",
        by=by,
        now=now,
    )
    story.values |= {
        "facilitators:workshops/public_id": over.public_id,
        "candidates/public_id": cast.person_ids["awa"],
    }
    story.forms |= {
        "facilitators.invite": {"workshop": training.public_id},
        "facilitators.note": {"answer": "maybe"},
        "facilitators.review": {"went_well": "Chacun a montré un geste."},
    }
