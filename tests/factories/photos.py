"""Photographs as a phone takes them: askew, on a table, with where and when hidden in the file."""

import base64
import io

import segno
from PIL import Image, ImageFilter

CARD = "https://peerlearn.example/sign-in?card="


def photo_of(text: str, *, side: int = 420, size: tuple[int, int] = (1200, 900)) -> bytes:
    """A JPEG on which a QR code lies; without text, an empty table."""
    table = Image.new("RGB", size, (150, 128, 104))
    if text:
        drawn = io.BytesIO()
        segno.make_qr(text, error="m").save(drawn, kind="png", scale=8, border=4)
        code = Image.open(drawn).convert("RGB").resize((side, side))
        table.paste(code.rotate(7, expand=True, fillcolor=(150, 128, 104)), (size[0] // 3, size[1] // 4))
    hidden = Image.Exif()
    hidden[0x010F] = "A phone that says where it was"
    written = io.BytesIO()
    table.filter(ImageFilter.GaussianBlur(1.2)).save(written, "JPEG", quality=80, exif=hidden)
    return written.getvalue()


def as_text(photo: bytes) -> str:
    """As a phone sends it."""
    return base64.b64encode(photo).decode()
