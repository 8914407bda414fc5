"""Verification for programs: `POST /api/v1/verify`, described by `/api/v1/openapi.json` and `/api/docs`.

The same check as on the page, and nothing is stored. Problems are told as RFC 9457.
"""

from typing import Any

from flask import current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

import badges
from badges import Outcome, Verdict
from peerlearn.awards.addresses import Addresses
from peerlearn.core import clock
from peerlearn.web.kit import i18n
from peerlearn.web.kit.access import public
from peerlearn.web.kit.errors import problem
from peerlearn.web.public import answers
from peerlearn.web.public.blueprint import pages
from peerlearn.web.public.checking import Checked, check
from peerlearn.web.public.openapi import described
from peerlearn.web.public.showing import reading_languages
from peerlearn.web.public.vouching import vouched_for
from peerlearn.web.public.words import DOUBTS


@pages.post("/api/v1/verify")
@public
def verify_by_program() -> ResponseReturnValue:
    """What was sent, checked: the verdict, each check, and our badge when it is one that holds."""
    given = _given()
    if not given:
        return _nothing_given()
    checked = check(given, current_app.extensions["peerlearn-settings"], now=clock.now())
    answer = jsonify(_report(checked))
    answer.headers["Cache-Control"] = "no-store"
    return answer


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
    shown = {"reasons": reasons, "site": site, "languages": reading_languages(), "verdicts": list(Verdict)}
    return answers.page(render_template("public/api_docs.html", outcomes=list(Outcome), **shown))


def _given() -> bytes | str:
    """A file, or the member `input` of a JSON object; empty when there is neither."""
    if file := request.files.get("file"):
        return bytes(file.read())
    sent: Any = request.get_json(silent=True)
    given: Any = sent.get("input") if isinstance(sent, dict) else request.form.get("input")
    return str(given).strip() if isinstance(given, str) else ""


def _nothing_given() -> ResponseReturnValue:
    what_to_send = _("Send JSON with a member “input”, or a form with a file named “file”.")
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
