"""Asking the library about what was handed in. Our own links and codes are looked up; of ours, nothing is fetched."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import badges
from badges import Check, Outcome, Reason, Report
from peerlearn.awards import offline, published, register
from peerlearn.awards.published import PublicAward
from peerlearn.awards.rules import Form
from peerlearn.core.settings import Settings
from peerlearn.web.kit.transaction import back_to_reading
from peerlearn.web.public.fetching import Ask, asking_at_once
from peerlearn.web.public.handed_in import (
    CardLink,
    Code,
    Document,
    ForeignLink,
    HostedId,
    Nothing,
    OtherForm,
    Pdf,
    Photo,
    Words,
    tell_apart,
)
from peerlearn.web.public.turns import BusyError, Look
from peerlearn.web.public.unproven import Unproven, unproven_in
from peerlearn.web.public.words import (
    EMPTY_FILE,
    NO_SUCH_CODE,
    NOT_A_CODE,
    NOTHING_ATTACHED,
    NOTHING_SEEN,
    OFFICE_FILE,
    PICTURES_BUSY,
    WITHDRAWN,
    Doubt,
)

log = logging.getLogger("peerlearn")
_AGAINST_CARDS = {
    "key_unknown": Reason.ISSUER_NOT_PROVEN,
    "key_compromised": Reason.KEY_COMPROMISED,
    "signature_invalid": Reason.ALTERED,
    "too_large": Reason.TOO_LARGE,
}
_SIGNED_FORMS = (Form.OB3_JWT, Form.OB3_DI, Form.OB2_SIGNED)


@dataclass(frozen=True)
class Checked:
    """What came of a check: the library's report, our own badge when it is one, and better words when there are.

    `unproven`: of a badge that could not be checked, what it says of itself.
    """

    report: Report
    at: datetime
    award: PublicAward | None = None
    doubt: Doubt | None = None
    host: str = ""
    unproven: Unproven | None = None


@dataclass(frozen=True)
class Means:
    """How the sites of other issuers are asked, and pictures looked at."""

    ask: Ask
    look: Look = badges.links_in_picture


@dataclass(frozen=True)
class _Here:
    """On which installation, when, and with what means."""

    settings: Settings
    now: datetime
    means: Means


def check(given: bytes | str, settings: Settings, *, now: datetime, means: Means | None = None) -> Checked:
    """Check what somebody put in the box. A register that does not answer decides nothing, wherever it is asked.

    Raises:
        SiteNeededError: a site has to be asked, and `means` leaves that to somebody else.
    """
    try:
        return _check(given, _Here(settings, now, means or Means(asking_at_once(settings))))
    except (badges.RegisterUnavailable, *register.UNANSWERED) as problem:
        log.warning("the register does not answer: %s", type(problem).__name__)
        # What comes next asks again, over another line, and still only reads.
        with suppress(*register.UNANSWERED):
            back_to_reading()
        return Checked(undecided(Reason.STATUS_UNKNOWN), now)


def is_ours(given: bytes | str, settings: Settings) -> bool:
    """Whether it is a code, or a link to a badge or a card at the address of this site: to check it asks nobody."""
    own = (settings.public_url, settings.badge_url)
    return isinstance(tell_apart(given, own_addresses=own), Code | HostedId | CardLink)


def _check(given: bytes | str, here: _Here) -> Checked:
    handed_in = tell_apart(given, own_addresses=_own_addresses(here.settings))
    way: _Way = _WAYS[type(handed_in)]
    return way(handed_in, here)


def _check_code(typed: Code, here: _Here) -> Checked:
    return _check_found(published.find_public_award(typed.value), here.now)


def _check_id(hosted: HostedId, here: _Here) -> Checked:
    return _check_found(published.find_by_credential_uuid(UUID(hosted.value)), here.now)


def _check_found(award: PublicAward | None, now: datetime) -> Checked:
    if award is None:
        return Checked(undecided(Reason.NOT_IN_REGISTER), now, doubt=NO_SUCH_CODE)
    return check_award(award, now=now)


def _check_other(form: OtherForm, here: _Here) -> Checked:
    return Checked(undecided(Reason.NOT_SUPPORTED), here.now, doubt=OFFICE_FILE if form.is_office else None)


def _check_words(_words: Words, here: _Here) -> Checked:
    return Checked(undecided(Reason.NOTHING_INSIDE), here.now, doubt=NOT_A_CODE)


def _check_nothing(_nothing: Nothing, here: _Here) -> Checked:
    return Checked(undecided(Reason.NOTHING_INSIDE), here.now, doubt=EMPTY_FILE)


def check_award(award: PublicAward, *, now: datetime) -> Checked:
    """Check a badge of ours from its stored bytes, as a stranger would: signature, register, status.

    Every signed form is checked, since any of them may be the one that somebody holds; the first doubt counts.
    """
    kept = (published.credential_bytes(award.credential_uuid, form) for form in _SIGNED_FORMS)
    reports = [badges.verify(body, resolve=None, trust=register.trust(), now=now) for body in kept if body]
    doubtful = [report for report in reports if report.verdict is not badges.Verdict.VALID]
    nothing_left = Report(checks=(Check("status", Outcome.FAILED, Reason.REVOKED),))
    report = next(iter(doubtful or reports), nothing_left)
    return Checked(report, now, award=award, doubt=_withdrawal(award, report))


def _check_card(card: CardLink, here: _Here) -> Checked:
    """What a card says has to be signed by us, and to name a badge of the register; then that badge is checked."""
    try:
        summary = badges.read_summary(card.link, offline.find_card_key)
    except badges.BadgeError as problem:
        reason = _AGAINST_CARDS.get(problem.code, Reason.MALFORMED)
        return Checked(Report(checks=(Check("signature", Outcome.FAILED, reason),)), here.now)
    edition = offline.edition_behind(summary)
    award = published.find_by_credential_uuid(edition.credential_uuid) if edition else None
    if award is None:
        log.critical("alarm: a key of ours signed a card that the register does not hold; digest %s", digest(card.link))
        return Checked(Report(checks=(Check("register", Outcome.FAILED, Reason.NOT_IN_REGISTER),)), here.now)
    return check_award(award, now=here.now)


def _check_whole(document: Document, here: _Here) -> Checked:
    """A document as it is; when it is a picture that lost its badge on the way, what can be seen in it."""
    content = document.content
    checked = _check_document(content, here)
    if checked.report.reasons[:1] != (Reason.NOTHING_INSIDE,) or not isinstance(content, bytes):
        return checked
    seen = _check_seen(Photo(content), here)
    return checked if seen.doubt is NOTHING_SEEN else seen


def _check_seen(photo: Photo, here: _Here) -> Checked:
    """The first code of ours on a photograph, else the first of anybody's. What was drawn around it proves nothing."""
    try:
        links = here.means.look(photo.content)
    except BusyError:
        return Checked(undecided(Reason.STATUS_UNKNOWN), here.now, doubt=PICTURES_BUSY)
    except badges.TooLarge:
        return Checked(_failed(Reason.TOO_LARGE), here.now)
    except badges.Malformed:
        links = ()
    own = _own_addresses(here.settings)
    ours = [link for link in links if not isinstance(tell_apart(link, own_addresses=own), ForeignLink)]
    if not links:
        return Checked(undecided(Reason.NOTHING_INSIDE), here.now, doubt=NOTHING_SEEN)
    return _check((ours or list(links))[0], here)


def _check_attached(document: Pdf, here: _Here) -> Checked:
    try:
        attached = badges.badge_in_pdf(document.content)
    except badges.TooLarge:
        return Checked(_failed(Reason.TOO_LARGE), here.now)
    if attached is None:
        return Checked(undecided(Reason.NOTHING_INSIDE), here.now, doubt=NOTHING_ATTACHED)
    return _check_document(attached, here)


def _check_link(foreign: ForeignLink, here: _Here) -> Checked:
    checked = _check_document(foreign.link, here)
    if checked.report.reasons[:1] == (Reason.MALFORMED,):
        # An address that is never asked (plain http, a user name in it) is no broken badge: nobody looked.
        return Checked(undecided(Reason.ISSUER_UNKNOWN), here.now, host=foreign.host)
    return replace(checked, host=foreign.host)


def _check_document(content: bytes | str, here: _Here) -> Checked:
    report = badges.verify(content, resolve=here.means.ask(content), trust=register.trust(), now=here.now)
    if report.raises_alarm:
        log.critical("alarm: a key of ours signed a badge that the register does not hold; digest %s", digest(content))
    # What was altered says nothing about the badge whose name it uses.
    award = _award_of(report) if report.contents is not None else None
    withdrawal = _withdrawal(award, report) if award else None
    return Checked(report, here.now, award=award, doubt=withdrawal, unproven=_unproven(content, report))


def _unproven(content: bytes | str, report: Report) -> Unproven | None:
    """Which badge it would be: neither one that is known to be false, nor one of which more is known."""
    is_doubtful = report.verdict is badges.Verdict.COULD_NOT_BE_CHECKED
    return unproven_in(content) if is_doubtful and report.contents is None else None


def digest(content: bytes | str) -> str:
    """The fingerprint of what was handed in: enough to find it again, and nothing of what it says."""
    return badges.digest(content if isinstance(content, bytes) else content.encode(errors="replace"))


def _award_of(report: Report) -> PublicAward | None:
    if report.registered is None:
        return None
    name = report.registered.credential_id.removesuffix(".json")
    return published.find_by_credential_uuid(UUID(name[-36:]))


def _withdrawal(award: PublicAward, report: Report) -> Doubt | None:
    if Reason.REVOKED not in report.reasons[:1] or award.revocation_reason is None:
        return None
    return WITHDRAWN[award.revocation_reason]


def undecided(reason: Reason) -> Report:
    """What is known of a badge that nobody could look at."""
    return Report(checks=(Check("form", Outcome.NOT_POSSIBLE, reason),))


def _failed(reason: Reason) -> Report:
    return Report(checks=(Check("form", Outcome.FAILED, reason),))


def _own_addresses(settings: Settings) -> set[str]:
    """Where this site answers, and where it answered when its issuers were made."""
    issuers = {one for one in register.trust().issuer_ids if one.startswith("http")}
    return {settings.public_url, settings.badge_url, *issuers}


_Way = Callable[[Any, _Here], Checked]
_WAYS: dict[type, _Way] = {
    Code: _check_code,
    HostedId: _check_id,
    CardLink: _check_card,
    ForeignLink: _check_link,
    Photo: _check_seen,
    Pdf: _check_attached,
    OtherForm: _check_other,
    Words: _check_words,
    Nothing: _check_nothing,
    Document: _check_whole,
}
