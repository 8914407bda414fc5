"""A file is what its content says, and what acts on its own is not kept. Nothing that is handed in breaks anything."""

import io
import random
import time
import zipfile
from contextlib import suppress

import pytest
from PIL import Image

from peerlearn.core.errors import DomainError
from peerlearn.resources.examining import examine
from peerlearn.resources.rules import LARGEST_FILE, MediaType
from tests.resources.files import MP3, MP4, TEXT, bomb, docx, odt, pdf, picture, zipped

KEPT = {
    MediaType.PDF: pdf(packed=b"1 0 << /Type /Page >>"),
    MediaType.PNG: picture(),
    MediaType.JPEG: picture("JPEG"),
    MediaType.WEBP: picture("WEBP"),
    MediaType.MP3: MP3,
    MediaType.MP4: MP4,
    MediaType.TEXT: TEXT,
    MediaType.ODT: odt(),
    MediaType.DOCX: docx(),
}
EXTERNAL = (
    b'<Relationship Id="r1" Type="http://x/attachedTemplate" Target="http://evil.example/t" TargetMode="External"/>'
)
HYPERLINK = b'<Relationship Id="r1" Type="http://x/hyperlink" Target="https://example.org/" TargetMode="External"/>'
ACTS = {
    "a script of a PDF": pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
    "a script spelt otherwise": pdf(b"/OpenAction << /S /J#61va#53cript /JS (x) >>"),
    "a script in a packed part": pdf(packed=b"<< /S /JavaScript /JS (x) >>"),
    "a script far into a packed part": pdf(packed=b" " * 3_000_000 + b"<< /S /JavaScript >>"),
    "a program that is started": pdf(b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
    "a file inside": pdf(b"/Names << /EmbeddedFiles 3 0 R >>"),
    "a form that is sent": pdf(b"/AA << /O << /S /SubmitForm >> >>"),
    "macros of a DOCX": docx({"word/vbaProject.bin": b"x"}),
    "macros under another name": docx({"[Content_Types].xml": b'<Override ContentType="x.macroEnabled.main+xml"/>'}),
    "a template that is fetched": docx({"word/_rels/settings.xml.rels": EXTERNAL}),
    "an object of another program": docx({"word/embeddings/oleObject1.xml": b"x"}),
    "a field that starts a program": docx(document=b"<w:instrText>DDEAUTO c:\\cmd.exe</w:instrText>"),
    "an entity": docx(document=b'<!DOCTYPE x [<!ENTITY y SYSTEM "/etc/passwd">]><w:document/>'),
    "macros of an ODT": odt(Basic__Standard__Module1_xml=b"x"),
    "scripts of an ODT": odt(Scripts__python__x_py=b"x"),
    "an event of an ODT": zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": b'<script:event-listener script:language="ooo:script"/>',
        }
    ),
}
KIND_REFUSED = {
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a page": b"<!DOCTYPE html><script>alert(1)</script>",
    "a page after spaces": b"\xef\xbb\xbf \n<html><body>",
    "a program": b"MZ\x90\x00\x03\x00\x00\x00",
    "another program": b"\x7fELF\x02\x01\x01\x00",
    "a GIF": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "a zip": zipped({"virus.exe": b"x"}),
    "a spreadsheet": zipped({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"}),
    "an ODS": zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"x"}),
    "a text with a NUL": b"abc\x00def",
    "a text in Latin-1": "é".encode("latin-1"),
    "a text that turns": "abc\u202edef".encode(),
}


@pytest.mark.parametrize("media_type", MediaType)
def test_what_is_kept_is_recognised_by_its_content(media_type: MediaType) -> None:
    assert examine(KEPT[media_type]).media_type is media_type


@pytest.mark.parametrize("content", ACTS.values(), ids=ACTS)
def test_what_acts_is_refused(content: bytes) -> None:
    assert _refusal(content) == "resources.acts"


@pytest.mark.parametrize("content", KIND_REFUSED.values(), ids=KIND_REFUSED)
def test_other_kinds_are_refused(content: bytes) -> None:
    assert _refusal(content) == "resources.kind_refused"


def test_a_link_in_a_document_is_no_harm() -> None:
    assert examine(docx({"word/_rels/document.xml.rels": HYPERLINK})).media_type is MediaType.DOCX


def test_a_locked_file_is_refused_since_nobody_can_look_into_it() -> None:
    assert _refusal(pdf(b"/Encrypt 9 0 R")) == "resources.protected"
    assert _refusal(pdf(packed=b"x", filters=b"[/ASCII85Decode /FlateDecode]")) == "resources.protected"


def test_a_picture_is_made_anew_without_what_it_hid() -> None:
    photo = picture("JPEG")
    assert b"Appareil secret" in photo
    for kind in ("JPEG", "WEBP"):
        assert b"Appareil secret" not in examine(picture(kind)).content
    kept = examine(picture() + b"<script>alert(1)</script>").content
    assert b"script" not in kept
    with Image.open(io.BytesIO(examine(picture(mode="RGBA")).content)) as drawn:
        assert drawn.mode == "RGBA"


def test_nothing_and_too_much_are_refused() -> None:
    assert _refusal(b"") == "resources.empty"
    assert _refusal(b"%PDF-" + b"x" * LARGEST_FILE) == "resources.too_large"
    assert _refusal(bomb()) in {"resources.too_many_pixels", "resources.unreadable"}


def test_a_number_of_the_social_security_is_refused_in_a_text_too() -> None:
    assert _refusal(b"Awa, 1 85 05 78 006 084 91") == "nir"
    for before in (0, 1_990, 2_000, 3_795):
        assert _refusal(b"a" * before + b" 1 85 05 78 006 084 91 " + b"mot " * 5_000) == "nir", before


def test_a_long_text_is_no_number() -> None:
    plan = "Bonjour à tous, le 12 mars à 14 h 30, salle 4.\n" * 400
    assert examine(plan.encode()).media_type is MediaType.TEXT


def test_bombs_are_refused_in_a_moment() -> None:
    began = time.monotonic()
    assert _refusal(docx(document=b"\0" * 60_000_000)) == "resources.unreadable"
    assert _refusal(pdf(packed=b"\0" * 250_000_000)) == "resources.unreadable"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for number in range(2_500):
            archive.writestr(f"word/{number}.xml", b"")
        archive.writestr("[Content_Types].xml", b"")
        archive.writestr("word/document.xml", b"")
    assert _refusal(written.getvalue()) == "resources.unreadable"
    assert time.monotonic() - began < 30


def test_a_thousand_broken_files_never_break_anything() -> None:
    chance = random.Random(20)  # noqa: S311 - the same cases each time
    whole = list(KEPT.values())
    for _ in range(1000):
        content = bytearray(chance.choice(whole))
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        cut = content[: chance.randint(1, len(content))] if chance.random() < 0.5 else content
        with suppress(DomainError):
            examine(bytes(cut))


def _refusal(content: bytes) -> str:
    with pytest.raises(DomainError) as refused:
        examine(content)
    return refused.value.code
