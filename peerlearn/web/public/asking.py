"""Badges for which another issuer's site has to be asked: by threads of their own, so that whoever needs no site never
waits behind one (ADR 0031).

What is done in a moment is answered at once. For the rest the visitor gets a ticket; what came of it is kept, closed,
until the ticket ends. What is being asked lives in this process alone: should it die, the ticket says how long to wait.
"""

import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from flask import Flask, current_app, request

from badges import Reason
from peerlearn.accounts.rules import counted_address
from peerlearn.awards import late_verdicts
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.web.kit import background
from peerlearn.web.kit.background import Job
from peerlearn.web.kit.transaction import just_reading
from peerlearn.web.public import several
from peerlearn.web.public.checking import Checked, Means, undecided
from peerlearn.web.public.desk import Desk, Work
from peerlearn.web.public.fetching import asking_nobody, asking_until
from peerlearn.web.public.several import Found, Given, Looked
from peerlearn.web.public.tickets import Ticket, new_ticket
from peerlearn.web.public.turns import Turns
from peerlearn.web.public.words import NO_ANSWER_IN_TIME
from peerlearn.web.public.written import read_back, written

# From handing in: sites are asked until here, and the answer is there by the deadline, whatever they do.
SECONDS, DEADLINE_SECONDS = 18.0, 20.0
LATE_VERDICT = "late_verdict"
JOB = Job(do=lambda _row: _see_to_oblivion(_app(), scope.current(db.session())), left=late_verdicts.any_kept)


@dataclass(frozen=True)
class Progress:
    """How far it is: which hosts were asked, the last of them still is; none yet when it stands in line."""

    asked: tuple[str, ...]
    deadline_seconds: int
    seconds_left: int


def arm(app: Flask) -> None:
    """Each process has a desk of its own, and turns of its own at pictures."""
    app.extensions["peerlearn-asking"] = Desk()
    app.extensions["peerlearn-turns"] = Turns()


def see_to(given: Sequence[Given], *, is_list: bool = False, left_out: Sequence[str] = ()) -> Found | Ticket:
    """What came of it; a ticket when a site keeps us waiting.

    Raises:
        BusyError: others have lists looked through already.
    """
    settings, now, until = _settings(), clock.now(), time.monotonic() + SECONDS
    visitor = counted_address(request.remote_addr or "")
    means = Means(asking_nobody, _app().extensions["peerlearn-turns"].looking(visitor))
    with several.taking_turns() if is_list else nullcontext():
        found, needing = several.check_here(given, settings, now=now, until=until, means=means)
    found = replace(found, is_list=is_list, left_out=tuple(left_out))
    if not needing:
        return found
    ticket = new_ticket(
        until=now + timedelta(seconds=DEADLINE_SECONDS),
        asked=several.shown_name(next(iter(needing.values())).host),
        badges=len(given) if is_list else None,
    )
    app, work, entered = _app(), Work(ticket, found, needing, until, visitor), scope.current(db.session())
    work.do = partial(background.run_in, app, entered, partial(_do, app, entered, work))
    if not _desk(app).take(work):
        return found
    return work.found if _desk(app).is_done_in_a_moment(work) else ticket


def find(ticket: Ticket) -> Found | None:
    """What came of it; what could not be known by the deadline never will be. None while it is being checked."""
    work = _desk(_app()).find(ticket)
    if work is not None and work.ended.is_set():
        return work.found
    now = clock.now()
    kept = late_verdicts.find(ticket.token_hash, now=now)
    told = ticket.open(kept) if kept else None
    if told is not None:
        return read_back(told)
    return _unanswered(ticket) if now >= ticket.until else None


def progress(ticket: Ticket) -> Progress:
    """What is being done: as this process knows, or else as it was when the ticket was given out."""
    work = _desk(_app()).find(ticket)
    asked = (ticket.asked,) if work is None else tuple(work.asked)
    left = max(0, round((ticket.until - clock.now()).total_seconds()))
    return Progress(asked, round(DEADLINE_SECONDS), min(left, round(DEADLINE_SECONDS)))


def finish(app: Flask) -> None:
    """Wait until everything that was begun is done."""
    _desk(app).finish()


def close(app: Flask) -> None:
    """Wait likewise, and come back for nothing any more: the rows say what is left."""
    _desk(app).close()


def _do(app: Flask, entered: Scope, work: Work) -> None:
    try:
        for place, needed in tuple(work.needing.items()):
            is_late = time.monotonic() > work.until
            if is_late and not work.found.is_list:
                break  # it stood in line all the time: nobody was asked, as it says already
            said = work.found.looked[place].checked.unproven
            _note(work, place, replace(_without_answer(work.ticket), unproven=said))
            _note(work, place, just_reading(partial(_checked, work, needed.content)))
    finally:
        if _desk(app).end(work):
            _keep(app, entered, work)


def _checked(work: Work, content: bytes | str) -> Checked:
    settings, now, until = _settings(), work.found.looked[0].checked.at, work.until
    ask = asking_until(settings, until, partial(_tell, work))
    return several.check_in_time(content, settings, now=now, until=until, means=Means(ask))


def _keep(app: Flask, entered: Scope, work: Work) -> None:
    """Keep what came of it, for whichever process is asked; what cannot be kept stays in the memory of this one."""
    try:
        ticket = work.ticket
        late_verdicts.keep(ticket.token_hash, ticket.close(written(work.found)), ends_at=ticket.ends_at)
        _desk(app).drop(work)
    finally:
        _forget_at(app, entered, work.ticket.ends_at)


def _note(work: Work, place: int, checked: Checked) -> None:
    looked = list(work.found.looked)
    looked[place] = replace(looked[place], checked=checked)
    work.found = replace(work.found, looked=tuple(looked))


def _tell(work: Work, host: str) -> None:
    shown = several.shown_name(host)
    if work.asked[-1:] != [shown]:
        work.asked.append(shown)


def _unanswered(ticket: Ticket) -> Found:
    looked = Looked(Given(b"", ""), _without_answer(ticket), ("",), "")
    return Found((looked,), (0,) * (ticket.badges or 1), is_list=ticket.badges is not None, is_lost=True)


def _without_answer(ticket: Ticket) -> Checked:
    return Checked(undecided(Reason.UNREACHABLE), min(ticket.until, clock.now()), doubt=NO_ANSWER_IN_TIME)


def _forget_at(app: Flask, entered: Scope, moment: datetime) -> None:
    seconds = (moment - clock.now()).total_seconds()
    again = partial(background.run_in, app, entered, partial(_see_to_oblivion, app, entered))
    _desk(app).forget_after(seconds, again)


def _see_to_oblivion(app: Flask, entered: Scope) -> None:
    """Delete what is over, and come back for the rest."""
    db.session.rollback()
    now = clock.now()
    ends = (_desk(app).drop_what_is_over(now), late_verdicts.forget(now=now))
    if left := [one for one in ends if one is not None]:
        _forget_at(app, entered, min(left))


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


def _desk(app: Flask) -> Desk:
    desk: Desk = app.extensions["peerlearn-asking"]
    return desk


def _settings() -> Settings:
    settings: Settings = current_app.extensions["peerlearn-settings"]
    return settings
