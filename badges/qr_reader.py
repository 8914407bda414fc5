"""The program that draws one picture and looks for QR codes in it, for `seen`: in a process that can be stopped.

A small picture of nothing but corners of codes takes the reader a minute, and a BMP of runs of one pixel takes seconds
to draw. A thread that is at it cannot be called back: of a process, the system takes what it may not have.

It is run by its path, so it imports nothing of the package. It reads the picture from its input and answers in JSON:
the texts, from top to bottom, or why it looked at nothing.
"""

import io
import json
import resource
import struct
import sys
import zlib

import zxingcpp
from PIL import Image

# Of the processor, not by the clock: on a busy machine an honest photograph takes longer, and no more work.
_SECONDS = 2
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
_MOST_PIXELS = 24_000_000
# What has to be unpacked whole takes many times its pixels.
_MOST_PIXELS_AT_ONCE = 10_000_000
# Each scan goes over every pixel once more, and a few bytes make one: a phone's picture has ten at most.
_MOST_SCANS = 30
_JPEG, _SCAN = b"\xff\xd8\xff", b"\xff\xda"
# A code that fills a third of a photograph is read at this size; larger only takes longer.
_SIDE = 2_200
_TOO_MANY = "a picture has at most 24 million pixels here, and 10 million unless it is a JPEG"
# What Pillow raises at files that were made to break it.
_BROKEN = (
    *(OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError, OverflowError, MemoryError, Warning),
    *(struct.error, zlib.error),
)


class _TooLargeError(Exception):
    """It is not drawn."""


def _texts_in(picture: bytes) -> list[str]:
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(_drawn(picture), formats=formats)
    return [code.text for code in sorted(found, key=lambda code: code.position.top_left.y)]


def _drawn(picture: bytes) -> Image.Image:
    """The picture in grey, no larger than needed; its size is judged before anything is drawn."""
    is_photo = picture.startswith(_JPEG)
    if is_photo and picture.count(_SCAN) > _MOST_SCANS:
        raise _TooLargeError("a JPEG has at most 30 scans here")
    with Image.open(io.BytesIO(picture), formats=_FORMATS) as opened:
        if opened.width * opened.height > (_MOST_PIXELS if is_photo else _MOST_PIXELS_AT_ONCE):
            raise _TooLargeError(_TOO_MANY)
        opened.draft("L", (_SIDE, _SIDE))
        grey = _on_white(opened)
        grey.thumbnail((_SIDE, _SIDE))
        return grey


def _on_white(opened: Image.Image) -> Image.Image:
    """What is transparent is white, as on the page where it was seen."""
    if opened.mode in {"RGBA", "LA", "PA"} or "transparency" in opened.info:
        seen = opened.convert("LA")
        ground = Image.new("L", seen.size, 255)
        ground.paste(seen.getchannel("L"), mask=seen.getchannel("A"))
        return ground
    return opened.convert("L")


def _answer(picture: bytes) -> dict[str, object]:
    try:
        return {"texts": _texts_in(picture)}
    except _TooLargeError as error:
        return {"too_large": str(error)}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"too_large": _TOO_MANY}
    except _BROKEN:
        return {"malformed": "the picture cannot be drawn"}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    sys.stdout.write(json.dumps(_answer(sys.stdin.buffer.read())))
