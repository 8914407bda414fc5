"""The list of badges: five shelves, each with what somebody has to do next, and beside them who is nearly there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from peerlearn.awards import drafting, queries, runs
from peerlearn.awards.endorsements import count_to_read
from peerlearn.awards.models import Award
from peerlearn.awards.queries import Shelf
from peerlearn.awards.rules import may_think_again
from peerlearn.awards.run_models import AwardRun
from peerlearn.awards.stolen import void_among
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.paging import Page
from peerlearn.core.permissions import Permission
from peerlearn.web.awards.words import SHELVES
from peerlearn.web.kit.session import SignedIn


@dataclass(frozen=True)
class Together:
    """What can be done with many badges at once, and what was done that way lately."""

    to_sign: int
    recent: Sequence[AwardRun]


@dataclass(frozen=True)
class Listed:
    """One page of one shelf; state in the address."""

    shelf: Shelf
    words: str
    page: Page[Any]
    tabs: list[dict[str, Any]]
    shows_organisation: bool
    together: Together | None
    to_read: int = 0
    lacking: Collection[int] = ()
    may_choose_again: Collection[int] = ()
    defines_badges: bool = False
    has_cards: bool = False
    void: Collection[int] = ()
    made_void: int = 0
    only_void: bool = False

    @property
    def last_column(self) -> str:
        """What the last column holds: something to do, or where it stands."""
        is_to_do = self.shelf in {Shelf.TO_PROPOSE, Shelf.TO_HAND_OVER}
        return str(_("To do")) if is_to_do else str(_("Where it stands"))

    def page_url(self, number: int) -> str:
        """The address of another page, search kept."""
        void = "yes" if self.only_void else None
        return url_for("awards.index", shelf=self.shelf.value, void=void, q=self.words or None, page=number)


def listed(arguments: MultiDict[str, str], account: SignedIn, *, now: datetime) -> Listed:
    """What the address asks for; without a shelf, the first on which something waits for this account."""
    found = queries.candidates(now=now)
    counts = queries.counts(now=now, to_propose=len(found))
    asked = arguments.get("shelf", "")
    shelf = Shelf(asked) if asked in set(Shelf) else _first_waiting(counts, account)
    words = arguments.get("q", "").strip()
    number = arguments.get("page", 1, type=int)
    only_void = shelf is Shelf.ISSUED and "void" in arguments
    page: Page[Any] = (
        queries.page_of_candidates(queries.candidates(now=now, words=words) if words else found, number)
        if shelf is Shelf.TO_PROPOSE
        else queries.shelf(shelf, words=words, page=number, only_void=only_void)
    )
    several = sees_several_houses(account)
    to_read = count_to_read() if account.may(Permission.APPROVE_AWARDS) else 0
    lacking = queries.lacking_among(page.rows, now=now) if shelf is Shelf.TO_APPROVE else ()
    again = _who_may_choose_again(page.rows, account, now) if shelf is Shelf.DECLINED else ()
    return Listed(
        shelf,
        words,
        page,
        _tabs(counts, shelf),
        several,
        _together(account, now),
        to_read,
        lacking,
        again,
        _defines(account),
        shelf is Shelf.ISSUED and _has_cards(account),
        void_among([one.id for one in page.rows]) if shelf is Shelf.ISSUED else (),
        queries.count_made_void(),
        only_void,
    )


def tabs_beside(*, now: datetime) -> list[dict[str, Any]]:
    """The shelves, seen from the page of those who are one step away."""
    return _tabs(queries.counts(now=now), None)


def sees_several_houses(account: SignedIn) -> bool:
    """Whether a list of badges has to say of which house each person is."""
    seen = account.scope_for(Permission.SEE_AWARDS)
    return bool(seen.reason) or len(seen.organisation_ids) > 1


def _together(account: SignedIn, now: datetime) -> Together | None:
    """For whoever approves: what waits to be signed where they do."""
    if not account.may(Permission.APPROVE_AWARDS):
        return None
    with scope.within(db.session(), account.scope_for(Permission.APPROVE_AWARDS)):
        return Together(runs.waiting_to_sign().total, runs.recent_runs(now=now))


def _defines(account: SignedIn) -> bool:
    """Whether badges of its own are written here; others read those that they may give."""
    if not account.may(Permission.DEFINE_BADGES):
        return False
    with scope.within(db.session(), account.scope_for(Permission.DEFINE_BADGES)):
        return bool(drafting.issuers_here())


def _has_cards(account: SignedIn) -> bool:
    """Whether a badge is signed whose card this account may print: what was only accepted has none yet."""
    if not account.may(Permission.RECORD_ACCEPTANCE):
        return False
    with scope.within(db.session(), account.scope_for(Permission.RECORD_ACCEPTANCE)):
        return bool(queries.with_card(size=1).rows)


def _who_may_choose_again(awards: Sequence[Award], account: SignedIn, now: datetime) -> set[int]:
    may = account.may(Permission.RECORD_ACCEPTANCE)
    return {one.id for one in awards if may and may_think_again(one.state, one.offered_at, now=now)}


def _first_waiting(counts: Mapping[Shelf, int], account: SignedIn) -> Shelf:
    first = [Shelf.TO_APPROVE] if account.may(Permission.APPROVE_AWARDS) else []
    order = [*first, Shelf.TO_PROPOSE, Shelf.TO_HAND_OVER, Shelf.TO_APPROVE]
    return next((shelf for shelf in order if counts[shelf]), Shelf.ISSUED)


def _tabs(counts: Mapping[Shelf, int], current: Shelf | None) -> list[dict[str, Any]]:
    """The shelves with what lies on each, and without a count, since all people are looked through for it, who is near;
    `current` None: that one."""
    shelves = [
        {
            "label": _("%(name)s (%(count)d)", name=str(SHELVES[one]), count=counts[one]),
            "url": url_for("awards.index", shelf=one.value),
            "is_current": one is current,
        }
        for one in Shelf
    ]
    return [*shelves, {"label": _("Soon"), "url": url_for("awards.soon"), "is_current": current is None}]
