"""The badges in words: where one stands, what happened to it, what can be done and why not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from peerlearn.awards.models import Award
from peerlearn.awards.queries import Act, Shelf
from peerlearn.awards.rules import AwardState, NameShown, RevocationReason, shown_as
from peerlearn.awards.run_models import AwardRun
from peerlearn.awards.runs import refused_in
from peerlearn.awards.steps import Choice, Obstacle, Step
from peerlearn.core.errors import DomainError
from peerlearn.web.kit import i18n
from peerlearn.web.kit.badge_ends import REVOCATION_REASONS
from peerlearn.web.kit.badge_words import received
from peerlearn.web.kit.errors import message_of

Text = Any  # a lazy string: its language is chosen when it is shown

SHELVES: dict[Shelf, Text] = {
    Shelf.TO_PROPOSE: _l("To propose"),
    Shelf.TO_APPROVE: _l("To approve"),
    Shelf.TO_HAND_OVER: _l("To hand over"),
    Shelf.DECLINED: _l("Said no"),
    Shelf.ISSUED: _l("Accepted or withdrawn"),
}

# State → word, kind of tag, and what comes next.
STATES: dict[AwardState, tuple[Text, str, Text]] = {
    AwardState.PROPOSED: (_l("Proposed"), "warning", _l("Another person has to approve it.")),
    AwardState.REFUSED: (_l("Refused"), "neutral", _l("It can be proposed again when something has changed.")),
    AwardState.TAKEN_BACK: (_l("Taken back"), "neutral", _l("It can be proposed again.")),
    AwardState.OFFERED: (_l("Approved"), "accent", _l("It can be handed over: the person accepts it or not.")),
    AwardState.DECLINED: (_l("Declined"), "neutral", _l("The person did not want it. Nothing is public.")),
    AwardState.ACCEPTED: (_l("Accepted"), "warning", _l("It waits to be signed. Nothing is public yet.")),
    AwardState.ISSUED: (_l("Given"), "success", _l("It is signed and public. The person owns it.")),
    AwardState.SUSPENDED: (_l("Suspended"), "warning", _l("Its public page says so.")),
    AwardState.REVOKED: (_l("Withdrawn"), "danger", _l("Its public page says that it was withdrawn.")),
    AwardState.ERASED: (_l("Erased"), "neutral", _l("At the person’s request.")),
}

# Of one that was given, and that a stolen key made void since.
VOID: tuple[Text, str, Text] = (
    _l("Counts no more"),
    "danger",
    _l("It was signed with a stolen key. Withdraw it, then propose it again."),
)

OBSTACLES: dict[Obstacle, Text] = {
    Obstacle.PROPOSED_IT: _l("You proposed this badge: another person must approve it."),
    Obstacle.OWN_BADGE: _l("This badge is for you: another person must approve it."),
    Obstacle.TOO_LATE: _l("They said no too long ago: it has to be proposed again."),
    Obstacle.RULE_NO_LONGER_MET: _l("The rule is no longer met: something was corrected since it was proposed."),
}

_ONLY_ABOVE = _l("Only the regional coordination or the national team can suspend it, restore it or withdraw it.")
# Step → who does it, for those who may not.
_UP_TO: dict[Step, Text] = {
    Step.APPROVE: _l("The regional coordination or the national team approves it."),
    Step.REFUSE: _l("The regional coordination or the national team decides."),
    Step.HAND_OVER: _l("The staff of the person’s organisation hands it over."),
    Step.OFFER_AGAIN: _l("The staff of the person’s organisation can offer it again."),
    Step.SIGN: _l("The staff of the person’s organisation can have it signed."),
    Step.CORRECT: _l("The staff of the person’s organisation can correct the name on it."),
    Step.SUSPEND: _ONLY_ABOVE,
    Step.RESTORE: _ONLY_ABOVE,
    Step.REVOKE: _ONLY_ABOVE,
}


@dataclass(frozen=True)
class NamePreview:
    """A name to choose: `label` is exactly what will be shown, `sentence` where."""

    choice: NameShown
    label: str
    sentence: str


@dataclass(frozen=True)
class Happened:
    """One line of a timeline."""

    when: str
    what: str


def why_not(choice: Choice) -> Text:
    """What keeps this account from taking the step, in words; empty when nothing does."""
    if choice.obstacle is None:
        return ""
    return _UP_TO[choice.step] if choice.obstacle is Obstacle.NOT_ALLOWED else OBSTACLES[choice.obstacle]


@dataclass(frozen=True)
class Refused:
    """A badge that a run could not do, and why."""

    award: Award
    why: str


def refusals_of(run: AwardRun) -> list[Refused]:
    """What could not be done, in words, by name."""
    return [Refused(award, message_of(DomainError(code))) for award, code in refused_in(run)]


def name_previews(award: Award) -> list[NamePreview]:
    """The names the holder can choose from, each once, as they will be shown and signed."""
    person = award.person
    shown: dict[str, NameShown] = {}
    for choice in NameShown:
        shown.setdefault(shown_as(choice, person.first_name, person.last_name), choice)
    return [NamePreview(choice, name or str(_("No name")), received(name)) for name, choice in shown.items()]


def after_acceptance(award: Award) -> str:
    """What to say once the holder has accepted."""
    if award.state is AwardState.ISSUED:
        return str(_("The badge is given: signed, and public."))
    return str(_("The person has accepted. The badge will be signed as soon as a key is ready."))


def timeline(acts: list[Act]) -> list[Happened]:
    """What happened, the latest first."""
    lines = [Happened(i18n.day_and_time(act.at), _ACTS[act.action](act)) for act in acts if act.action in _ACTS]
    return lines[::-1]


def _proposed(act: Act) -> str:
    if act.details.get("rule_met"):
        return str(_("%(who)s proposed this badge: the rule was met", who=_who(act)))
    return str(_("%(who)s proposed this badge, with a reason", who=_who(act)))


def _accepted(act: Act) -> str:
    if act.details.get("in_person"):
        return str(_("Accepted by the person, in the presence of %(who)s", who=_who(act)))
    return str(_("Accepted by the person, with their own account"))


def _declined(act: Act) -> str:
    if act.details.get("in_person"):
        return str(_("Declined by the person, in the presence of %(who)s", who=_who(act)))
    return str(_("Declined by the person, with their own account"))


def _revoked(act: Act) -> str:
    reason = REVOCATION_REASONS.get(RevocationReason(str(act.details["reason"])), "")
    return str(_("%(who)s withdrew this badge: %(reason)s", who=_who(act), reason=str(reason).lower()))


def _who(act: Act) -> str:
    return act.by or "PeerLearn"


_ACTS: dict[str, Callable[[Act], str]] = {
    "award.proposed": _proposed,
    "award.approved": lambda act: str(_("%(who)s approved it", who=_who(act))),
    "award.refused": lambda act: str(_("%(who)s refused it", who=_who(act))),
    "award.taken_back": lambda act: str(_("%(who)s took the proposal back", who=_who(act))),
    "award.offered_again": lambda _act: str(_("The person thought again: offered once more")),
    "award.accepted": _accepted,
    "award.declined": _declined,
    "award.issued": lambda _act: str(_("Signed, entered in the register, and public")),
    "award.suspended": lambda act: str(_("%(who)s suspended it, while something is looked into", who=_who(act))),
    "award.card_printed": lambda act: str(_("%(who)s printed its card, with a new holder code", who=_who(act))),
    "award.restored": lambda act: str(_("%(who)s let it count again", who=_who(act))),
    "award.corrected": lambda act: str(_("%(who)s had the name on it corrected: made again", who=_who(act))),
    "award.signed_again": lambda _act: str(_("Signed again with a new key")),
    "award.revoked": _revoked,
}
