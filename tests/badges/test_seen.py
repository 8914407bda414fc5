"""What a photograph shows and what a PDF carries: links in codes, badges in attachments; hostile files cost little."""

import io
import resource
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from badges import BadgeError, Malformed, TooLarge, badge_in_pdf, links_in_picture, make_qr

from .specimen import TOKEN

LINK = "https://badges.example/b/K7M4QX2P"


def photo(*links: str, kind: str = "JPEG", turned: int = 0, wide: int = 1400, high: int = 1000) -> bytes:
    """The codes side by side on a grey table."""
    table = Image.new("RGB", (wide, high), (201, 196, 187))
    for place, link in enumerate(links):
        code = make_qr(link).picture().convert("RGB")
        table.paste(code.resize((300, 300)), (60 + 340 * place, 120 + 60 * place))
    file = io.BytesIO()
    table.rotate(turned, expand=True, fillcolor=(201, 196, 187)).save(file, kind)
    return file.getvalue()


def pdf(*streams: tuple[bytes, bytes], packed: bool = True) -> bytes:
    """A PDF as far as its streams go: pairs of a dictionary's entries and a body."""
    parts = [b"%PDF-1.7\n"]
    for number, (entries, body) in enumerate(streams, start=1):
        content = zlib.compress(body) if packed else body
        how = b"/Filter /FlateDecode " if packed else b""
        head = b"%d 0 obj\n<< /Length %d %s%s >>\nstream\n" % (number, len(content), how, entries)
        parts.append(head + content + b"\nendstream\nendobj\n")
    return b"".join(parts) + b"%%EOF\n"


ATTACHED = b"/Type /EmbeddedFile"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_a_code_is_read_off_each_kind_of_picture(kind: str) -> None:
    assert links_in_picture(photo(LINK, kind=kind)) == (LINK,)


@pytest.mark.parametrize("turned", [90, 180, 8])
def test_a_photo_may_be_held_in_any_way(turned: int) -> None:
    assert links_in_picture(photo(LINK, turned=turned)) == (LINK,)


def test_several_codes_come_from_top_to_bottom_and_only_links() -> None:
    other = "https://elsewhere.example/x"
    assert links_in_picture(photo(LINK, other, LINK)) == (LINK, other)
    assert links_in_picture(photo()) == ()


def test_what_is_transparent_is_white() -> None:
    code = make_qr(LINK).picture().resize((400, 400)).convert("L")
    black = Image.new("RGBA", code.size, (0, 0, 0, 0))
    black.putalpha(code.point(lambda grey: 255 - grey))
    file = io.BytesIO()
    black.save(file, "PNG")
    assert links_in_picture(file.getvalue()) == (LINK,)


def test_a_picture_of_too_many_pixels_is_not_drawn() -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 100_000
    with pytest.raises(TooLarge):
        links_in_picture(bomb.getvalue())
    with pytest.raises(TooLarge):
        links_in_picture(b"\xff\xd8\xff" + b"\0" * 12_000_000)


def test_a_jpeg_whose_last_scan_comes_again_and_again_is_not_drawn() -> None:
    file = io.BytesIO()
    Image.new("L", (2000, 2000), 128).save(file, "JPEG", progressive=True)
    content = file.getvalue()
    assert links_in_picture(content) == ()
    with pytest.raises(TooLarge):
        links_in_picture(content[:-2] + content[content.rindex(b"\xff\xda") : -2] * 100 + b"\xff\xd9")


@pytest.mark.parametrize(
    "broken", [b"", b"\xff\xd8\xff", b"GIF89a", b"BM", b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBP", b"<svg/>"]
)
def test_a_broken_picture_is_refused(broken: bytes) -> None:
    with pytest.raises(Malformed):
        links_in_picture(broken)


@given(st.binary(max_size=200), st.integers(0, 3_000))
def test_a_picture_with_bytes_changed_is_read_or_refused(noise: bytes, at: int) -> None:
    picture = photo(LINK, kind="PNG", wide=420, high=440)
    with suppress(BadgeError):
        links_in_picture(picture[:at] + noise + picture[at + len(noise) :])


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("badge", [b'{"@context": []}', TOKEN.encode()])
def test_the_badge_attached_to_a_pdf_is_found(packed: bool, badge: bytes) -> None:
    document = pdf((b"/Type /XObject", b"{not this one}"), (ATTACHED, b"<x/>"), (ATTACHED, badge), packed=packed)
    assert badge_in_pdf(document) == badge


def test_an_attachment_named_by_its_kind_alone_is_found_and_a_pdf_without_has_none() -> None:
    named = b"/Subtype /application#2Fvc+ld+json"
    assert badge_in_pdf(pdf((named, b'{"a": 1}'))) == b'{"a": 1}'
    assert badge_in_pdf(pdf((b"/Type /Metadata", b'{"a": 1}'))) is None
    assert badge_in_pdf(b"%PDF-1.7\n") is None


def test_a_pdf_that_swells_is_not_inflated() -> None:
    with pytest.raises(TooLarge):
        badge_in_pdf(pdf((ATTACHED, b"{" + b" " * 50_000_000)))
    with pytest.raises(TooLarge):
        badge_in_pdf(b"%PDF-" + b"0" * 5_000_000)
    with pytest.raises(Malformed):
        badge_in_pdf(b"{}")


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("large", [b"\xff\xd8\xff" + bytes(300_000), b"{" + b" " * 300_000], ids=["photo", "no badge"])
def test_a_large_attachment_does_not_hide_the_badge_beside_it(large: bytes, packed: bool) -> None:
    badge = b'{"type": "VerifiableCredential"}'
    assert badge_in_pdf(pdf((ATTACHED, large), (ATTACHED, badge), packed=packed)) == badge


def test_a_pdf_with_a_large_photograph_alone_holds_no_badge() -> None:
    assert badge_in_pdf(pdf((ATTACHED, b"\xff\xd8\xff" + bytes(300_000)))) is None


def test_other_ways_of_packing_and_broken_streams_are_passed_over() -> None:
    odd = b"1 0 obj\n<< /Type /EmbeddedFile /Filter /LZWDecode >>\nstream\n{}\nendstream\n"
    broken = b"2 0 obj\n<< /Type /EmbeddedFile /Filter /FlateDecode >>\nstream\n{}\nendstream\n"
    cut = b"3 0 obj\n<< /Type /EmbeddedFile >>\nstream\n"
    assert badge_in_pdf(b"%PDF-1.7\n" + odd + broken + cut) is None
    assert badge_in_pdf(b"%PDF-1.7\n" + odd + broken + pdf((ATTACHED, b"{}"))) == b"{}"


def test_many_attachments_are_not_all_looked_at() -> None:
    other, badge = (ATTACHED, b"no badge"), (ATTACHED, TOKEN.encode())
    assert badge_in_pdf(pdf(*[other] * 49, badge)) is not None
    assert badge_in_pdf(pdf(*[other] * 50, badge)) is None


def test_many_streams_are_not_all_looked_at() -> None:
    many = b"%PDF-1.7\n" + b"1 0 obj\n<< /Type /EmbeddedFile >>\nstream\nx\nendstream\n" * 60_000
    assert badge_in_pdf(many[:4_900_000]) is None


@given(st.binary(max_size=400))
def test_any_bytes_after_the_first_are_no_error(noise: bytes) -> None:
    badge_in_pdf(b"%PDF-" + noise)
    badge_in_pdf(pdf((ATTACHED, noise)))


def corners_of_codes() -> bytes:
    """Thirteen kilobytes that the reader looked at for a minute: each of these corners may belong to any other."""
    corner = Image.new("L", (7, 7), 0)
    corner.paste(255, (1, 1, 6, 6))
    corner.paste(0, (2, 2, 5, 5))
    drawn = Image.new("L", (2_200, 2_200), 255)
    for place in range(0, 2_190, 8):
        drawn.paste(corner, (place, 0))
    for line in range(8, 2_190, 8):
        drawn.paste(drawn.crop((0, 0, 2_200, 7)), (0, line))
    file = io.BytesIO()
    drawn.save(file, "PNG")
    return file.getvalue()


def runs_of_one() -> bytes:
    """A BMP packed in runs that are one pixel long, which Pillow unpacks in Python."""
    head = struct.pack("<IiiHHIIiiII", 40, 3_160, 3_160, 1, 8, 1, 0, 0, 0, 256, 0)
    return b"BM" + struct.pack("<IHHI", 10**7, 0, 0, 54 + 1024) + head + b"\0" * 1024 + b"\1\5" * 5_000_000


@pytest.mark.parametrize("made", [corners_of_codes, runs_of_one])
def test_a_picture_that_was_made_to_be_looked_at_for_ever_keeps_nobody_busy(made: Callable[[], bytes]) -> None:
    picture, before = made(), seconds_spent()
    with suppress(Malformed):
        assert links_in_picture(picture) == ()
    assert seconds_spent() - before < 3


def seconds_spent() -> float:
    """By this process and those it began, of the processor."""
    spent = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)
