"""A badge as its future holder sees it: where it stands, what is missing, and the one thing to do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from peerlearn.awards.criteria import decision_for
from peerlearn.awards.delegation import delegation
from peerlearn.awards.models import Achievement, Award
from peerlearn.awards.queries import achievements_in_force, awards_of
from peerlearn.awards.reading import read_criteria
from peerlearn.awards.rules import AwardState, Kind, may_think_again
from peerlearn.awards.stolen import void_among
from peerlearn.people.queries import person_by_id
from peerlearn.tracks.rules import TrackCode
from peerlearn.web.kit.criteria_words import missing_words
from peerlearn.web.kit.holder import Contact, contact_of, withdrawn_because, withdrawn_since
from peerlearn.web.kit.i18n import in_language

_NEWS_FOR = timedelta(days=30)
_GREY = frozenset({AwardState.PROPOSED, AwardState.DECLINED, AwardState.REVOKED, AwardState.ERASED})
_OVER = frozenset({AwardState.DECLINED, AwardState.REVOKED, AwardState.ERASED})
_TALKED_ABOUT = frozenset({AwardState.SUSPENDED, AwardState.REVOKED})
_APPROVED = frozenset({AwardState.OFFERED, AwardState.ACCEPTED, AwardState.ISSUED, *_TALKED_ABOUT})


@dataclass(frozen=True)
class Goal:
    """A badge and how far it is: a title, a line, what is missing, maybe whom to talk to, and maybe one button."""

    name: str
    picture: str
    track: TrackCode
    title: str
    line: str
    public_code: str = ""
    is_approved: bool = False
    is_held: bool = False
    is_waiting: bool = False
    is_to_come: bool = False
    is_over: bool = False
    contact: Contact | None = None
    missing: Sequence[str] = ()
    url: str = ""
    label: str = ""


def goals_of(person_id: int | None, track: TrackCode, *, now: datetime, with_ahead: bool = True) -> list[Goal]:
    """What this person has or may still get: their own badges first, then those of the track that are to come.

    Those to come are left out where the house does without badges; one's own are never.
    """
    if person_id is None:
        return []
    awards = [award for award in _latest_of_each(person_id) if _still_matters(award, now)]
    # Whoever has a badge, or may still get it, is not sent on the way to its next version.
    own = {(award.achievement.issuer_id, award.achievement.code) for award in awards}
    offered = _given_at_home(person_id, track) if with_ahead else []
    to_come = [one for one in offered if (one.issuer_id, one.code) not in own]
    void = _void_of(awards)
    mine = [_given(award, is_void=award.id in void) for award in awards]
    return mine + [_to_come(one, person_id, now) for one in to_come]


def skills_needed(track: TrackCode) -> int:
    """How many skills the badge of a track asks for; 0 when there is none."""
    found = [one for one in achievements_in_force() if one.track is track]
    return read_criteria(found[0].criteria).need(Kind.SKILLS_REACHED) if found else 0


def news_for(person_id: int | None, *, now: datetime) -> list[Goal]:
    """What the person has to know of their badges: what waits for their yes or no, and what changed of late."""
    latest = _latest_of_each(person_id) if person_id else []
    void = _void_of(latest)
    return [_given(one, is_void=one.id in void) for one in latest if one.id in void or _is_news(one, now)]


def _void_of(awards: Sequence[Award]) -> Collection[int]:
    """Those of them that a stolen key made void: they were given, and count no more."""
    given = [award.id for award in awards if award.state is AwardState.ISSUED]
    return void_among(given) if given else ()


def _latest_of_each(person_id: int) -> list[Award]:
    """For each badge, what became of it the last time."""
    latest: dict[int, Award] = {}
    for award in awards_of(person_id):
        latest.setdefault(award.achievement_id, award)
    return list(latest.values())


def _still_matters(award: Award, now: datetime) -> bool:
    """An offer that was declined is shown for as long as one may think again; after that, the way lies open anew."""
    if award.state is AwardState.DECLINED:
        return may_think_again(award.state, award.offered_at, now=now)
    return award.state.is_settled


def _is_news(award: Award, now: datetime) -> bool:
    if award.state is AwardState.REVOKED:
        return award.revoked_at is not None and now - award.revoked_at <= _NEWS_FOR
    return award.state in {AwardState.OFFERED, AwardState.SUSPENDED}


def _given(award: Award, *, is_void: bool) -> Goal:
    title, line = _told_as_void() if is_void else _told(award)
    url, label = _next_step(award)
    return Goal(
        name=in_language(award.achievement.name),
        picture=_picture(award.achievement),
        track=award.achievement.track,
        title=title,
        line=line,
        public_code=award.public_code,
        is_approved=award.state in _APPROVED,
        is_held=award.state is AwardState.ISSUED and not is_void,
        is_waiting=award.state is AwardState.OFFERED,
        is_to_come=is_void or award.state in _GREY,
        is_over=award.state in _OVER,
        contact=contact_of(award.person.organisation) if is_void or award.state in _TALKED_ABOUT else None,
        url=url,
        label=label,
    )


def _told(award: Award) -> tuple[str, str]:
    """A title and a line."""
    return {
        AwardState.PROPOSED: (_("Your badge is proposed"), _("Someone else has to approve it. Then you choose.")),
        AwardState.OFFERED: (
            _("Your badge is waiting for you"),
            _("You choose the name it shows. You may say no."),
        ),
        AwardState.ACCEPTED: (_("Your badge is on its way"), _("You said yes. It is being signed.")),
        AwardState.ISSUED: (_("You have your badge"), _("Show it to whoever you like. It is yours.")),
        AwardState.SUSPENDED: (
            _("Your badge is on hold"),
            _("Something is being checked. Meanwhile it does not count."),
        ),
        AwardState.DECLINED: (_("I did not take this badge"), _("Nobody can see it.")),
        AwardState.REVOKED: (
            _("Your badge does not count any more"),
            f"{withdrawn_since(award)} {withdrawn_because(award)}",
        ),
        AwardState.ERASED: (_("Your badge was erased"), _("You asked for it. Nobody asks you why.")),
    }[award.state]


def _told_as_void() -> tuple[str, str]:
    return _("Your badge has to be made again"), _(
        "What we sign badges with was stolen from us. So this one does not count any more. You did nothing wrong, and "
        "what you learned stays yours."
    )


def _next_step(award: Award) -> tuple[str, str]:
    if award.state in {AwardState.PROPOSED, AwardState.ACCEPTED, AwardState.ERASED}:
        return "", ""
    back = "home" if request.endpoint == "me.home" else None
    return url_for("awards.own_badge", public_id=award.public_id, back=back), _("See my badge")


def _to_come(achievement: Achievement, person_id: int, now: datetime) -> Goal:
    """What somebody has already comes first, then the one next thing; the rest can be unfolded."""
    _facts, decision = decision_for(person_id, achievement, now=now)
    name = in_language(achievement.name)
    missing = [missing_words(condition) for condition in decision.unmet]
    if missing:
        title = _("You are on your way") if decision.has_begun else _("Your way begins here")
    else:
        title = _("You have all it takes")
    return Goal(
        name=name,
        picture=_picture(achievement),
        track=achievement.track,
        title=title,
        line=_("Your next step: %(what)s.", what=missing[0])
        if missing
        else _("Someone has to propose it, someone else to approve it."),
        missing=missing,
        is_to_come=True,
        contact=None if missing else _home_of(person_id),
    )


def _given_at_home(person_id: int, track: TrackCode) -> list[Achievement]:
    """The badges of a track that the person's house may give; all of them to who is at home out of sight."""
    found, delegated = [one for one in achievements_in_force() if one.track is track], delegation()
    if not delegated.houses:
        return found
    try:
        home = person_by_id(person_id).organisation_id
    except NoResultFound:
        return found
    return [one for one in found if delegated.allows(one.id, home)]


def _home_of(person_id: int) -> Contact | None:
    """Those who accompany the person; unknown to who leads here and is at home elsewhere."""
    try:
        return contact_of(person_by_id(person_id).organisation)
    except NoResultFound:
        return None


def _picture(achievement: Achievement) -> str:
    return url_for("public.image", achievement_id=achievement.public_id)
