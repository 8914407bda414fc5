"""A photograph of an access card, for phones whose browser reads no QR codes: the code is read, the photograph dropped.

Nothing of the photograph is stored: the mark goes on with the code in its place, also where it waits for staff.
"""

import io
import re
from dataclasses import replace

from PIL import Image

from peerlearn.attendance.counting import RefusedError
from peerlearn.attendance.marks import Mark, SignatureSaid
from peerlearn.core.errors import DomainError
from peerlearn.resources.examining import examine_photo

# The QR code of a card opens the sign-in page with the code of the card in its address.
_CARD = re.compile(r"https?://[^\s?#]+/sign-in\?card=([A-Za-z0-9]{4,12})")


def with_card_read(mark: Mark) -> Mark:
    """The same mark with the code of the card where the photograph was; any other mark as it is.

    Raises:
        RefusedError: `card_unreadable`: no picture, or none with a QR code in it; `not_a_card`: the code of something
            else.
    """
    said = mark.said
    if not isinstance(said, SignatureSaid) or not said.card_photo:
        return mark
    code = card_code_in(said.card_photo)
    content = {name: value for name, value in mark.content.items() if name != "card_photo"}
    return replace(mark, said=replace(said, card_code=code, card_photo=b""), content={**content, "card_code": code})


def card_code_in(photo: bytes) -> str:
    """The code of the access card on this photograph.

    Raises:
        RefusedError: as for `with_card_read`.
    """
    try:
        drawn = examine_photo(photo)
    except DomainError as problem:
        raise RefusedError("card_unreadable") from problem
    # Where it is needed alone: on leaving, a process that loaded it complains of its own leaks on the terminal.
    from zxingcpp import BarcodeFormat, BarcodeFormats, read_barcodes  # noqa: PLC0415

    with Image.open(io.BytesIO(drawn), formats=["JPEG"]) as picture:
        seen = read_barcodes(picture.convert("L"), formats=BarcodeFormats(BarcodeFormat.QRCode))
    cards = [named[1].upper() for one in seen if (named := _CARD.fullmatch(one.text))]
    if not cards:
        raise RefusedError("not_a_card" if seen else "card_unreadable")
    return cards[0]
