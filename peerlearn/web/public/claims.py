"""The one sentence under a verdict: who says it, of whom, with which badge. Never more than the check found."""

from flask_babel import gettext as _

from badges import Reason, Verdict
from peerlearn.awards.published import PublicAward
from peerlearn.awards.rules import RevocationReason
from peerlearn.web.kit.i18n import in_language
from peerlearn.web.public.checking import Checked
from peerlearn.web.public.strangers import strangers_badge

_COUNTS_NO_MORE = {Reason.REVOKED, Reason.EXPIRED, Reason.KEY_COMPROMISED}


def claim_of(checked: Checked) -> str:
    """The sentence; empty when nothing is known that could be said of a badge."""
    award = checked.award
    if award is None:
        return _of_a_stranger(checked)
    named = {"issuer": award.issuer.legal_name, "badge": in_language(award.name)}
    if checked.report.verdict is not Verdict.VALID:
        return _of_one_that_does_not_hold(award, checked, named)
    person = award.shown_as or _("a person who prefers not to show their name")
    # What they can do comes after the colon. No `str()`: it would lose the language that the badge's name is in.
    claim: str = _(
        "According to %(issuer)s, %(person)s has received the badge “%(badge)s” and can:", person=person, **named
    )
    return claim


def _of_one_that_does_not_hold(award: PublicAward, checked: Checked, named: dict[str, str]) -> str:
    """Which badge it is, and what became of it. Not whose it was."""
    reasons, claim = checked.report.reasons[:1], ""
    if checked.report.verdict is Verdict.COULD_NOT_BE_CHECKED:
        claim = _("We could not check the badge “%(badge)s”, given by %(issuer)s.", **named)
    elif award.revocation_reason is RevocationReason.REPLACED:
        claim = _("There is a newer version of the badge “%(badge)s”, given by %(issuer)s.", **named)
    elif Reason.SUSPENDED in reasons:
        claim = _("The badge “%(badge)s”, given by %(issuer)s, does not count for now.", **named)
    elif _COUNTS_NO_MORE.intersection(reasons):
        claim = _("The badge “%(badge)s”, given by %(issuer)s, no longer counts.", **named)
    return claim


def _of_a_stranger(checked: Checked) -> str:
    """Another issuer's badge names nobody we know: the sentence says which site confirms it, or that none does."""
    verdict = checked.report.verdict
    badge = strangers_badge(checked.report) if verdict is not Verdict.NOT_VALID else None
    if badge is None or not (badge.name and badge.issuer_name):
        return ""
    named = {"badge": badge.name, "issuer": badge.issuer_name}
    if verdict is not Verdict.VALID or badge.issuer_host is None:
        return str(_("It says: badge “%(badge)s”, given by %(issuer)s. Nobody has confirmed it to us.", **named))
    site = badge.issuer_host
    return str(
        _("According to %(issuer)s (site %(site)s), a person has received the badge “%(badge)s”.", site=site, **named)
    )
