"""The page that checks the card of a badge without a network: one file that fetches nothing, and can be kept.

Its one script is named by its hash: a page from a cache, or from a disk, has no fresh nonce.
"""

import re
from base64 import b64encode
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from markupsafe import Markup

from peerlearn.awards import offline
from peerlearn.awards.documents import LANGUAGE
from peerlearn.core import clock
from peerlearn.web.kit.access import public
from peerlearn.web.kit.languages import NAMES, direction_of, offered_here
from peerlearn.web.public import answers
from peerlearn.web.public.blueprint import pages
from peerlearn.web.public.offline_words import WORDS

# What a copy on a disk cannot fetch: the faces and one arrow. The browser's own face is read as well.
_FETCHED = re.compile(r"@font-face \{[^}]*\}|background-image: url\([^)]*\);")
_SIGNS = {"passed": "check", "failed": "cross", "unknown": "question"}


@pages.get("/v")
@public
def card() -> ResponseReturnValue:
    """The same for every card: what the code says stays in the reader's browser."""
    static = Path(str(current_app.static_folder))
    script, style = _script(static), _style(static)
    values = {"script": script, "style": style, "policy": _policy(script, style), "signs": _signs(static)}
    html = render_template(
        "public/offline.html", known=_known(clock.now()), words=WORDS, fetches_nothing=True, **values
    )
    answer = answers.page(html)
    answer.headers["Content-Security-Policy"] = f"{_policy(script, style)}; frame-ancestors 'none'"
    return answer


def _known(now: datetime) -> dict[str, Any]:
    """What the script has to know, and its words in each language; the same for a minute."""
    return {
        "as_of": now.replace(second=0, microsecond=0).isoformat(),
        "site": current_app.extensions["peerlearn-settings"].public_url,
        "keys": [
            {
                "name": key.name,
                "jwk": key.jwk,
                "issuer": key.issuer,
                "base_url": key.base_url,
                "host": urlsplit(key.base_url).netloc,
                "is_stolen": key.is_stolen,
            }
            for key in offline.card_keys()
        ],
        "signed_in": LANGUAGE,
        "lists": offline.withdrawn_places(),
        "languages": offered_here(),
        "texts": {code: _texts(code) for code in offered_here()},
    }


def _texts(code: str) -> dict[str, str]:
    with force_locale(code):
        said = {name: str(text) for name, text in WORDS.items()}
    return {**said, "own_name": NAMES[code], "dir": direction_of(code)}


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src '{_hash_of(script)}'; style-src '{_hash_of(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@lru_cache(maxsize=4)
def _hash_of(content: str) -> str:
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"


@lru_cache(maxsize=1)
def _script(static: Path) -> Markup:
    return Markup((static / "public/offline.js").read_text(encoding="utf-8"))  # noqa: S704 - our own file


@lru_cache(maxsize=1)
def _style(static: Path) -> Markup:
    sheets = ((static / name).read_text(encoding="utf-8") for name in ("base.css", "public/public.css"))
    return Markup(_FETCHED.sub("", "".join(sheets)))  # noqa: S704 - our own files


@lru_cache(maxsize=1)
def _signs(static: Path) -> dict[str, Markup]:
    """The three signs of a check, as drawings: a copy on a disk has no sprite."""
    sprite = (static / "icons.svg").read_text(encoding="utf-8")
    drawings = {sign: re.search(rf'id="i-{name}"[^>]*>(.*?)</symbol>', sprite) for sign, name in _SIGNS.items()}
    return {sign: Markup(found[1]) for sign, found in drawings.items() if found}  # noqa: S704 - our own file
