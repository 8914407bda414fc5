"""The app on the phone: its page, its code, its worker. Nothing in them is about anybody: a worker keeps them."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import abort, current_app, jsonify, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from peerlearn.core.permissions import Permission
from peerlearn.web.field.blueprint import pages
from peerlearn.web.field.entering import in_the_room
from peerlearn.web.field.words import words_of_the_app
from peerlearn.web.kit import security
from peerlearn.web.kit.access import public, requires
from peerlearn.web.kit.languages import language

_SHEETS = (
    "base.css",
    "components/phone.css",
    "attendance/attendance.css",
    "diagnoses/diagnoses.css",
    "field/field.css",
    "icon.svg",
    "icons.svg",
)
_FACES = ("fonts/atkinson-400.woff2", "fonts/atkinson-700.woff2")
# Languages whose letters they lack; field.css names them too.
_OWN_LETTERS = {"ar", "uk"}
_ICON_SIZES = (192, 512)
_WORKER = "worker.js"


@pages.get("/field")
@requires(Permission.USE_PHONE)
def app() -> ResponseReturnValue:
    """The shell of the app, in the language of who opens it. The code in it fetches the rest."""
    in_the_room()
    answer = make_response(_shell())
    answer.headers["Content-Security-Policy"] = security.POLICY_OF_OWN_FILES
    return answer


@pages.get("/field/code/<version>/<name>")
@public
def code(version: str, name: str) -> ResponseReturnValue:
    """One file of the app. All of them lie under one version, so that they never mix with those of another."""
    found = _code().get(name)
    if found is None or name == _WORKER:
        abort(404)
    answer = Response(found, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if version == _version() else "no-store"
    return answer


@pages.get("/sw.js")
@public
def worker() -> ResponseReturnValue:
    """What keeps the shell on the phone. It lies at the root: from a folder, it could not keep `/field` itself."""
    faces = () if language() in _OWN_LETTERS else _FACES
    files = [_asset(name) for name in _SHEETS] + [url_for("static", filename=name) for name in faces]
    files += [url_for("field.code", version=_version(), name=name) for name in _code() if name != _WORKER]
    told = json.dumps(files)
    version = hashlib.sha256((_shell() + told + _version()).encode()).hexdigest()[:12]
    written = f'const VERSION = "{version}";\nconst FILES = {told};\n{_code()[_WORKER].decode()}'
    answer = Response(written, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@pages.get("/field/manifest.json")
@public
def manifest() -> ResponseReturnValue:
    """What a phone needs to put the app among the others."""
    icons = [
        {"src": _asset(f"field/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in _ICON_SIZES
        for purpose in ("any", "maskable")
    ]
    colours = {"theme_color": "#24459b", "background_color": "#f7f4ee"}
    named = {"name": _("PeerLearn, in the room"), "short_name": "PeerLearn"}
    opened = {"id": "/field", "start_url": "/field", "scope": "/field", "display": "standalone"}
    answer = jsonify(icons=icons, **named, **opened, **colours)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _shell() -> str:
    addresses = {
        "shell": url_for("field.app"),
        "worker": url_for("field.worker"),
        "workshops": url_for("field.kept_workshops"),
        "sync": url_for("field.sync"),
        "signIn": url_for("account.sign_in", next=url_for("field.app")),
        "signOut": url_for("account.sign_out"),
        "home": url_for("home.today"),
    }
    told: dict[str, Any] = {**words_of_the_app(), "addresses": addresses, "sprite": _asset("icons.svg")}
    return render_template("field/app.html", told=told, code=url_for("field.code", version=_version(), name="app.js"))


def _asset(name: str) -> str:
    asset: Any = current_app.jinja_env.globals["asset"]
    found: str = asset(name)
    return found


def _version() -> str:
    return hashlib.sha256(b"".join(_code().values())).hexdigest()[:12]


def _code() -> dict[str, bytes]:
    """Name → content of every file of the app, by name."""
    folder = Path(str(current_app.static_folder)) / "field"
    return _read(folder, max(file.stat().st_mtime_ns for file in folder.glob("*.js")))


@lru_cache(maxsize=4)
def _read(folder: Path, _changed_ns: int) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.js"))}
