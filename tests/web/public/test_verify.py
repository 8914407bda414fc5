"""Verification: `/verify`, with what people have in hand."""

from html import unescape

import pytest
from flask import Flask

from peerlearn.awards.rules import AwardState, NameShown
from tests.badges.pictures import png
from tests.badges.specimen import ASSERTION, TOKEN
from tests.web.public.conftest import AwardShown, Shown
from tests.web.public.handing_in import hand_in, hand_in_all, heading, paste

AUTHENTIC = "Ce badge est authentique"
NOT_YET = "Rien n’est encore vérifié."
UNDECIDED = "Nous n’avons pas pu vérifier"


def test_the_empty_box_is_shown_without_a_cookie(app: Flask) -> None:
    answer = app.test_client().get("/verify")
    assert answer.status_code == 200
    assert 'type="file"' in answer.text
    assert "<script" not in answer.text
    assert "csrf" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_badge_is_valid_in_every_form_it_is_handed_in(shown: Shown) -> None:
    code, browser = shown.code, shown.browser
    texts = [
        code,
        f" {code[:4].lower()} {code[4:].lower()}\n",
        f"http://localhost{shown.page}",
        f"HTTP://LOCALHOST{shown.page}?lang=en",
        f"localhost{shown.page}",
        f"http://localhost{shown.page}.png",
        f"http://localhost/verify?code={code}",
        shown.token,
        f"\n  {shown.token}\n",
        shown.assertion.decode(),
    ]
    for text in texts:
        assert heading(paste(browser, text)) == AUTHENTIC, text
    for name, content in {
        "badge.png": shown.picture,
        "badge.jwt": shown.token.encode(),
        "badge.json": shown.assertion,
        "lien.txt": f"http://localhost{shown.page}".encode(),
    }.items():
        assert heading(hand_in(browser, content, name)) == AUTHENTIC, name


def test_the_answer_shows_the_badge_as_its_page_does_and_nothing_is_kept(shown: Shown) -> None:
    answer = shown.browser.post("/verify", data={"input": shown.token})
    assert answer.status_code == 200
    for words in ("Moussa Traoré", "Montrer sans faire à la place", "Il n’est ni retiré, ni suspendu"):
        assert words in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_code_may_come_in_the_address_for_the_qr_on_a_card(shown: Shown) -> None:
    assert heading(shown.browser.get(f"/verify?code={shown.code.lower()}").text) == AUTHENTIC
    assert 'type="file"' in shown.browser.get("/verify?code=").text


def test_so_may_a_link_of_ours_and_what_else_comes_waits_in_the_box(shown: Shown) -> None:
    for ours in (f"http://localhost{shown.page}", f"localhost{shown.page}?lang=en"):
        assert heading(shown.browser.get("/verify", query_string={"code": ours}).text) == AUTHENTIC, ours
    for other in ("2JCC XKE", f"https://evil.example{shown.page}", shown.token, f"https://evil.example {shown.page}"):
        answer = shown.browser.get("/verify", query_string={"code": other})
        assert (answer.status_code, f">\r\n{other}</textarea>" in unescape(answer.text)) == (200, True), other
        assert NOT_YET in answer.text
    assert NOT_YET not in shown.browser.get("/verify").text
    assert NOT_YET not in shown.browser.post("/verify", data={"input": "2JCC XKE"}).text


def test_an_empty_box_is_answered_kindly(app: Flask) -> None:
    answer = app.test_client().post("/verify", data={"input": "  \n"})
    assert answer.status_code == 422
    assert "Il n’y a encore rien à vérifier." in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2JCC XKE", "Un code a 8 signes. Ici, il y en a\xa07."),
        ("2jcc-xkex0", "Un code a 8 signes. Ici, il y en a\xa09."),
        ("2JCC XKE0", "Un code ne contient jamais 0, O, 1, I, L ou U."),
        ("bonjour", "Nous ne voyons ici ni code, ni lien."),
    ],
)
def test_a_slip_stays_in_the_box_and_is_no_refusal(app: Flask, typed: str, said: str) -> None:
    answer = app.test_client().post("/verify", data={"input": typed})
    assert (answer.status_code, said in unescape(answer.text)) == (422, True)
    assert f">\r\n{typed}</textarea>" in answer.text
    told = app.test_client().post("/api/v1/verify", json={"input": typed}).get_json()
    assert (told["verdict"], told["checks"][0]["reason"]) == ("could_not_be_checked", "nothing_inside")


def test_what_people_send_around_the_link_is_read(shown: Shown) -> None:
    code = f"{shown.code[:4]} {shown.code[4:]}"
    for text in (
        f"Mon badge\xa0: Animation. Pour le vérifier\xa0: http://localhost{shown.page}",
        f"Bonjour,\nMon badge\xa0: http://localhost{shown.page}.\nÀ bientôt",
        f"localhost/b/{code}",
        f"http://localhost/b/{code}",
    ):
        assert heading(paste(shown.browser, text)) == AUTHENTIC, text
        told = shown.browser.post("/api/v1/verify", json={"input": text}).get_json()
        assert told["verdict"] == "valid", text


def test_a_letter_without_a_badge_in_it_is_neither_yes_nor_no(app: Flask) -> None:
    page = paste(app.test_client(), "Bonjour, je vous recommande cette personne, qui a été très utile à ses collègues.")
    assert heading(page) == "Nous ne voyons pas de badge dans ce texte"
    assert "Ce n’est ni un oui, ni un non." in page


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04" + b"\x00" * 26 + b"[Content_Types].xml", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_what_a_word_processor_wrote_is_named_as_that(app: Flask, content: bytes) -> None:
    page = hand_in(app.test_client(), content, "badge.docx")
    assert heading(page) == "Il n’y a pas de badge dans un fichier de ce type"
    assert "Ce n’est ni un oui, ni un non." in page


def test_an_empty_file_alone_is_told_beside_the_file(app: Flask) -> None:
    answer = hand_in_all(app.test_client(), [("vide.png", b"")])
    assert answer.status_code == 422
    assert "Ce fichier est vide." in answer.text
    assert "rien à vérifier" not in answer.text


def test_a_link_of_another_site_could_not_be_checked_and_is_named_by_its_host(shown: Shown) -> None:
    for link in (
        "https://badges.exemple-asso.fr/a/12",
        f"https://localhost.evil.example{shown.page}",
        f"https://localhost@evil.example{shown.page}",
        f"https://evil.example/http://localhost{shown.page}",
    ):
        page = paste(shown.browser, link)
        assert heading(page) == UNDECIDED, link
        assert "écrit dans le lien, pas confirmé par nous" in page


def test_a_badge_of_somebody_else_could_not_be_checked(shown: Shown) -> None:
    for document in (TOKEN, ASSERTION.decode()):
        page = paste(shown.browser, document)
        assert heading(page) == UNDECIDED
        assert "Le site de l’émetteur n’a pas répondu" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "L’image ne contient pas de badge"),
        (b"%PDF-1.7 ...", "Il n’y a pas de badge dans ce PDF"),
        (b"\xff\xd8\xff\xe0 JFIF", "Nous ne voyons aucun code sur cette image"),
        (b"PK\x03\x04 ...", "pas encore lue ici"),
        (png(), "L’image ne contient pas de badge"),
    ],
)
def test_what_may_hold_a_badge_but_is_not_read_is_neither_yes_nor_no(app: Flask, content: bytes, words: str) -> None:
    page = hand_in(app.test_client(), content, "badge")
    assert words in page
    assert "Ce n’est ni un oui, ni un non." in page


def test_an_unknown_code_is_neither_yes_nor_no(shown: Shown) -> None:
    for typed in ("ABCD2345", "abcd 2345", "http://localhost/b/ABCD2345"):
        page = paste(shown.browser, typed)
        assert heading(page) == "Nous n’avons trouvé aucun badge avec ce code"
        assert "ni un oui, ni un non" in page


def test_a_badge_not_yet_accepted_is_an_unknown_code(shown_at: AwardShown) -> None:
    shown = shown_at(AwardState.OFFERED, name_shown=NameShown.FULL)
    assert heading(paste(shown.browser, shown.code)) == "Nous n’avons trouvé aucun badge avec ce code"


def test_it_needs_no_token_where_other_forms_do(shown: Shown) -> None:
    shown.app.config["WTF_CSRF_ENABLED"] = True
    assert shown.browser.post("/sign-in", data={"identifier": "x"}).status_code == 400
    assert heading(paste(shown.browser, shown.code)) == AUTHENTIC


def test_it_reads_in_english_too(shown: Shown) -> None:
    page = shown.browser.post("/verify?lang=en", data={"input": shown.code}).text
    assert heading(page) == "This badge is authentic"
