"""Photos, screenshots and PDFs in the box of `/verify`: what is seen in them leads to the badge, and proves nothing."""

import io

import pypdfium2
from PIL import Image

import badges
from tests.web.public.conftest import Shown
from tests.web.public.handing_in import hand_in, heading

AUTHENTIC = "Ce badge est authentique"


def certificate(shown: Shown) -> bytes:
    """The PDF, as it is served."""
    return bytes(shown.browser.get(f"{shown.page}.pdf").data)


def photo_of(sheet: bytes, kind: str = "JPEG") -> bytes:
    """A sheet of paper on a table, not quite straight."""
    with pypdfium2.PdfDocument(sheet) as document:
        drawn = document[0].render(scale=2.2).to_pil().convert("RGB")
    file = io.BytesIO()
    drawn.rotate(3, expand=True, fillcolor=(120, 100, 80)).save(file, kind, quality=80)
    return file.getvalue()


def test_a_certificate_and_a_photo_of_it_lead_to_the_badge(shown: Shown) -> None:
    sheet = certificate(shown)
    for content, name in (
        (sheet, "certificat.pdf"),
        (photo_of(sheet), "photo.jpg"),
        (photo_of(sheet, "PNG"), "capture.png"),
        (photo_of(sheet, "WEBP"), "capture.webp"),
    ):
        page = hand_in(shown.browser, content, name)
        assert heading(page) == AUTHENTIC, name
        assert "Moussa Traoré" in page


def test_withdrawn_they_lead_to_the_withdrawal(shown: Shown) -> None:
    sheet = certificate(shown)
    picture = photo_of(sheet)
    assert heading(hand_in(shown.browser, picture, "photo.jpg")) == AUTHENTIC
    shown.withdraw()
    for content, name in ((sheet, "certificat.pdf"), (picture, "photo.jpg")):
        assert heading(hand_in(shown.browser, content, name)) == "Ce badge n’est plus valable"


def test_a_pdf_whose_badge_was_changed_is_not_valid(shown: Shown) -> None:
    document = shown.browser.get(f"{shown.page}.json").data
    forged = document.replace(b"Moussa", b"Hacker")
    assert forged != document
    stream = b"1 0 obj\n<< /Type /EmbeddedFile >>\nstream\n%s\nendstream\n"
    honest = hand_in(shown.browser, b"%PDF-1.7\n" + stream % document, "certificat.pdf")
    assert heading(honest) == AUTHENTIC
    assert heading(hand_in(shown.browser, b"%PDF-1.7\n" + stream % forged, "certificat.pdf")) != AUTHENTIC


def test_a_code_of_another_site_names_the_site_and_ours_comes_first(shown: Shown) -> None:
    theirs = badges.make_qr("https://other.example/b/1").picture().convert("RGB").resize((300, 300))
    ours = badges.make_qr(f"http://localhost{shown.page}").picture().convert("RGB").resize((300, 300))
    table = Image.new("RGB", (900, 700), "white")
    table.paste(theirs, (40, 40))
    file = io.BytesIO()
    table.save(file, "PNG")
    page = hand_in(shown.browser, file.getvalue(), "capture.png")
    assert "ni un oui, ni un non" in page
    assert "other.example" in page
    table.paste(ours, (500, 350))
    file = io.BytesIO()
    table.save(file, "JPEG")
    assert heading(hand_in(shown.browser, file.getvalue(), "photo.jpg")) == AUTHENTIC
