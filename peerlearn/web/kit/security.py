"""Headers of every answer, and where a change may come from."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, abort, g, request
from werkzeug.wrappers import Response

from peerlearn.core.settings import Settings

_SAFE = {"GET", "HEAD", "OPTIONS"}
_POLICY = (
    # Not 'none': some browsers take the icons (<use> of our own sprite) for the default.
    "default-src 'self'; img-src 'self' data:; script-src 'none'; object-src 'none'; frame-src 'none'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# For a page that a phone keeps: a nonce would be as old as the page. Its code is files of ours, and nothing else.
POLICY_OF_OWN_FILES = _POLICY.replace("script-src 'none'", "script-src 'self'")


def arm(app: Flask, settings: Settings) -> None:
    """Refuse changes asked for by another site; send the security headers with every answer."""
    own_origins = {_origin(settings.public_url), _origin(settings.badge_url)}

    @app.before_request
    def refuse_other_sites() -> None:
        if request.method in _SAFE:
            return
        origin = request.headers.get("Origin")
        if origin is not None and origin not in own_origins | {_origin(request.host_url)}:
            abort(403)
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            abort(403)

    @app.after_request
    def send_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", _policy())
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if "Cache-Control" not in headers:
            # A shared phone: what one person saw must not be found by the next.
            headers["Cache-Control"] = "no-store"
        if settings.is_https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        return response


def nonce() -> str:
    """This request's nonce for scripts. Public pages never ask for it: a fresh one would break a 304."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_hex(16)
    return str(g.csp_nonce)


def _policy() -> str:
    return _POLICY.replace("script-src 'none'", f"script-src 'nonce-{g.csp_nonce}'") if "csp_nonce" in g else _POLICY


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
