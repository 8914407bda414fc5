"""The certificate: `/b/<code>.pdf`, a sheet with the badge inside and two ways to check it."""

import io

import pypdf
import pypdfium2
import zxingcpp

from peerlearn.awards.rules import AwardState, NameShown, RevocationReason
from tests.web.public.conftest import AwardShown, Shown


def codes_on(pdf: bytes) -> list[str]:
    """The QR codes on its pages, as a phone reads them off the paper."""
    with pypdfium2.PdfDocument(pdf) as document:
        pictures = [page.render(scale=3).to_pil() for page in document]
    return sorted(code.text for picture in pictures for code in zxingcpp.read_barcodes(picture))


def words_of(pdf: bytes) -> str:
    """What a screen reader says, on one line."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_it_says_what_the_page_says_and_holds_the_signed_badge(shown: Shown) -> None:
    answer = shown.browser.get(f"{shown.page}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert f"badge-{shown.code}.pdf" in answer.headers["Content-Disposition"]
    said = words_of(answer.data)
    by_hand = "n’étaient pas toutes réunies dans nos feuilles"
    for words in ("Moussa Traoré a reçu le badge", "Animation numérique entre pairs", "Vérifier sans réseau", by_hand):
        assert words in said
    reader = pypdf.PdfReader(io.BytesIO(answer.data))
    assert len(reader.pages) == 1
    assert reader.attachments["badge.json"] == [shown.browser.get(f"{shown.page}.json").data]


def test_both_codes_on_it_lead_to_the_badge(shown: Shown) -> None:
    page, card = sorted(codes_on(shown.browser.get(f"{shown.page}.pdf").data), key=len)
    assert page.endswith(shown.page)
    assert "/v#" in card
    for code in (page, card):
        answer = shown.browser.post("/verify", data={"input": code})
        assert "Ce badge est authentique" in answer.text
        assert "Moussa Traoré" in answer.text


def test_it_is_kept_for_ever_and_read_aloud(shown: Shown) -> None:
    document = pypdf.PdfReader(io.BytesIO(shown.browser.get(f"{shown.page}.pdf").data))
    metadata = document.xmp_metadata
    assert metadata is not None
    told = metadata.stream.get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in told
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    root = document.root_object
    assert str(root["/Lang"]) == "fr"
    assert "true" in str(root["/MarkInfo"]).lower()


def test_the_same_bytes_each_time_and_another_language_only_when_asked(shown: Shown) -> None:
    first = shown.browser.get(f"{shown.page}.pdf")
    again = shown.browser.get(f"{shown.page}.pdf", headers={"Accept-Language": "en"})
    assert first.data == again.data
    etag = {"If-None-Match": first.headers["ETag"]}
    assert shown.browser.get(f"{shown.page}.pdf", headers=etag).status_code == 304
    english = shown.browser.get(f"{shown.page}.pdf?lang=en")
    assert "Moussa Traoré has received the badge" in words_of(english.data)


def test_a_badge_without_a_name_and_one_in_letters_that_no_face_has(shown_at: AwardShown) -> None:
    shown = shown_at(AwardState.ISSUED, name_shown=NameShown.NONE)
    assert "préfère ne pas montrer son nom" in words_of(shown.browser.get(f"{shown.page}.pdf").data)

    for name in ("王小明", "Zoé\ufeff"):

        def rename(award: object, _folder: object, name: str = name) -> None:
            award.shown_as = name  # type: ignore[attr-defined]

        shown.act(rename)
        assert len(codes_on(shown.browser.get(f"{shown.page}.pdf").data)) == 2


def test_withdrawn_it_is_gone_and_says_why(shown: Shown) -> None:
    assert shown.browser.get(f"{shown.page}.pdf").status_code == 200
    shown.withdraw(RevocationReason.HOLDER_ASKED)
    answer = shown.browser.get(f"{shown.page}.pdf")
    assert answer.status_code == 410
    assert "personne" in answer.text


def test_before_the_holder_accepts_there_is_none(shown_at: AwardShown) -> None:
    shown = shown_at(AwardState.OFFERED)
    assert shown.browser.get(f"{shown.page}.pdf").status_code == 404
