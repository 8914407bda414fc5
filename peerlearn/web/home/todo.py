"""What there is to do today, for staff and coordinators: the late first, then what is on, then what waits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from peerlearn.attendance import queries as attendance
from peerlearn.attendance.after import count_needs
from peerlearn.attendance.held import workshops_with_held_marks
from peerlearn.attendance.rules import OPENS_BEFORE
from peerlearn.awards import queries as awards
from peerlearn.awards.endorsements import count_to_read
from peerlearn.awards.queries import Shelf
from peerlearn.awards.runs import waiting_to_sign
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission, Role
from peerlearn.followup.queries import left_behind
from peerlearn.notes.queries import drafts_of
from peerlearn.organisations.queries import regions
from peerlearn.people.queries import count_leaving
from peerlearn.web.home.privacy import privacy_tasks
from peerlearn.web.home.task import Task
from peerlearn.web.kit import i18n
from peerlearn.web.kit.session import SignedIn, marker_for
from peerlearn.workshops import queries as workshops
from peerlearn.workshops.models import Workshop, WorkshopFacilitator
from peerlearn.workshops.readiness import count_to_train, ready_leaders

_SHEETS_SINCE = timedelta(days=30)
_NEEDS_SINCE = timedelta(days=14)
_MOST_OF_A_KIND = 4
_AGENDA = 5


@dataclass(frozen=True)
class Coming:
    """A workshop to come, as the agenda shows it."""

    workshop: Workshop
    leaders: str
    waiting: int
    led_by: Sequence[WorkshopFacilitator] = ()


@dataclass(frozen=True)
class Day:
    """The tasks of a day, by how urgent they are, and what comes next."""

    where: str = ""
    late: Sequence[Task] = field(default=())
    now: Sequence[Task] = field(default=())
    waiting: Sequence[Task] = field(default=())
    coming: Sequence[Coming] = field(default=())

    @property
    def is_free(self) -> bool:
        """Whether nothing waits."""
        return not (self.late or self.now or self.waiting)


def day_of(account: SignedIn, *, now: datetime) -> Day:
    """The day of this account, from the rows of its scope. Who answers for many houses sees first what only they do."""
    with scope.within(db.session(), account.scope_for(Permission.SEE_WORKSHOPS)):
        coming = _coming(now) if account.may(Permission.SEE_WORKSHOPS) else []
        sheets = _missing_sheets(account, now) if account.may(Permission.RUN_WORKSHOPS) else []
        sheets += _held_marks(account)
        needs = _needs(account, now)
    to_approve, badges = _badges(account, now)
    leaderless = _without_leader(account, coming)
    people = [*_to_train(account), *_left_behind(account), *_leavers(account), *privacy_tasks(account)]
    leavers = [*_drafts(account), *needs, *people]
    if Role.STAFF not in account.roles and account.may(Permission.APPROVE_AWARDS):
        own = [one for one in coming if account.person_id in {leader.person_id for leader in one.led_by}]
        today = _on_today(account, own, now)
        late, urgent, waiting = [], [*to_approve, *today], [*leaderless, *sheets, *badges, *leavers]
    else:
        late, urgent = sheets, _on_today(account, coming, now)
        waiting = [*_free_seats(account, coming), *leaderless, *to_approve, *badges, *leavers]
    return Day(where=_where(account), late=late, now=urgent, waiting=waiting, coming=coming[:_AGENDA])


def _where(account: SignedIn) -> str:
    """For whom one works here: the whole programme, a region, or one house."""
    if Role.NATIONAL in account.roles:
        return str(_("The whole programme"))
    codes = {one.region_code for one in account.memberships if one.role is Role.COORDINATOR}
    names = [region.name for region in regions() if region.region_code in codes] if codes else []
    return i18n.listed(names) if names else account.organisation_name


def _coming(now: datetime) -> list[Coming]:
    found = workshops.upcoming_workshops(now=now).rows
    ids = [workshop.id for workshop in found]
    waiting, leaders = workshops.waiting_counts(ids), ready_leaders(found, now=now)
    return [
        Coming(
            one,
            i18n.listed(leader.name for leader in leaders.get(one.id, ())),
            waiting.get(one.id, 0),
            leaders.get(one.id, ()),
        )
        for one in found
    ]


def _missing_sheets(account: SignedIn, now: datetime) -> list[Task]:
    missing = attendance.workshops_without_sheet(marker_for(account), now=now, since=now - _SHEETS_SINCE)
    return [
        Task(
            what=_("The sheet of %(day)s is not filled in", day=i18n.day(one.starts_local)),
            why=ngettext(
                "%(title)s, %(place)s · %(num)d person expected",
                "%(title)s, %(place)s · %(num)d people expected",
                one.seats_taken,
                title=i18n.in_language(one.module.title),
                place=one.host.name,
            ),
            icon="document",
            url=url_for("attendance.presence", public_id=one.public_id),
            label=_("Fill in the sheet"),
        )
        for one in missing[:_MOST_OF_A_KIND]
    ]  # fmt: skip


def _held_marks(account: SignedIn) -> list[Task]:
    """Marks that phones sent and that could not count: of the houses one works for."""
    if not account.may(Permission.PLAN_WORKSHOPS):
        return []
    hosts = {one.organisation_id for one in account.memberships}
    return [
        Task(
            what=ngettext("A mark of a phone waits for you", "%(num)d marks of a phone wait for you", waits),
            why=_("%(title)s, %(when)s", title=i18n.in_language(one.module.title), when=i18n.day(one.starts_local)),
            icon="warning",
            url=url_for("attendance.held_marks", public_id=one.public_id),
            label=_("Look at them"),
        )
        for one, waits in workshops_with_held_marks(hosts, limit=_MOST_OF_A_KIND)
    ]


def _needs(account: SignedIn, now: datetime) -> list[Task]:
    """What those who lead asked for lately, in the houses one works for."""
    hosts = {one.organisation_id for one in account.memberships}
    lately = count_needs(hosts, since=now - _NEEDS_SINCE) if account.may(Permission.PLAN_WORKSHOPS) else 0
    if not lately:
        return []
    what = ngettext("%(num)d need from the field", "%(num)d needs from the field", lately)
    return [Task(what, _("Said at the end of a workshop."), "chat", url_for("attendance.needs"), _("Read them"))]


def _on_today(account: SignedIn, coming: Sequence[Coming], now: datetime) -> list[Task]:
    runs = account.may(Permission.RUN_WORKSHOPS)

    def label(one: Workshop) -> str:
        if not runs:
            return str(_("Open the workshop"))
        return str(_("Who is here?") if now >= one.starts_at - OPENS_BEFORE else _("See the list"))

    return [
        Task(
            what=_("%(title)s at %(hour)s", title=_title(one), hour=i18n.hour(one.workshop.starts_local)),
            why=_("%(site)s · led by %(name)s", site=one.workshop.site.name, name=one.leaders or _("nobody yet")),
            icon="clock",
            url=url_for("attendance.presence" if runs else "workshops.workshop", public_id=one.workshop.public_id),
            label=label(one.workshop),
        )
        for one in coming
        if one.workshop.starts_local.date() == clock.day_of(now, one.workshop.time_zone)
    ]


def _free_seats(account: SignedIn, coming: Sequence[Coming]) -> list[Task]:
    if not account.may(Permission.ENROL):
        return []
    freed = [one for one in coming if one.waiting and one.workshop.seats.free]
    return [
        Task(
            what=_("A seat is free on %(when)s", when=i18n.day_and_time(one.workshop.starts_local)),
            why=ngettext(
                "%(title)s · %(num)d person waits for it", "%(title)s · %(num)d people wait for it", one.waiting,
                title=_title(one),
            ),
            icon="person",
            url=url_for("workshops.workshop", public_id=one.workshop.public_id),
            label=_("Choose who gets it"),
        )
        for one in freed[:_MOST_OF_A_KIND]
    ]  # fmt: skip


def _without_leader(account: SignedIn, coming: Sequence[Coming]) -> list[Task]:
    if not account.may(Permission.PLAN_WORKSHOPS):
        return []
    return [
        Task(
            what=_("Nobody leads yet on %(when)s", when=i18n.day_and_time(one.workshop.starts_local)),
            why=_title(one),
            icon="warning",
            url=url_for("workshops.facilitators", public_id=one.workshop.public_id),
            label=_("Choose who leads"),
        )
        for one in coming
        if not one.leaders
    ][:_MOST_OF_A_KIND]


def _leavers(account: SignedIn) -> list[Task]:
    leave = count_leaving(on=clock.today()) if account.may(Permission.SEE_PEOPLE) else 0
    if not leave:
        return []
    what = ngettext("%(num)d person leaves soon", "%(num)d people leave soon", leave)
    why = _("What each still needs for their badge.") if account.may(Permission.SEE_AWARDS) else ""
    return [Task(what, why, "leave", url_for("people.leaving"), _("See who leaves"))]


def _to_train(account: SignedIn) -> list[Task]:
    """Volunteers and professionals who may meet nobody yet."""
    waiting = count_to_train() if account.may(Permission.ENROL) else 0
    if not waiting:
        return []
    what = ngettext("%(num)d volunteer to train", "%(num)d volunteers to train", waiting)
    url = url_for("people.index", whose="to-train")
    return [Task(what, _("Before they meet anyone or lead a workshop."), "help", url, _("See who"))]


def _left_behind(account: SignedIn) -> list[Task]:
    """People of a colleague who works here no more: nobody keeps the thread."""
    if not account.may(Permission.FOLLOW_PEOPLE):
        return []
    return [
        Task(
            what=ngettext(
                "%(num)d person was accompanied by %(name)s", "%(num)d people were accompanied by %(name)s", one.people,
                name=one.account.name,
            ),
            why=_("%(name)s left %(organisation)s.", name=one.account.name, organisation=one.organisation.name),
            icon="people",
            url=url_for(
                "organisations.hand_over", public_id=one.organisation.public_id, account_id=one.account.public_id
            ),
            label=_("Hand over"),
        )
        for one in left_behind(on=clock.today())[:_MOST_OF_A_KIND]
    ]  # fmt: skip


def _drafts(account: SignedIn) -> list[Task]:
    """Notes of meetings that one began: only a signature lets the person read them."""
    if not account.may(Permission.WRITE_NOTES):
        return []
    with scope.within(db.session(), account.scope_for(Permission.WRITE_NOTES)):
        drafts = drafts_of(account.account_id)
    if not drafts:
        return []
    one, *others = drafts
    url = url_for("notes.own") if others else url_for("notes.show", note_id=one.public_id)
    what = ngettext("%(num)d note to sign", "%(num)d notes to sign", len(drafts))
    return [Task(what, _("A draft. The person reads it once you sign it."), "pen", url, _("Read, then sign"))]


def _badges(account: SignedIn, now: datetime) -> tuple[list[Task], list[Task]]:
    """Those to approve or to sign, and the others."""
    if not account.may(Permission.SEE_AWARDS):
        return [], []
    with scope.within(db.session(), account.scope_for(Permission.SEE_AWARDS)):
        counts = awards.counts(now=now)
        to_read = count_to_read() if account.may(Permission.APPROVE_AWARDS) else 0
    words = {
        Shelf.TO_APPROVE: (
            ngettext("%(num)d badge to approve", "%(num)d badges to approve", counts[Shelf.TO_APPROVE]),
            _("Someone proposed it. Another person must approve it."),
            _("See the proposals"),
        ),
        Shelf.TO_HAND_OVER: (
            ngettext("%(num)d badge to hand over", "%(num)d badges to hand over", counts[Shelf.TO_HAND_OVER]),
            _("The person chooses which name it shows. Only then is it signed."),
            _("See for whom"),
        ),
        Shelf.TO_PROPOSE: (
            ngettext("%(num)d badge to propose", "%(num)d badges to propose", counts[Shelf.TO_PROPOSE]),
            _("All conditions are met."),
            _("See for whom"),
        ),
    }
    tasks = {
        one: Task(what, why, "badge", url_for("awards.index", shelf=one.value), label)
        for one, (what, why, label) in words.items()
        if counts[one]
    }
    to_approve = tasks.pop(Shelf.TO_APPROVE, None)
    others = [*tasks.values(), *([_to_read(to_read)] if to_read else [])]
    if not account.may(Permission.APPROVE_AWARDS):
        return [], others
    return [*([to_approve] if to_approve else []), *_to_sign(account)], others


def _to_sign(account: SignedIn) -> list[Task]:
    """Badges that were accepted while no key was ready."""
    with scope.within(db.session(), account.scope_for(Permission.APPROVE_AWARDS)):
        waiting = waiting_to_sign().total
    if not waiting:
        return []
    what = ngettext("%(num)d badge waits to be signed", "%(num)d badges wait to be signed", waiting)
    why = _("The person accepted it. It is public once it is signed.")
    return [Task(what, why, "key", url_for("awards.to_sign"), _("See whose, then sign"))]


def _to_read(count: int) -> Task:
    return Task(
        what=ngettext("%(num)d recommendation to read", "%(num)d recommendations to read", count),
        why=_("Somebody vouches for a badge. It is shown once you and its holder agree."),
        icon="chat",
        url=url_for("awards.to_read"),
        label=ngettext("Read the recommendation", "Read the recommendations", count),
    )


def _title(one: Coming) -> str:
    return i18n.in_language(one.workshop.module.title)
