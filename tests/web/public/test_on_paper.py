"""A result for an employer's file: one dated sheet, as PDF, of whatever was checked."""

import io
import re
from hashlib import sha256
from html import unescape

import pypdfium2

import badges
from tests.factories.strangers import self_declared
from tests.web.public.conftest import Shown
from tests.web.public.handing_in import hand_in, paste


def words_of(sheet: bytes) -> str:
    """What is written on the one page."""
    with pypdfium2.PdfDocument(sheet) as document:
        assert len(document) == 1
        return " ".join(document[0].get_textpage().get_text_bounded().split())


def sheet_behind(shown: Shown, page: str) -> bytes:
    """The PDF behind the button of a result."""
    told = re.search(r'name="told"\s+value="([^"]+)"', page)
    assert told
    answer = shown.browser.post("/verify/result.pdf", data={"told": unescape(told[1])})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    return bytes(answer.data)


def test_the_page_of_a_badge_leads_to_its_result_on_one_tagged_sheet(shown: Shown) -> None:
    assert f"{shown.page}/verdict.pdf" in shown.browser.get(shown.page).text
    answer = shown.browser.get(f"{shown.page}/verdict.pdf?lang=fr")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=resultat-badge-")
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"/StructTreeRoot" in answer.data
    said = words_of(answer.data)
    code = f"{shown.code[:4]} {shown.code[4:]}"
    for words in (
        "Ce badge est authentique",
        "Selon Défi Insertion, Moussa Traoré a reçu",
        "Europe/Paris, UTC+0",
        code,
    ):
        assert words in said
    assert "Elle ne prouve pas qui montre le badge" in said
    assert "SHA-256" not in said
    # What was done is no saying of the issuer's: each stands under a title of its own, as on the page.
    parts = ("Qui le dit", "Émetteur", "Comment on le sait", "Décision", "Ce que nous avons contrôlé")
    assert sorted(parts, key=said.index) == list(parts)


def test_a_file_that_was_handed_in_is_named_with_its_fingerprint(shown: Shown) -> None:
    page = hand_in(shown.browser, shown.picture, "candidature.png")
    said = words_of(sheet_behind(shown, page))
    assert "candidature.png" in said
    assert sha256(shown.picture).hexdigest() in said.replace(" ", "")
    assert "Moussa Traoré" in said


def test_withdrawn_it_prints_as_withdrawn_and_without_the_name(shown: Shown) -> None:
    picture = shown.picture
    shown.withdraw()
    for sheet in (
        bytes(shown.browser.get(f"{shown.page}/verdict.pdf").data),
        sheet_behind(shown, hand_in(shown.browser, picture, "badge.png")),
    ):
        said = words_of(sheet)
        assert "Ce badge n’est plus valable" in said
        assert "remis par Défi Insertion, ne compte plus." in said
        assert "authentique" not in said
        assert "Moussa" not in said


def test_what_could_not_be_checked_says_so_on_paper(shown: Shown) -> None:
    for given in ("ABCD2345", "https://badges.example.org/a/1", "{}"):
        said = words_of(sheet_behind(shown, paste(shown.browser, given)))
        assert "est authentique" not in said
        assert "/verify" in said


def test_a_badge_of_another_issuer_has_neither_a_holder_code_nor_an_address_here(shown: Shown) -> None:
    page = hand_in(shown.browser, self_declared().encode(), "autre.json")
    said = words_of(sheet_behind(shown, page))
    assert "code de preuve" not in said
    assert "demandez à la personne de montrer où elle l’a reçu" in said
    assert "redonnez le même fichier" in said
    assert "L’adresse dit ce qu’il en est" not in said


def test_names_of_files_are_drawn_as_text(shown: Shown) -> None:
    name = "#read(x) $x$ *gras* \u202e.json"
    said = words_of(sheet_behind(shown, hand_in(shown.browser, b"{}", name)))
    assert "#read(x) $x$ *gras* .json" in said


def test_the_code_on_the_sheet_leads_back_to_the_badge(shown: Shown) -> None:
    sheet = bytes(shown.browser.get(f"{shown.page}/verdict.pdf").data)
    with pypdfium2.PdfDocument(sheet) as document:
        picture = document[0].render(scale=2).to_pil()
    file = io.BytesIO()
    picture.save(file, "PNG")
    assert badges.links_in_picture(file.getvalue()) == (f"http://localhost{shown.page}",)


def test_a_sheet_that_no_page_of_ours_showed_is_not_drawn(shown: Shown) -> None:
    assert shown.browser.get(f"{shown.page}/verdict.pdf").status_code == 200
    assert shown.browser.get("/b/ABCD2345/verdict.pdf").status_code == 404
    for told in ("", "x", "e30.abc.def"):
        answer = shown.browser.post("/verify/result.pdf", data={"told": told})
        assert answer.status_code == 422
        assert "Ce résultat est trop ancien" in answer.text
