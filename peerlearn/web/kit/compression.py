"""Fewer bytes for phones on a poor network: what anybody may keep travels compressed.

Personal answers (no-store) are left alone: compressed together with what a stranger put into the address, a secret on
the page could be guessed from the length.
"""

import gzip

from flask import Flask, Response, request

_TEXTS = ("text/", "application/json", "application/ld+json", "image/svg+xml")
# Below this, the headers weigh more than what is saved.
_WORTH_IT = 800


def arm(app: Flask) -> None:
    """Compress on the way out, after everything else has been said about the answer: so this is armed first."""

    @app.after_request
    def compress(response: Response) -> Response:
        if not _may_be_compressed(response):
            return response
        response.vary.add("Accept-Encoding")
        response.direct_passthrough = False
        if not request.accept_encodings["gzip"] or len(response.get_data()) < _WORTH_IT:
            return response
        # Without a time in it, the same bytes give the same bytes.
        response.set_data(gzip.compress(response.get_data(), compresslevel=6, mtime=0))
        response.content_encoding = "gzip"
        tag, _ = response.get_etag()
        if tag:
            response.set_etag(tag, weak=True)
        return response


def _may_be_compressed(response: Response) -> bool:
    is_whole = response.status_code == 200 and not response.content_encoding
    is_for_all = "no-store" not in response.headers.get("Cache-Control", "no-store")
    return is_whole and is_for_all and response.content_type.startswith(_TEXTS)
