"""Signing or approving many badges, a few dozen to a transaction. The row of the run is the job: how far it is stands
there with what was done: a run that is killed goes on exactly where it was, and two who work at one do each badge once.
"""

import time
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from peerlearn.awards import actions
from peerlearn.awards.issuing import issue_due
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award
from peerlearn.awards.queries import accepted, awards_for_update, lacking_among, proposals
from peerlearn.awards.rules import Outcome, Refusal, RunKind
from peerlearn.awards.run_models import AwardRun
from peerlearn.awards.signing import Signer
from peerlearn.core import audit, clock
from peerlearn.core.db import db, transaction
from peerlearn.core.errors import DomainError
from peerlearn.core.paging import Page
from peerlearn.people.models import Person

STEP = 100
# SQLite has one lock for all who write, and who waits for it looks every other millisecond: each gets a turn.
_LETS_OTHERS_IN = 0.004
_RECENT, _MOST_SHOWN = timedelta(days=3), 3


@dataclass(frozen=True)
class Progress:
    """How far a run is: never further than what is stored."""

    looked_at: int
    total: int
    done: tuple[int, ...]


@dataclass(frozen=True)
class Asking:
    """Who asks for a run, for which organisation, and by which form: nobody, for none, when it is on the server."""

    form_id: UUID = field(default_factory=uuid4)
    by: int | None = None
    organisation_id: int | None = None


def start(kind: RunKind, award_ids: Iterable[int], asking: Asking, *, now: datetime) -> AwardRun:
    """Note what is to be done. Nothing is done yet: whoever works in the background reads it here.

    The form that was sent twice asked once.

    Raises:
        DomainError: `awards.nothing_to_do`.
    """
    before = select(AwardRun).where(AwardRun.form_id == asking.form_id, AwardRun.started_by_id == asking.by)
    if begun := db.session.execute(before).scalar_one_or_none():
        return begun
    wanted = [*dict.fromkeys(award_ids)]
    if not wanted:
        raise DomainError("awards.nothing_to_do")
    run = AwardRun(
        kind=kind,
        form_id=asking.form_id,
        organisation_id=asking.organisation_id,
        started_by_id=asking.by,
        award_ids=wanted,
        total=len(wanted),
        looked_at=0,
        done=0,
        refusals=[],
        started_at=now,
        touched_at=now,
        finished_at=None,
    )
    db.session.add(run)
    owner = asking.organisation_id
    audit.record(
        db.session(), f"award_run.{kind}", run, account_id=asking.by, organisation_id=owner, badges=len(wanted)
    )
    return run


def carry_on(run_id: int, folder: KeyFolder) -> Generator[Progress, None, None]:
    """Do what is not done yet, and say after each step how far it is. Each step is a transaction of its own."""
    signers: dict[int, Signer] = {}
    ways: dict[RunKind, Callable[[AwardRun, Sequence[int], datetime], Outcome]] = {
        RunKind.SIGN: lambda _run, ids, now: issue_due(ids, folder, signers, now=now),
        RunKind.APPROVE: _approved,
    }
    while True:
        with transaction():
            run, now = _run_for_update(run_id), clock.now()
            if run.is_done:
                return
            ids = run.award_ids[run.looked_at : run.looked_at + STEP]
            outcome = ways[run.kind](run, ids, now)
            progress = _noted(run, len(ids), outcome, now)
        yield progress
        time.sleep(_LETS_OTHERS_IN)


def ensure_reasons_read(public_ids: Sequence[str], read: Collection[str], *, now: datetime) -> None:
    """Let a reason stand in the place of a condition only for whoever had it before their eyes.

    Raises:
        DomainError: `awards.reason_unread`.
    """
    unread = [award for award in proposals(public_ids) if award.reason and award.public_id not in read]
    if lacking_among(unread, now=now):
        raise DomainError("awards.reason_unread")


def unfinished_runs(kind: RunKind | None = None) -> Sequence[int]:
    """Runs that are not at their end, whether or not somebody works at them, the oldest first."""
    query = select(AwardRun.id).where(AwardRun.finished_at.is_(None))
    query = query if kind is None else query.where(AwardRun.kind == kind)
    return db.session.execute(query.order_by(AwardRun.id)).scalars().all()


def run_of(public_id: str) -> AwardRun:
    """The run.

    Raises:
        NoResultFound: there is none in scope.
    """
    return db.session.execute(select(AwardRun).where(AwardRun.public_id == public_id)).scalar_one()


def run_by_id(run_id: int) -> AwardRun:
    """The run with this number, as it is stored now."""
    query = select(AwardRun).where(AwardRun.id == run_id)
    return db.session.execute(query, execution_options={"populate_existing": True}).scalar_one()


def awards_in(run_ids: Sequence[int]) -> set[int]:
    """The awards that these runs still have to look at."""
    found = db.session.execute(select(AwardRun).where(AwardRun.id.in_(run_ids)).order_by(AwardRun.id)).scalars()
    return {award_id for run in found for award_id in run.award_ids[run.looked_at :]}


def waiting_to_sign(*, page: int = 1) -> Page[Award]:
    """One page of the badges that were accepted and that no run is about to sign."""
    return accepted(besides=awards_in(unfinished_runs(RunKind.SIGN)), page=page)


def refused_in(run: AwardRun) -> list[tuple[Award, str]]:
    """The badges that could not be done, as far as they are in scope, each with the code of the reason."""
    codes = {one["award"]: one["code"] for one in run.refusals}
    query = (
        select(Award)
        .join(Award.person)
        .where(Award.id.in_(codes))
        .options(contains_eager(Award.person), joinedload(Award.achievement))
        .order_by(Person.search_key, Award.id)
    )
    return [(award, codes[award.id]) for award in db.session.execute(query).scalars()]


def recent_runs(*, now: datetime) -> Sequence[AwardRun]:
    """The latest few of the last days, those under way among them, the latest first."""
    query = select(AwardRun).where(AwardRun.started_at > now - _RECENT).options(joinedload(AwardRun.started_by))
    return db.session.execute(query.order_by(AwardRun.id.desc()).limit(_MOST_SHOWN)).scalars().all()


def _run_for_update(run_id: int) -> AwardRun:
    query = select(AwardRun).where(AwardRun.id == run_id).with_for_update()
    return db.session.execute(query, execution_options={"populate_existing": True}).scalar_one()


def _noted(run: AwardRun, looked_at: int, outcome: Outcome, now: datetime) -> Progress:
    run.looked_at += looked_at
    run.done += len(outcome.done)
    if outcome.refusals:
        run.refusals = [*run.refusals, *({"award": one.award_id, "code": one.code} for one in outcome.refusals)]
    run.touched_at = now
    if run.looked_at == run.total:
        run.finished_at = now
    return Progress(run.looked_at, run.total, outcome.done)


def _approved(run: AwardRun, award_ids: Sequence[int], now: datetime) -> Outcome:
    """Each on the facts of today, as whoever asked for the run; what cannot be approved holds up no other."""
    done, refusals = [], []
    for award in awards_for_update(award_ids):
        try:
            with db.session.begin_nested():
                actions.approve(award, by=_who(run), now=now)
            done.append(award.id)
        except DomainError as refused:
            refusals.append(Refusal(award.id, refused.code))
    return Outcome(tuple(done), tuple(refusals))


def _who(run: AwardRun) -> int:
    assert run.started_by_id is not None  # noqa: S101 - nobody approves on the server
    return run.started_by_id
