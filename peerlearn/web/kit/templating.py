"""What every template may use."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.core.phones import phone_as_said
from peerlearn.core.settings import Settings
from peerlearn.web.kit import i18n, labels, security, session, steps
from peerlearn.web.kit.foreign import plain
from peerlearn.web.kit.languages import language, languages_here, left_to_right
from peerlearn.web.kit.own_space import own_tabs


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the menu on top of a page."""

    label: str
    url: str
    is_current: bool
    icon: str = ""


def arm(app: Flask, settings: Settings) -> None:
    """Give templates the names they rely on; a misspelt one is an error, never an empty place."""
    static = Path(str(app.static_folder))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: _values(settings))
    app.jinja_env.filters.update(
        word=labels.word_of,
        phone=said_phone,
        ltr=left_to_right,
        plain=plain,
        unbroken=unbroken,
        meant_for=steps.meant_for,
        training=steps.training_of,
        step=steps.step_of,
        course=steps.course_of,
    )
    # Letters as they are: written as \u0627, an Arabic one would take three times the room.
    app.jinja_env.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
    app.add_template_global(_asset_of(static), "asset")
    app.add_template_global(security.nonce, "csp_nonce")
    app.add_template_global(languages_here)


def said_phone(stored: str) -> str:
    """A number of a telephone as people say it; in a sentence from right to left it stays whole."""
    return left_to_right(phone_as_said(stored))


def unbroken(text: str) -> Markup:
    """A title for a narrow card: a short word with a hyphen (e-mail, peut-être) stays on one line."""
    parts = re.split(r"(\w{1,5}-\w{1,5})(?![\w-])", str(escape(text)))
    whole = '<span class="nowrap">{}</span>'
    return Markup("".join(whole.format(part) if number % 2 else part for number, part in enumerate(parts)))  # noqa: S704


def _values(settings: Settings) -> dict[str, Any]:
    is_public = request.endpoint is None or request.endpoint.startswith("public.")
    account = None if is_public else session.find_account()
    return {
        "lang": language(),
        "dir": i18n.direction(),
        "demo": settings.demo,
        "signed_in": account,
        "menu": _menu(account),
        "menu_aside": _menu_aside(account),
        "own_tabs": partial(own_tabs, account),
        "programme_name": "PeerLearn",
        "Permission": Permission,
        "today": clock.today(),
    }


def _menu(account: session.SignedIn | None) -> list[MenuEntry]:
    if account is None:
        return []
    offered = [
        (None, _("Today"), "home.today"),
        (Permission.SEE_WORKSHOPS, _("Workshops"), "workshops.index"),
        (Permission.SEE_PEOPLE, _("People"), "people.index"),
        (Permission.SEE_AWARDS, _("Badges"), "awards.index"),
        (Permission.SEE_CURRICULA, _("Modules"), "tracks.index"),
        (Permission.SEE_ORGANISATIONS, _("Organisations"), "organisations.index"),
        (Permission.SEE_ORGANISATIONS, _("Figures"), "figures.index"),
    ]
    area = (request.endpoint or "").split(".")[0]
    return [
        MenuEntry(label, url_for(endpoint), endpoint.split(".")[0] == area)
        for permission, label, endpoint in offered
        if permission is None or account.may(permission)
    ]


def _menu_aside(account: session.SignedIn | None) -> list[MenuEntry]:
    """What one seldom opens and has to find: under one's name, and at the foot of a phone's page."""
    if account is None:
        return []
    offered = [
        (account.may(Permission.SEE_PEOPLE), _("Personal data"), "privacy.overview", "people"),
        (account.person_id is not None, _("My data"), "privacy.own", "lock"),
        (True, _("My account"), "account.show", "settings"),
    ]
    return [
        MenuEntry(label, url_for(endpoint), request.endpoint == endpoint, icon)
        for is_open, label, endpoint, icon in offered
        if is_open
    ]


def _asset_of(static: Path) -> Callable[[str], str]:
    @lru_cache(maxsize=256)
    def version(path: str, _changed_ns: int) -> str:
        return hashlib.sha256((static / path).read_bytes()).hexdigest()[:10]

    def asset(path: str) -> str:
        """The address of a static file, which changes with its content so that it can be kept for a year."""
        file = static / path
        known = version(path, file.stat().st_mtime_ns) if file.exists() else "0"
        return url_for("static", filename=path, v=known)

    return asset
