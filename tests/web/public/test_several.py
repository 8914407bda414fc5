"""Several badges at once on `/verify`: one line for each, its verdict behind it, and a table to keep."""

import csv
import io
import re
import time
from dataclasses import replace
from html import unescape
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from peerlearn.web.public import asking, several
from tests.badges.test_resolve_guarded import serving
from tests.factories.strangers import Site, self_declared, silent
from tests.web.public.conftest import Shown
from tests.web.public.handing_in import hand_in_all, heading, paste

AUTHENTIC = "Ce badge est authentique"
NOT_A_BADGE = "Ce n’est pas un badge lisible"


def lines(page: str) -> list[list[str]]:
    """The cells of the table."""
    found = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)[1:]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", one, re.DOTALL) for one in found]
    return [[" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in one] for one in cells]


def table_of(shown: Shown, page: str) -> TestResponse:
    """The file behind the button."""
    told = re.search(r'name="told"\s+value="([^"]+)"', page)
    assert told
    return shown.browser.post("/verify/results.csv", data={"told": unescape(told[1])})


def test_each_file_has_its_line_and_its_verdict_without_a_script_or_a_cookie(shown: Shown) -> None:
    files = [("moussa.png", shown.picture), ("jeton.jwt", shown.token.encode()), ("lettre.json", b"{}")]
    answer = hand_in_all(shown.browser, files)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<script" not in answer.text
    assert heading(answer.text) == "3 fichiers ou codes examinés"
    first, second, third = lines(answer.text)
    assert first[:4] == ["moussa.png", AUTHENTIC, "Animation numérique entre pairs", "Moussa Traoré"]
    assert second[:2] == ["jeton.jwt", f"{AUTHENTIC} Le même badge que « moussa.png »."]
    assert third[0] == "lettre.json"
    assert third[1].startswith(NOT_A_BADGE)
    assert third[2:] == [], "of what is no badge, no line stands empty"
    assert f'href="/b/{shown.code}' in answer.text
    assert answer.text.count("<details") == 3
    assert "1 badge." in answer.text
    assert "Authentiques\u00a0: 1. Non valables\u00a0: 0. Non vérifiés\u00a0: 0." in answer.text
    assert "Remis plusieurs fois\u00a0: 1." in answer.text
    assert "Sans badge lisible\u00a0: 1." in answer.text


def test_files_are_counted_apart_from_badges_and_nobody_s_word_is_no_authentic_badge(shown: Shown) -> None:
    files = [("a.png", shown.picture), ("copie.png", shown.picture), ("autre.json", self_declared().encode())]
    page = hand_in_all(shown.browser, files, text="ABCD2345").text
    assert heading(page) == "4 fichiers ou codes examinés"
    assert "2 badges." in page
    assert "Authentiques\u00a0: 1. Non valables\u00a0: 0. Non vérifiés\u00a0: 1." in page
    assert "Remis plusieurs fois\u00a0: 1." in page
    assert "Sans badge lisible\u00a0: 1." in page


def test_the_same_badge_in_another_file_or_by_its_code_counts_once_and_its_line_says_so(shown: Shown) -> None:
    theirs = self_declared()
    files = [
        ("a.png", shown.picture),
        ("archive.docx", b"PK\x03\x04" + b"\x00" * 26 + b"customXml/item1.xml"),
        ("autre.json", theirs.encode()),
        ("autre-copie.json", f"{theirs}\n".encode()),
    ]
    page = hand_in_all(shown.browser, files, text=shown.code).text
    assert heading(page) == "5 fichiers ou codes examinés"
    assert "2 badges." in page
    assert "Authentiques\u00a0: 1. Non valables\u00a0: 0. Non vérifiés\u00a0: 1." in page
    assert "Remis plusieurs fois\u00a0: 2. Sans badge lisible\u00a0: 1." in page
    told = {line[0]: line[1] for line in lines(page)}
    assert [name for name, words in told.items() if "Le même badge" in words] == ["autre-copie.json", shown.code]
    assert told[shown.code].endswith("Le même badge que « a.png ».")
    assert told["autre-copie.json"].endswith("Le même badge que « autre.json ».")
    rows = list(csv.reader(io.StringIO(table_of(shown, page).data.decode("utf-8-sig")), delimiter=";"))
    assert {row[0]: row[6] for row in rows[1:]}[shown.code] == "Le même badge que «\u00a0a.png\u00a0»."


def test_a_file_with_nothing_in_it_has_its_line_too(shown: Shown) -> None:
    office = b"PK\x03\x04" + b"\x00" * 26 + b"[Content_Types].xml"
    files = [("vide.png", b""), ("moussa.png", shown.picture), ("lettre.docx", office), ("rien.pdf", b"")]
    page = hand_in_all(shown.browser, files).text
    assert heading(page) == "4 fichiers ou codes examinés"
    told = {line[0]: line[1] for line in lines(page)}
    assert told["moussa.png"] == AUTHENTIC
    assert told["lettre.docx"].startswith("Il n’y a pas de badge dans un fichier de ce type")
    assert [name for name, words in told.items() if words.startswith("Ce fichier est vide")] == ["vide.png, rien.pdf"]
    assert "1 badge." in page
    assert "Sans badge lisible\u00a0: 3." in page
    sent = {"file": [(io.BytesIO(body), name) for name, body in files]}
    results = shown.browser.post("/api/v1/verify", data=sent).get_json()["results"]
    assert [one["verdict"] for one in results] == [
        "could_not_be_checked",
        "valid",
        "could_not_be_checked",
        "could_not_be_checked",
    ]


def test_links_in_a_message_are_looked_at_one_by_one(shown: Shown) -> None:
    link = f"http://localhost{shown.page}"
    page = paste(shown.browser, f"Bonjour,\nvoici {link}, et http://localhost/b/ABCD2345.\nMerci")
    assert [line[0] for line in lines(page)] == [link, "http://localhost/b/ABCD2345"]
    page = paste(shown.browser, f"{shown.code}\nPour le vérifier : {link}.\nABCD2345")
    assert [line[0] for line in lines(page)] == [shown.code, link, "ABCD2345"]


def test_codes_and_links_come_one_on_a_line(shown: Shown) -> None:
    typed, link = f"{shown.code[:4].lower()} {shown.code[4:]}", f"http://localhost{shown.page}"
    page = paste(shown.browser, f"{typed}\n\n  {link} \nABCD2345\n")
    assert [line[0] for line in lines(page)] == [typed, link, "ABCD2345"]
    assert [line[1].startswith(AUTHENTIC) for line in lines(page)] == [True, True, False]


def test_what_is_one_badge_stays_one(shown: Shown) -> None:
    pretty = shown.assertion.decode().replace(",", ",\n")
    for text in (f"{shown.code[:4]}\n{shown.code[4:]}", pretty, f"\n{shown.token}\n"):
        assert "<table" not in paste(shown.browser, text)
    assert heading(paste(shown.browser, f"{shown.code[:4]}\n{shown.code[4:]}")) == AUTHENTIC


def test_the_same_file_twice_is_looked_at_once_and_named_twice(shown: Shown) -> None:
    answer = hand_in_all(shown.browser, [("a.png", shown.picture), ("b.jwt", b"{}"), ("copie.png", shown.picture)])
    assert [line[0] for line in lines(answer.text)] == ["a.png, copie.png", "b.jwt"]


def test_withdrawn_it_is_told_without_the_name(shown: Shown) -> None:
    files = [("a.png", shown.picture), ("b.jwt", b"{}")]
    assert "Moussa" in hand_in_all(shown.browser, files).text
    shown.withdraw()
    page = hand_in_all(shown.browser, files).text
    assert lines(page)[0][1].startswith("Ce badge n’est plus valable Il a été remis par erreur")
    assert "Moussa" not in page
    assert "told--invalid" in page


def test_the_table_comes_as_a_file_with_the_same_words(shown: Shown) -> None:
    page = hand_in_all(shown.browser, [("a.png", shown.picture), ("=cmd|x.json", b"{}")]).text
    answer = table_of(shown, page)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=badges-verifies-")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    head, first, second = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    assert head[:7] == ["Fichier ou code", "Résultat", "Badge", "Personne", "Émetteur", "Remis le", "Pourquoi"]
    assert [cell.replace("\u00a0", " ") for cell in first[:5]] == lines(page)[0][:5]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", first[5]), "a day that a table can sort"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00", first[9]), "the wall clock of the page"
    assert second[5] == ""
    assert first[7] == shown.code
    assert len(first[8]) == 64
    assert second[0] == "'=cmd|x.json"


def test_days_of_other_issuers_are_sorted_too_and_only_our_badges_have_a_holder_code(shown: Shown) -> None:
    ours, theirs = ("a.png", shown.picture), ("autre.json", self_declared().encode())
    asks_for_code, asks_otherwise = "demandez-lui son code de preuve", "n’a pas de code de preuve"
    both = hand_in_all(shown.browser, [ours, theirs]).text
    assert (asks_for_code in both, asks_otherwise in both) == (True, True)
    _head, first, second = csv.reader(io.StringIO(table_of(shown, both).data.decode("utf-8-sig")), delimiter=";")
    assert second[5] == "2025-03-01"
    assert first[5] > second[5]
    assert lines(both)[1][5] == "samedi 1er mars 2025", "in words on the page"
    only_ours = hand_in_all(shown.browser, [ours, ("b.jwt", b"{}")]).text
    assert (asks_for_code in only_ours, asks_otherwise in only_ours) == (True, False)
    only_theirs = hand_in_all(shown.browser, [theirs, ("b.jwt", b"{}")]).text
    assert (asks_for_code in only_theirs, asks_otherwise in only_theirs) == (False, True)


def test_a_table_that_nobody_here_wrote_is_not_handed_out(shown: Shown) -> None:
    page = hand_in_all(shown.browser, [("a.png", shown.picture), ("b.jwt", b"{}")]).text
    assert table_of(shown, page).status_code == 200
    for told in ("", "x", "WyJ4Il0.abc.def"):
        answer = shown.browser.post("/verify/results.csv", data={"told": told})
        assert answer.status_code == 422
        assert "Ce résultat est trop ancien" in answer.text


def test_beyond_thirty_it_says_which_were_not_read(shown: Shown) -> None:
    files = [(f"badge-{number}.json", f'{{"n": {number}}}'.encode()) for number in range(32)]
    page = hand_in_all(shown.browser, files).text
    assert len(lines(page)) == 30
    assert "Non lus\u00a0: badge-30.json, badge-31.json" in page


def test_names_of_files_are_shown_as_text_that_turns_nothing(shown: Shown) -> None:
    names = [
        "<script>alert(1)</script>.png",
        "../../secret/a.png",
        "fic\u202egnp.exe",
        "\0\r\nX: y.png",
        "é" * 200,
    ]
    page = hand_in_all(shown.browser, [(name, f'{{"n": {number}}}'.encode()) for number, name in enumerate(names)]).text
    assert "<script" not in page
    assert "\u202e" not in page
    assert "secret" not in page
    assert "é" * 81 not in page
    assert "a.png" in page


def test_too_much_together_is_refused_unread_in_words(shown: Shown) -> None:
    too_long = {"CONTENT_LENGTH": "40000000"}
    kind = "multipart/form-data; boundary=x"
    answer = shown.browser.post("/verify", data=b"", content_type=kind, environ_overrides=too_long)
    assert answer.status_code == 413
    assert "C’est trop à la fois" in answer.text


def test_sites_that_say_nothing_hold_a_pile_up_no_longer_than_said(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SECONDS", 1.0)
    with serving(silent) as served:
        settings = replace(shown.settings, fetch_loopback_port=served.port)
        shown.app.extensions["peerlearn-settings"] = settings
        theirs = [Site(served.port).badge(id=f"urn:uuid:{uuid4()}").encode() for _ in range(12)]
        began = time.monotonic()
        files = [(f"{number}.json", badge) for number, badge in enumerate(theirs)]
        page = hand_in_all(shown.browser, files, text=shown.code).text
    assert time.monotonic() - began < 6
    found = lines(page)
    assert len(found) == 13
    # What needs no site does not come after those that wait for one.
    assert [line[1].startswith(AUTHENTIC) for line in found] == [False] * 12 + [True]
    assert "Vérifiez-le à nouveau, tout seul" in page


def test_two_piles_at_once_and_a_third_is_told_to_come_back(shown: Shown) -> None:
    text = f"{shown.code}\nABCD2345"
    with several.taking_turns(), several.taking_turns():
        answer = shown.browser.post("/verify", data={"input": text})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert "Rien n’a été lu" in answer.text
        asked = shown.browser.post("/api/v1/verify", json={"inputs": text.split()})
        assert (asked.status_code, asked.mimetype) == (503, "application/problem+json")
        assert heading(paste(shown.browser, shown.code)) == AUTHENTIC
    assert "<table" in paste(shown.browser, text)
