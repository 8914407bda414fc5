"""One table: a refused rule of the trade → words that say what happened and what to do now."""

import logging
import secrets
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, jsonify, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, NoResultFound, OperationalError, PendingRollbackError
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import BadHost, HTTPException, SecurityError

from peerlearn.core.errors import DomainError
from peerlearn.web.kit import i18n
from peerlearn.web.kit.limits import TAKES_A_FILE, TAKES_A_RESOURCE
from peerlearn.web.kit.messages import MESSAGES
from peerlearn.web.kit.quiet_log import where
from peerlearn.web.kit.refusals import reason_for_refusal
from peerlearn.web.kit.transaction import back_to_reading

log = logging.getLogger("peerlearn")
Answer = tuple[Any, int] | tuple[Any, int, dict[str, str]]


def message_of(refused: DomainError) -> str:
    """The words for a refusal, in this request's language."""
    said = {name: _said(value) for name, value in refused.details.items()}
    return str(MESSAGES[refused.code]) % said if said else str(MESSAGES[refused.code])


def _said(value: object) -> object:
    """A title in this answer's language, a day and a local time as people say them; anything else as it is."""
    if isinstance(value, datetime):
        return i18n.day_and_time(value)
    if isinstance(value, date):
        return i18n.day(value, year=True)
    return i18n.in_language(value) if isinstance(value, dict) else value


def arm(app: Flask) -> None:
    """One answer for each kind of failure; nothing half done stays behind."""
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(NoResultFound, _missing)
    app.register_error_handler(ObjectDeletedError, _missing)
    app.register_error_handler(DataError, _cannot_be_kept)
    app.register_error_handler(IntegrityError, _at_the_same_time)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(PendingRollbackError, _unavailable)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _broken)


def _page(name: str, status: int, **values: Any) -> Answer:
    # Saying it may ask who is signed in: that only reads, and needs no lock.
    with suppress(OperationalError):
        back_to_reading()
    values = {"reason": "", "back_url": _page_before()} | values
    if request.path.startswith("/api/"):
        return problem(str(values["reason"] or name), status)
    return render_template(f"errors/{name}.html", **values), status


def problem(title: str, status: int, **more: str) -> Answer:
    """What went wrong, for a program (RFC 9457)."""
    answer = jsonify(type="about:blank", title=title, status=status, **more)
    answer.mimetype = "application/problem+json"
    return answer, status


def _page_before() -> str:
    """The path the person came from, on this site only."""
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:  # "http://[" is no address
        return "/"
    return "/" + parts.path.lstrip("/\\") if parts.netloc == request.host else "/"


def _refused(refused: DomainError) -> Answer:
    return _page("refused", 422, reason=message_of(refused))


def _missing(_: NoResultFound | ObjectDeletedError) -> Answer:
    return _page("404", 404)


def _cannot_be_kept(problem: DataError) -> Answer:
    log.error("the database refuses a value: %s", type(problem.orig).__name__)
    return _page("refused", 422, reason=str(_l("What was sent cannot be written down. Type it again.")))


def _at_the_same_time(_: IntegrityError) -> Answer:
    words = _l("Someone else changed this at the same moment. Nothing of yours was lost: go back and try again.")
    return _page("refused", 409, reason=str(words))


def _unavailable(problem: OperationalError | PendingRollbackError) -> Answer:
    # The second is what is heard after the first, when somebody went on without an answer.
    log.error("database unavailable: %s", type(getattr(problem, "orig", problem)).__name__)
    return (*_page("503", 503)[:2], {"Retry-After": "5"})


def _form_expired(_: CSRFError) -> Answer:
    return _page("page_expired", 400)


def _http(problem: HTTPException) -> Answer | HTTPException:
    status = problem.code or 500
    if problem.response is not None or status < 400:
        return problem
    if isinstance(problem, BadHost | SecurityError):  # the Host is none, so that no address on a page can be made
        return problem
    known = {403: "403", 404: "404", 405: "404", 429: "429"}
    reason = {413: _too_much, 403: reason_for_refusal}.get(status, str)()
    return _page(known.get(status, "refused"), status, reason=reason)


def _too_much() -> str:
    if request.endpoint in TAKES_A_FILE:
        return str(_l("This file is larger than 5 MB. Nothing was kept. Cut it into several files."))
    if request.endpoint == TAKES_A_RESOURCE:
        return str(_l("This file is larger than 10 MB. Nothing was kept. Choose a smaller one, or give a link to it."))
    return str(_l("This is more than a form here can hold. Shorten the texts."))


def _broken(problem: Exception) -> Answer:
    reference = secrets.token_hex(4)
    original = getattr(problem, "original_exception", None) or problem
    log.error("reference %s: %s", reference, where(original))
    return _page("500", 500, reference=reference)
