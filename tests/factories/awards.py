"""Badges at each point of their life. What was done in the workshops is written straight into the tables."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from unittest import mock
from uuid import UUID

from sqlalchemy import insert, select

import badges
from peerlearn.attendance.models import Observation, Presence
from peerlearn.attendance.rules import HalfDay, PresenceState, Side
from peerlearn.awards import actions, queries, runs
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.issuers import find_issuer, set_up_issuer
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Achievement, Award, IssuerProfile
from peerlearn.awards.rules import AwardState, NameShown, RevocationReason, RunKind
from peerlearn.awards.run_models import AwardRun
from peerlearn.core import clock, scope
from peerlearn.core.db import db, new_public_id, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Affiliation, Person
from peerlearn.tracks.models import Skill
from peerlearn.tracks.rules import Level, TrackCode
from peerlearn.workshops.models import Enrolment, WorkshopFacilitator
from tests.cast import LEARNERS, Cast
from tests.factories.attendance import Staged, stage_workshop

LEADING = ("F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F10")
BASICS = ("M01-S1", "M01-S2", "M01-S3", "M02-S1", "M02-S2", "M02-S3", "M03-S1", "M03-S2")
A_MINUTE = timedelta(minutes=1)
_make_key = badges.generate_signing_key
GROUP = ("awa", *(name.lower() for name in LEARNERS[:7]))


def issuer(cast: Cast, settings: Settings) -> IssuerProfile:
    """The national team issues badges: keys, list and the product's two badges.

    Its first keys are made once in a process: nothing but time would come of others for each test.
    """
    team = db.session.execute(
        select(Organisation).where(Organisation.id == cast.organisations["national"])
    ).scalar_one()
    if (known := find_issuer(team.id)) is not None:
        return known
    with mock.patch.object(badges, "generate_signing_key", _first_key):
        return set_up_issuer(team, settings, clock.now())


@lru_cache
def _first_key(*, controller: str, algorithm: badges.Algorithm) -> badges.SigningKey:
    return _make_key(controller=controller, algorithm=algorithm)


def issuer_without_keys(cast: Cast, settings: Settings, name: str) -> IssuerProfile:
    """An organisation that issues badges of its own; nothing can be signed yet, and no badge came with it."""
    house = db.session.execute(select(Organisation).where(Organisation.id == cast.organisations[name])).scalar_one()
    public_id = new_public_id()
    profile = IssuerProfile(
        public_id=public_id,
        organisation_id=house.id,
        base_url=settings.badge_url,
        did=badges.did_web(Addresses(settings.badge_url).path_of_did(public_id)),
        name=house.name,
        email="contact@example.org",
        created_at=clock.now(),
    )
    db.session.add(profile)
    db.session.flush()
    return profile


def achievement(track: TrackCode = TrackCode.FACILITATOR) -> Achievement:
    """The badge of a track."""
    return next(one for one in queries.achievements_in_force() if one.track is track)


def person(cast: Cast, name: str) -> Person:
    """Someone of the cast."""
    return db.session.execute(select(Person).where(Person.id == cast.people[name])).scalar_one()


def past_workshop(cast: Cast, *, days_ago: int, seated: Sequence[str] = GROUP, module: str = "M02") -> Staged:
    """A workshop that Moussa led some days ago, with everybody there."""
    staged = stage_workshop(cast, starts_in=-timedelta(days=days_ago), seated=seated, module=module)
    for name in seated:
        mark_there(staged, name)
    return staged


def mark_there(staged: Staged, name: str, state: PresenceState = PresenceState.PRESENT) -> None:
    """One person was there."""
    enrolment = db.session.execute(
        select(Enrolment).where(Enrolment.public_id == UUID(staged.enrolments[name]))
    ).scalar_one()
    now = clock.now()
    db.session.add(
        Presence(
            enrolment_id=enrolment.id,
            workshop_id=staged.id,
            person_id=enrolment.person_id,
            host_organisation_id=enrolment.host_organisation_id,
            home_organisation_id=enrolment.home_organisation_id,
            half_day=HalfDay.MORNING,
            state=state,
            minutes=120,
            recorded_at=now,
            received_at=now,
        )
    )
    db.session.flush()


def observe(cast: Cast, staged: Staged, name: str, codes: Sequence[str], level: int = Level.ALONE) -> None:
    """Skills of one person, as seen by staff in a workshop; a learner's, or those of who leads."""
    subject: Enrolment | WorkshopFacilitator
    if name in staged.enrolments:
        subject = db.session.execute(
            select(Enrolment).where(Enrolment.public_id == UUID(staged.enrolments[name]))
        ).scalar_one()
    else:
        leads = select(WorkshopFacilitator).where(
            WorkshopFacilitator.workshop_id == staged.id, WorkshopFacilitator.person_id == cast.people[name]
        )
        subject = db.session.execute(leads).scalar_one()
    now = clock.now()
    for code in codes:
        skill = db.session.execute(select(Skill).where(Skill.code == code)).scalar_one()
        db.session.add(
            Observation(
                workshop_id=staged.id,
                enrolment_id=subject.id if isinstance(subject, Enrolment) else None,
                person_id=subject.person_id,
                affiliation_id=subject.affiliation_id,
                host_organisation_id=subject.host_organisation_id,
                home_organisation_id=subject.home_organisation_id,
                skill_id=skill.id,
                level=level,
                side=Side.STAFF,
                recorded_at=now,
                received_at=now,
            )
        )
    db.session.flush()


def earn_leading(cast: Cast) -> None:
    """Moussa has led three workshops of eight, and was seen to do what it takes in two of them."""
    staged = [past_workshop(cast, days_ago=days) for days in (30, 20, 10)]
    for one in staged[:2]:
        observe(cast, one, "moussa", LEADING)


def earn_basics(cast: Cast, name: str = "awa") -> None:
    """Awa came to four workshops and did eight things alone, of three modules."""
    for days, module in ((40, "M01"), (33, "M02"), (26, "M03"), (19, "M03")):
        staged = past_workshop(cast, days_ago=days, seated=(name,), module=module)
        if days > 20:
            observe(cast, staged, name, [code for code in BASICS if code.startswith(module)])


def award_at(
    cast: Cast,
    settings: Settings,
    state: AwardState,
    *,
    name: str = "moussa",
    track: TrackCode = TrackCode.FACILITATOR,
    name_shown: NameShown = NameShown.FULL,
    now: datetime | None = None,
) -> Award:
    """An award at this point: proposed by Samira, approved by Carole, accepted in the presence of Samira."""
    now = now or clock.now()
    samira, carole = cast.accounts["samira"], cast.accounts["carole"]
    folder = KeyFolder.of(settings)
    award = actions.propose(
        person(cast, name), achievement(track), by=samira, reason="Vue en atelier, feuilles perdues", now=now
    )
    if state is AwardState.PROPOSED:
        return award
    actions.approve(award, by=carole, now=now)
    if state is AwardState.OFFERED:
        return award
    if state is AwardState.DECLINED:
        actions.decline(award, by=samira, in_person=True, now=now)
        return award
    actions.accept(award, actions.Acceptance(name_shown, in_person=True), by=samira, now=now)
    if state in {AwardState.ISSUED, AwardState.REVOKED}:
        actions.sign(award, folder, now=now)
    if state is AwardState.REVOKED:
        actions.revoke(award, folder, reason=RevocationReason.MISTAKE, by=carole, now=now)
    return award


def accepted_by_many(cast: Cast, count: int, *, state: AwardState = AwardState.ACCEPTED) -> None:
    """That many people of Les Tilleuls have accepted the learners' badge, and nothing is signed yet; or it was only
    proposed to them, by Samira, for a reason. Straight into the tables: by hand it would take an afternoon."""
    now, home = clock.now(), cast.organisations["tilleuls"]
    common = {"organisation_id": home, "created_at": now}
    people = [{"first_name": f"Personne {n}", "search_key": f"personne {n:06}", **common} for n in range(count)]
    db.session.execute(insert(Person), people)
    ids = db.session.execute(
        select(Person.id).where(Person.search_key.like("personne 0%")).order_by(Person.id)
    ).scalars()
    at = [{"person_id": one, "organisation_id": home, "from_on": now.date()} for one in ids]
    db.session.execute(insert(Affiliation), at)
    there = select(Affiliation.id, Affiliation.person_id).where(Affiliation.from_on == now.date())
    proposed = {
        "organisation_id": home,
        "achievement_id": achievement(TrackCode.LEARNER).id,
        "facts": {},
        "state": state,
        "proposed_by_id": cast.accounts["samira"],
        "proposed_at": now,
        "reason": "Vu en atelier",
    }
    accepted = {
        "approved_by_id": cast.accounts["carole"],
        "accepted_by_id": cast.accounts["samira"],
        "accepted_at": now,
        "awarded_on": now.date(),
        "name_shown": NameShown.FULL,
    }
    common = proposed if state is AwardState.PROPOSED else proposed | accepted
    awards = [
        {"affiliation_id": row[0], "person_id": row[1], "shown_as": f"Personne {row[1]}", **common}
        for row in db.session.execute(there.order_by(Affiliation.id)).all()
    ]
    db.session.execute(insert(Award), awards)


def done_run(cast: Cast, award: Award) -> AwardRun:
    """A run of Carole's house over one badge, at its end: somebody else was quicker."""
    asking = runs.Asking(by=cast.accounts["carole"], organisation_id=cast.organisations["tilleuls"])
    run = runs.start(RunKind.SIGN, [award.id], asking, now=clock.now())
    run.looked_at, run.finished_at = 1, clock.now()
    run.refusals = [{"award": award.id, "code": "awards.not_now"}]
    db.session.flush()
    return run


def stored_award(cast: Cast, settings: Settings, state: AwardState, **choices: object) -> Award:
    """The same with its issuer, committed, for tests that come in through the pages; plain to read afterwards."""
    scope.enter(db.session(), Scope.everything("a test's award"))
    with transaction():
        issuer(cast, settings)
        award = award_at(cast, settings, state, **choices)  # type: ignore[arg-type]
        db.session.flush()
        db.session.refresh(award)
        db.session.expunge(award)
    scope.leave(db.session())
    db.session.remove()
    return award


def claims_of(token: str) -> dict[str, Any]:
    """What a VC-JWT says, unchecked."""
    said: dict[str, Any] = badges.read_json(badges.jws.take_apart(token).payload)
    return said


def bits_set(encoded_list: str) -> int:
    """How many badges a published list withdraws."""
    return sum(byte.bit_count() for byte in badges.status.decode(encoded_list))
