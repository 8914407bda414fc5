"""The QR code of an access card: it opens the sign-in page with the code of the card in it. The PIN is not in it."""

import io
from urllib.parse import urlencode

import segno
from markupsafe import Markup


def card_qr(site: str, card_code: str, title: str) -> Markup:
    """Drawn as SVG with its quiet zone, so that it is sharp on paper and needs nothing from elsewhere."""
    drawn = _code(site, card_code)
    # Nothing in it was typed by anybody: a path, and the title, which segno escapes.
    return Markup(drawn.svg_inline(border=4, omitsize=True, svgclass="wallet__qr", lineclass=None, title=title))  # noqa: S704


def drawn_card_code(site: str, card_code: str) -> bytes:
    """The same as a file of its own, for a sheet of cards."""
    drawn = io.BytesIO()
    _code(site, card_code).save(drawn, kind="svg", border=4, omitsize=True)
    return drawn.getvalue()


def _code(site: str, card_code: str) -> segno.QRCode:
    return segno.make_qr(f"{site}/sign-in?{urlencode({'card': card_code})}", error="m", boost_error=False)
