"""How public files leave: with their media type, open to other sites, and kept only as long as they stay true."""

from collections.abc import Sequence
from hashlib import sha256

from flask import request
from werkzeug.wrappers import Response

# A withdrawal must be seen within a minute, so nothing that may be withdrawn is kept longer.
MAY_BE_WITHDRAWN = "public, max-age=60"
# Published once and never edited in place: a change has another address.
NEVER_EDITED = "public, max-age=86400"

HTML = "text/html"
PNG = "image/png"
PLAIN = "text/plain"
JSON = "application/json"
LINKED_DATA = "application/ld+json"
SIGNED = "application/vc+jwt"
SVG = "image/svg+xml"
PDF = "application/pdf"
# OB 3.0 names the first, VC 2.0 the second, for the same document.
CREDENTIAL = "application/vc+ld+json"
VC = "application/vc"


def file(body: bytes, media_type: str, *, keep: str = MAY_BE_WITHDRAWN, name: str = "") -> Response:
    """A published file: 200, or 304 when the reader already has these bytes. Any site may read it.

    With a `name` a browser saves it as it is: what is shown first is often saved as a copy, without what is inside.
    """
    response = _open_to_all(Response(body, content_type=_with_charset(media_type)), keep)
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.set_etag(_fingerprint(body))
    return response.make_conditional(request)


def gone(body: bytes, media_type: str) -> Response:
    """410: it was published, and was withdrawn since."""
    return _open_to_all(Response(body, status=410, content_type=_with_charset(media_type)), MAY_BE_WITHDRAWN)


def page(html: str) -> Response:
    """A page that anybody may keep for a minute. It differs by what the reader accepts, never by a cookie."""
    response = Response(html, content_type=_with_charset(HTML))
    response.headers["Cache-Control"] = MAY_BE_WITHDRAWN
    response.vary.update(("Accept", "Accept-Language"))
    response.set_etag(_fingerprint(html.encode()))
    return response.make_conditional(request)


def wanted(offered: Sequence[str]) -> str | None:
    """What the reader likes best among `offered`, the first when they do not care; None when they refuse all."""
    return request.accept_mimetypes.best_match(offered) if request.accept_mimetypes else offered[0]


def json_as(own_type: str) -> str:
    """The document's own media type; plain JSON only for those who ask for that and not for more."""
    accepted = request.accept_mimetypes
    return JSON if accepted[JSON] > accepted[own_type] else own_type


def credential_as() -> str:
    """The media type of a credential in JSON: the one the reader named, else that of OB 3.0."""
    named = [kind for kind, quality in request.accept_mimetypes if quality]
    return next((kind for kind in named if kind in {CREDENTIAL, VC, LINKED_DATA, JSON}), CREDENTIAL)


def signed_as() -> str:
    """The media type of a compact JWS: text for everybody (OB 3.0), its own type for those who name it (VC 2.0)."""
    named = {kind for kind, quality in request.accept_mimetypes if quality}
    return SIGNED if SIGNED in named else PLAIN


def _open_to_all(response: Response, keep: str) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = keep
    response.vary.add("Accept")
    return response


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _fingerprint(body: bytes) -> str:
    return sha256(body).hexdigest()[:32]
