"""A result for the file of an employer: one dated sheet in black and white. A picture of one moment, and it says so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from badges import Verdict
from peerlearn.awards import offline, published
from peerlearn.awards.addresses import Addresses
from peerlearn.core import clock
from peerlearn.web.kit import badge_facts as facts
from peerlearn.web.kit import i18n, paper
from peerlearn.web.kit.access import public
from peerlearn.web.kit.badge_words import in_groups
from peerlearn.web.kit.languages import language
from peerlearn.web.public import answers, sealed
from peerlearn.web.public.blueprint import pages
from peerlearn.web.public.checking import Checked, check_award
from peerlearn.web.public.findings import Finding, checked_on, finding_of
from peerlearn.web.public.handed_in import as_code
from peerlearn.web.public.several import Given, sha256_of
from peerlearn.web.public.strangers import strangers_badge
from peerlearn.web.public.uses import count_checks

_SHEET = "sheet of a result"


@dataclass(frozen=True)
class Sheet:
    """What the page of a result says only on paper, and the way to have it as PDF: an address, or what is sent back."""

    moment: str
    file: str
    sha256: str
    address: str
    not_proven: str
    url: str
    told: str


def sheet_of(checked: Checked, finding: Finding, given: Given | None = None) -> Sheet:
    """The same result, for paper."""
    values = _values(checked, finding, given)
    award = checked.award
    # A badge that was not handed in as a file has an address of its own, which checks it again.
    own = url_for("public.verdict", code=award.public_code, lang=language()) if award and not given else ""
    told = "" if own else sealed.seal(values, of=_SHEET)
    known = {name: values[name] for name in ("moment", "file", "sha256", "address", "not_proven")}
    return Sheet(**known, url=own or url_for("public.result", lang=language()), told=told)


@pages.get("/b/<code>/verdict.pdf")
@public
def verdict(code: str) -> ResponseReturnValue:
    """A badge of ours, checked now: the result as PDF."""
    found = as_code(code)
    award = published.find_public_award(found) if found else None
    if award is None:
        abort(404)
    checked = check_award(award, now=clock.now())
    count_checks([checked])
    return _drawn(_values(checked, finding_of(checked), None))


def find_sheet(told: str) -> Response | None:
    """The result that a page of ours showed, as PDF; None when no page of today showed it."""
    values = sealed.unseal(told, of=_SHEET)
    return None if values is None else _drawn(values)


def _drawn(values: dict[str, Any]) -> Response:
    at = datetime.fromisoformat(values["at"])
    body = paper.sheet("paper/verdict.typ", values, files={"qr.svg": offline.drawn_code(values["address"])}, dated=at)
    answer = Response(body, mimetype=answers.PDF)
    name = _("badge-result") + f"-{at:%Y-%m-%d-%H%M}.pdf"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _values(checked: Checked, finding: Finding, given: Given | None) -> dict[str, Any]:
    # Not yes and no: of "The issuer has withdrawn it", a no would say the contrary.
    words = {
        "passed": _("in order"),
        "failed": _("a problem"),
        "unknown": _("not known"),
        "noted": _("for information"),
    }
    checks = [{"said": words[one.outcome], **vars(one)} for one in (*finding.checks, *finding.further_checks)]
    is_file = given is not None and given.is_file
    return {
        "lang": language(),
        "at": checked.at.isoformat(),
        "moment": _moment(checked),
        "shape": finding.shape,
        "title": finding.title,
        # Of most results this is the moment of the check, which stands here in full.
        "line": "" if finding.line == checked_on(checked) else finding.line,
        "claim": finding.claim,
        "why": finding.why,
        "now": finding.now,
        "checks": checks,
        "file": given.name if given and is_file else "",
        "sha256": sha256_of(given) if given and is_file else "",
        "not_proven": _not_proven(checked),
        **_badge(checked),
        **_labels(checked, finding),
    }


def _not_proven(checked: Checked) -> str:
    """A card with a holder code comes with our badges alone."""
    if checked.award is not None:
        said = _("It does not prove who shows the badge: the holder code does. Nor does it know what came after.")
    else:
        said = _(
            "It does not prove who shows the badge: ask the person to show where they received it. "
            "Nor does it know what came after."
        )
    return str(said)


def _again_line(checked: Checked) -> str:
    """Of our badges there is a page; whatever else came is kept nowhere here."""
    if checked.award is not None:
        said = _("This sheet is a picture of one moment. The address says how things are now:")
    else:
        said = _("This sheet is a picture of one moment. To check again, hand in the same file, link or code there:")
    return str(said)


def _badge(checked: Checked) -> dict[str, Any]:
    """What may be said of it: of a badge that no longer holds, neither whose it was nor what they can do."""
    award, holds = checked.award, checked.report.verdict is Verdict.VALID
    site = str(current_app.extensions["peerlearn-settings"].public_url)
    about = [vars(one) for one in (facts.who_says_so(award.issuer) if award else finding_of(checked).about)]
    if award is None:
        stranger = strangers_badge(checked.report) if holds else None
        named = {"badge": stranger.name, "words": stranger.description} if stranger else {"badge": "", "words": ""}
        return {**named, "can_do": [], "about": about, "proof": [], "code": "", "address": f"{site}/verify"}
    return {
        "badge": i18n.in_language(award.name),
        "words": i18n.in_language(award.description) if holds else "",
        "can_do": i18n.each_in_language(award.can_do) if holds else [],
        "about": about,
        "proof": [vars(one) for one in facts.how_we_know(award)] if holds else [],
        "code": in_groups(award.public_code),
        "address": Addresses(award.issuer.base_url).page(award.public_code),
    }


def _labels(checked: Checked, finding: Finding) -> dict[str, str]:
    return {
        "heading": _("Result of a check"),
        "checked": _("Checked on"),
        "about_title": _("What the file says, and nobody confirms") if finding.is_unproven else _("Who says so"),
        "proof_title": _("How we know"),
        "checks_title": _("What we checked"),
        "why_title": _("Why"),
        "not_proven_title": _("What this sheet does not prove"),
        "file_title": _("The file that was handed in"),
        "again": _("Check again"),
        "again_line": _again_line(checked),
        "qr_alt": _("Code that leads to the check"),
        "programme": checked.award.issuer.name if checked.award else "PeerLearn",
    }


def _moment(checked: Checked) -> str:
    local = clock.at_place(checked.at, clock.DEFAULT_ZONE)
    zone = f"{clock.DEFAULT_ZONE}, UTC{local.isoformat()[-6:]}"
    return str(_("%(day)s at %(hour)s (%(zone)s)", day=i18n.day(local, year=True), hour=i18n.hour(local), zone=zone))
