"""The QR code of an access card: it opens the sign-in page with the code of the card in it. The PIN is not in it."""

from urllib.parse import urlencode

import segno
from markupsafe import Markup


def card_qr(site: str, card_code: str, title: str) -> Markup:
    """Drawn as SVG with its quiet zone, so that it is sharp on paper and needs nothing from elsewhere."""
    link = f"{site}/sign-in?{urlencode({'card': card_code})}"
    drawn = segno.make_qr(link, error="m", boost_error=False)
    # Nothing in it was typed by anybody: a path, and the title, which segno escapes.
    return Markup(drawn.svg_inline(border=4, omitsize=True, svgclass="wallet__qr", lineclass=None, title=title))  # noqa: S704
