"""Verification for programs: `POST /api/v1/verify`, described by `/api/v1/openapi.json` and `/api/docs`.

The same check as on the page. What a site keeps waiting is asked for again at the address that comes back. Problems are
told as RFC 9457.
"""

from typing import Any

from flask import Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

import badges
from badges import Outcome, Verdict
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.rules import Use
from peerlearn.core import clock
from peerlearn.web.kit import i18n
from peerlearn.web.kit.access import only_looks, public
from peerlearn.web.kit.errors import problem
from peerlearn.web.public import answers, asking, several
from peerlearn.web.public.blueprint import pages
from peerlearn.web.public.checking import Checked
from peerlearn.web.public.openapi import described
from peerlearn.web.public.several import Found, Given
from peerlearn.web.public.showing import reading_languages
from peerlearn.web.public.tickets import Ticket, read_ticket
from peerlearn.web.public.uses import count_checks
from peerlearn.web.public.vouching import vouched_for
from peerlearn.web.public.words import BUSY, DOUBTS

_ASKED_AGAIN_AFTER_SECONDS = "2"


@pages.post("/api/v1/verify")
@public
@only_looks
def verify_by_program() -> ResponseReturnValue:
    """What was sent, checked: the verdict, each check, and our badge when it is one that holds."""
    given, is_list = _given()
    if not given:
        return _nothing_given()
    if len(given) > several.MOST:
        return problem(_("This is too much at once"), 400, detail=_("Send %(most)d at most.", most=several.MOST))
    try:
        found = asking.see_to(given, is_list=is_list)
    except several.BusyError:
        return problem(str(BUSY.why), 503, detail=str(BUSY.now))
    if isinstance(found, Ticket):
        return _not_yet(found)
    count_checks((one.checked for one in found.looked), Use.PROGRAM_CHECK)
    return _reports(found)


@pages.get("/api/v1/verify/<token>")
@public
def late_by_program(token: str) -> ResponseReturnValue:
    """What came of it in the end; 202 until then."""
    ticket = read_ticket(token)
    if ticket is None or clock.now() >= ticket.ends_at:
        status = 410 if ticket else 404
        return problem(_("This result is not kept any more"), status, detail=_("Send the badge again."))
    found = asking.find(ticket)
    return _not_yet(ticket) if found is None else _reports(found)


@pages.get("/api/v1/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    """The interface, described for programs."""
    site = current_app.extensions["peerlearn-settings"].public_url
    return answers.file(badges.write_json(described(site)), answers.JSON, keep=answers.MAY_BE_WITHDRAWN)


@pages.get("/api/docs")
@public
def api_docs() -> ResponseReturnValue:
    """The same for people: what to send, what comes back, and what each reason means."""
    reasons = [(reason.value, doubt.check) for reason, doubt in DOUBTS.items()]
    site = current_app.extensions["peerlearn-settings"].public_url
    shown = {
        "most": several.MOST,
        "reasons": reasons,
        "site": site,
        "languages": reading_languages(),
        "verdicts": list(Verdict),
    }
    return answers.page(render_template("public/api_docs.html", outcomes=list(Outcome), **shown))


def _given() -> tuple[list[Given], bool]:
    """Files, or a member of a JSON object: `input`, a text, or `inputs`, several. And whether a list comes back."""
    if files := request.files.getlist("file"):
        chosen = several.given_in(files, "")
        return chosen if any(one.content for one in chosen) else [], len(files) > 1
    sent = _sent()
    if isinstance(sent, dict) and "inputs" in sent:
        inputs: Any = sent["inputs"]
        is_right = isinstance(inputs, list) and all(isinstance(one, str) and one.strip() for one in inputs)
        return [Given(one.strip(), one) for one in inputs] if is_right else [], True
    given: Any = sent.get("input") if isinstance(sent, dict) else request.form.get("input")
    return [Given(given.strip(), given)] if isinstance(given, str) and given.strip() else [], False


def _sent() -> Any:
    """What the body says as JSON; None when it is none, or deeper than Python follows."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def _reports(found: Found) -> ResponseReturnValue:
    """What came of each, in the order in which they were sent: of what was sent twice, the same twice."""
    reports = [_report(found.looked[place].checked) for place in found.order]
    return _unkept(jsonify({"results": reports} if found.is_list else reports[0]))


def _not_yet(ticket: Ticket) -> ResponseReturnValue:
    how_far = asking.progress(ticket)
    told = {"status": "being_checked", "asked": how_far.asked, "answer_by": ticket.until.isoformat()}
    answer = _unkept(jsonify(told))
    answer.headers["Retry-After"] = _ASKED_AGAIN_AFTER_SECONDS
    answer.headers["Location"] = url_for("public.late_by_program", token=ticket.token)
    answer.status_code = 202
    return answer


def _unkept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _nothing_given() -> ResponseReturnValue:
    what_to_send = _("Send JSON with a member “input” or “inputs”, or a form with a file named “file”, or several.")
    return problem(_("There is nothing to check"), 400, detail=what_to_send)


def _report(checked: Checked) -> dict[str, Any]:
    report = {**checked.report.as_json(), "checked_at": checked.at.replace(microsecond=0).isoformat(), "badge": None}
    award = checked.award
    if checked.report.verdict is Verdict.VALID and award is not None:
        report["badge"] = {
            "code": award.public_code,
            "page": Addresses(award.issuer.base_url).page(award.public_code),
            "name": i18n.in_language(award.name),
            "holder": award.shown_as or None,
            "awarded_on": award.awarded_on.isoformat() if award.awarded_on else None,
            "issuer": {"name": award.issuer.name, "legal_name": award.issuer.legal_name, "id": award.issuer.did},
            "credential": f"urn:uuid:{award.credential_uuid}",
            "endorsements": [f"urn:uuid:{one.credential_uuid}" for one in vouched_for(award, now=checked.at).proven],
        }
    return report
