"""From the meeting to the person who reads what was written of it: a draft, a signature, a correction, their word."""

import html
import re
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pypdfium2
import pytest
from flask import Flask

from peerlearn.core import clock
from peerlearn.core.permissions import Capability
from peerlearn.notes.models import MeetingNote
from peerlearn.notes.rules import LONGEST_AGREED, LONGEST_DONE, LONGEST_NEXT
from tests.cast import Cast
from tests.house.test_capabilities import switch_off
from tests.stage import ClientOf
from tests.web.attendance.conftest import RowsOf, rows_of
from tests.web.notes.conftest import WORDS, Sign, Write, as_own, seen_on

__all__ = ["rows_of"]


def test_a_draft_is_its_writers_and_signed_it_is_the_persons_too(
    client_of: ClientOf, cast: Cast, write: Write, sign: Sign
) -> None:
    samira, sophie, awa = client_of("samira"), client_of("sophie"), client_of("awa")
    page, note = f"/people/{cast.person_ids['awa']}/notes", write()
    assert "Nous avons envoyé une photo." in samira.get(note).text
    assert sophie.get(note).status_code == awa.get(as_own(note)).status_code == 404
    told = sophie.get(page).text
    assert "Samira Haddad a un brouillon en cours" in told
    assert "photo" not in told
    sign(note)
    for browser, address in ((sophie, note), (awa, as_own(note))):
        read = browser.get(address).text
        assert "Nous avons envoyé une photo." in read
        assert "Signé par Samira Haddad" in read
        assert "Empreinte" in read
    assert f'href="{as_own(note)}"' in awa.get("/me/notes").text
    assert "1 compte rendu de rendez-vous" in awa.get("/me/documents").text


def test_the_day_is_that_of_the_place_also_after_midnight(client_of: ClientOf, write: Write, sign: Sign) -> None:
    """While UTC still counts the day before."""
    past_midnight = datetime.combine(clock.today() - timedelta(days=1), time(23, 30), UTC)
    with clock.standing_at(past_midnight):
        note = sign(write())
    assert "Signé par Samira Haddad" in client_of("samira").get(note).text


def test_the_persons_page_leads_to_their_notes(client_of: ClientOf, cast: Cast) -> None:
    page = f"/people/{cast.person_ids['awa']}"
    assert f'href="{page}/notes"' in client_of("samira").get(page).text
    assert f'href="{page}/notes"' not in client_of("carole").get(page).text, "she answers for the house, elsewhere"


def test_a_draft_waits_on_its_writers_day_and_signed_it_stands_in_the_persons_story(
    client_of: ClientOf, cast: Cast, write: Write, sign: Sign
) -> None:
    samira, sophie, page = client_of("samira"), client_of("sophie"), f"/people/{cast.person_ids['awa']}"
    note = write()
    day = samira.get("/").text
    assert "1 compte rendu à signer" in day
    assert f'href="{note}"' in day
    assert "compte rendu à signer" not in sophie.get("/").text
    assert f'href="{note}"' not in sophie.get(page).text
    sign(note)
    assert "compte rendu à signer" not in samira.get("/").text
    assert f'href="{note}"' in sophie.get(page).text
    assert f'href="{note}"' not in client_of("carole").get(page).text, "she answers for the house, elsewhere"


def test_only_who_works_there_finds_a_note(client_of: ClientOf, cast: Cast, write: Write, sign: Sign) -> None:
    note, page = sign(write()), f"/people/{cast.person_ids['awa']}/notes"
    for address in (note, f"{note}/paper.pdf", page):
        assert client_of("sophie").get(address).status_code == 200
        for stranger in ("etienne", "bruno", "carole", "nadia"):
            assert client_of(stranger).get(address).status_code == 404, stranger
        for without in ("victor", "moussa", "awa"):
            assert client_of(without).get(address).status_code == 403, without
    assert client_of("awa").get(as_own(note)).status_code == 200
    assert client_of("moussa").get(as_own(note)).status_code == 404, "nobody reads what was written of a colleague"


def test_a_signed_note_is_changed_and_thrown_away_by_nobody(
    client_of: ClientOf, write: Write, sign: Sign, rows_of: RowsOf
) -> None:
    samira, note = client_of("samira"), write()
    changed = WORDS | {"met_on": clock.today().isoformat(), "done": "Nous avons appelé."}
    assert samira.post(f"{note}/edit", data=changed).status_code == 302
    sign(note)
    for name in ("samira", "sophie"):
        for address in ("/edit", "/removal", "/signature"):
            refused = client_of(name).post(note + address, data=changed)
            assert refused.status_code == 422
            assert ("Ce compte rendu est signé" if name == "samira" else "écrit par Samira Haddad") in refused.text
    (row,) = rows_of(MeetingNote)
    assert (row.done, row.version) == ("Nous avons appelé.", 1)


def test_what_is_signed_is_what_the_page_showed(client_of: ClientOf, write: Write) -> None:
    samira, note = client_of("samira"), write()
    seen = seen_on(samira, note)
    samira.post(f"{note}/edit", data=WORDS | {"met_on": clock.today().isoformat(), "done": "Autre chose."})
    refused = samira.post(f"{note}/signature", data={"seen": seen})
    assert refused.status_code == 422
    assert "dans une autre fenêtre" in refused.text
    assert samira.post(f"{note}/signature", data={"seen": seen_on(samira, note)}).status_code == 302


def test_a_draft_is_thrown_away(client_of: ClientOf, cast: Cast, write: Write) -> None:
    samira, note = client_of("samira"), write()
    assert note in samira.get("/notes").text
    assert samira.post(f"{note}/removal").status_code == 302
    assert samira.get(note).status_code == 404
    assert "Pas encore de compte rendu" in samira.get(f"/people/{cast.person_ids['awa']}/notes").text


def test_a_correction_is_a_new_version_with_its_why_and_both_are_read(
    client_of: ClientOf, write: Write, sign: Sign
) -> None:
    sophie, awa, first = client_of("sophie"), client_of("awa"), sign(write())
    asked = sophie.post(f"{first}/correction", data={"reason": "C’était mardi."})
    second = asked.headers["Location"].removesuffix("/edit")
    assert sophie.get(f"{second}/edit").status_code == 200
    changed = WORDS | {"met_on": clock.today().isoformat(), "done": "Nous avons appelé."}
    assert sophie.post(f"{second}/edit", data=changed).status_code == 302
    assert "Une version plus récente" not in awa.get(as_own(first)).text, "a draft replaces nothing"
    sign(second, by="sophie")
    old, new = awa.get(as_own(first)).text, awa.get(as_own(second)).text
    assert "Une version plus récente" in old
    assert "Nous avons envoyé une photo." in old
    assert "Nous avons appelé." in new
    assert "C’était mardi." in new
    assert f'href="{as_own(first)}"' in new
    assert f'href="{as_own(second)}"' in old
    again = client_of("samira").post(f"{first}/correction", data={"reason": "Encore."})
    assert again.status_code == 422
    assert "entre-temps" in again.text


def test_the_person_reads_it_and_disagrees_and_staff_see_it(client_of: ClientOf, write: Write, sign: Sign) -> None:
    awa, note = client_of("awa"), sign(write())
    assert awa.post(f"{as_own(note)}/reading").status_code == awa.post(f"{as_own(note)}/reading").status_code == 302
    said = {"words": "Je n’ai rien promis.", "disagrees": "y", "form_id": str(uuid4())}
    for _ in range(2):
        assert awa.post(f"{as_own(note)}/word", data=said).status_code == 302
    page = client_of("samira").get(note).text
    assert page.count("Je n’ai rien promis.") == 1
    assert page.count("<strong>Lu</strong>") == 1
    assert "<strong>Désaccord exprimé</strong>" in page


def test_who_is_never_online_has_it_on_paper_and_their_word_written_down(
    client_of: ClientOf, cast: Cast, write: Write, sign: Sign
) -> None:
    samira, note = client_of("samira"), sign(write(of="rosa"))
    assert samira.get(f"{note}/paper.pdf").data.startswith(b"%PDF")
    assert samira.post(f"{note}/hand-over").status_code == 302
    assert samira.post(f"{note}/word", data={"words": "D’accord avec tout."}).status_code == 302
    page = samira.get(note).text
    assert "Remis sur papier" in page
    assert "<strong>Ajouté</strong>" in page, "said and done, as all that stands here"
    assert "D’accord avec tout." in page
    assert "noté par Samira Haddad" in page
    assert "remis" in samira.get(f"/people/{cast.person_ids['rosa']}/notes").text


def test_of_a_draft_nothing_is_said_or_handed_over(client_of: ClientOf, write: Write, sign: Sign) -> None:
    samira, note = client_of("samira"), write()
    for address, sent in (("/hand-over", {}), ("/word", {"words": "Oui."}), ("/correction", {"reason": "Un mot."})):
        assert samira.post(note + address, data=sent).status_code == 422
    sign(note)
    assert samira.post(f"{note}/hand-over").status_code == 302


def test_the_longest_note_is_one_sheet(client_of: ClientOf, write: Write, sign: Sign) -> None:
    samira, line = client_of("samira"), "Mot après mot, "
    words = {"done": LONGEST_DONE, "agreed": LONGEST_AGREED, "next_step": LONGEST_NEXT}
    note = sign(write(**{name: (line * 99)[:longest].strip() for name, longest in words.items()}))
    for number in range(5):
        said = {"words": f"{number} {line * 40}"[:490].strip(), "form_id": str(uuid4())}
        assert samira.post(f"{note}/word", data=said).status_code == 302
    one_more = samira.post(f"{note}/word", data={"words": "Encore.", "form_id": str(uuid4())})
    assert one_more.status_code == 422
    assert "5 mots" in one_more.text
    sheet = samira.get(f"{note}/paper.pdf").data
    assert b"/Type/Pages/Count 1/" in sheet


def test_half_a_number_in_the_why_is_a_number_too(client_of: ClientOf, write: Write, sign: Sign) -> None:
    samira, first, half = client_of("samira"), sign(write()), "78 006 084 91 dit"
    asked = samira.post(f"{first}/correction", data={"reason": "Il manquait 1 85 05"})
    second = asked.headers["Location"].removesuffix("/edit")
    changed = WORDS | {"met_on": clock.today().isoformat(), "with_whom": half}
    refused = samira.post(f"{second}/edit", data=changed)
    assert refused.status_code == 422
    assert "sécurité sociale" in refused.text
    assert samira.post(f"{write()}/edit", data=changed).status_code == 302, "alone it is none"
    whole = samira.post(f"{sign(write(with_whom=half))}/correction", data={"reason": "Il manquait 1 85 05"})
    assert whole.status_code == 422


def test_a_word_longer_than_a_line_is_whole_on_paper(client_of: ClientOf, write: Write) -> None:
    """A pasted address, on the sheet of whoever is never online."""
    letters = "".join(chr(ord("a") + place % 26) for place in range(LONGEST_NEXT))
    sheet = client_of("samira").get(f"{write(next_step=letters)}/paper.pdf").data
    with pypdfium2.PdfDocument(sheet) as document:
        page = document[0]
        # What stands beside the sheet is not read: `get_text_range` would find that too.
        read = page.get_textpage().get_text_bounded(0, 0, *page.get_size())
    assert letters in re.sub(r"[\s\u200b\ufffe]", "", read)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"met_on": ""}, "Écrivez le jour"),
        ({"met_on": "2199-01-01"}, "pas encore venu"),
        ({"met_on": "1999-01-01"}, "trop ancien"),
        ({"done": " "}, "Écrivez ce que vous avez fait"),
        ({"done": "x" * (LONGEST_DONE + 1)}, "1000"),
        ({"done": "Son numéro : 1 85 05 78 006 084 91"}, "sécurité sociale"),
        ({"done": "1 85 05", "agreed": "78 006 084 91"}, "sécurité sociale"),
        ({"agreed": "\n".join("abcdefghijklmn")}, "douze lignes"),
        ({"next_step": "\u202eenvers"}, "qu’on ne peut pas afficher"),
        ({"about": "no-such-workshop"}, ""),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_lost(
    client_of: ClientOf, cast: Cast, write: Write, change: dict[str, str], says: str
) -> None:
    assert write(), "what can be is kept"
    form = WORDS | {"met_on": clock.today().isoformat(), "form_id": str(uuid4())} | change
    answer = client_of("samira").post(f"/people/{cast.person_ids['awa']}/notes/new", data=form)
    assert answer.status_code == 422
    assert says in answer.text
    assert form["with_whom"] in answer.text


def test_a_form_sent_twice_makes_one(client_of: ClientOf, cast: Cast, write: Write) -> None:
    form_id = str(uuid4())
    assert write(form_id=form_id) == write(form_id=form_id)
    assert client_of("samira").get(f"/people/{cast.person_ids['awa']}/notes").text.count("<h2") == 1


def test_who_goes_back_and_types_more_loses_nothing(client_of: ClientOf, write: Write, sign: Sign) -> None:
    samira, form_id = client_of("samira"), str(uuid4())
    note = write(form_id=form_id)
    assert write(form_id=form_id, done="Nous avons appelé sa sœur.") == note
    assert "Nous avons appelé sa sœur." in html.unescape(samira.get(note).text)
    sign(note)
    for form, words in ((form_id, "Je suis contente."), (form_id, "Et ma sœur aussi."), (form_id, "Et ma sœur aussi.")):
        assert samira.post(f"{note}/word", data={"words": words, "form_id": form}).status_code == 302
    page = html.unescape(samira.get(note).text)
    assert page.count("Je suis contente.") == 1
    assert page.count("Et ma sœur aussi.") == 1


def test_without_follow_up_there_is_no_note_in_the_office_and_the_persons_stay(
    app: Flask, cast: Cast, client_of: ClientOf, write: Write, sign: Sign
) -> None:
    note = sign(write())
    switch_off(app, cast, Capability.FOLLOW_UP)
    assert client_of("samira").get(note).status_code == client_of("samira").get("/notes").status_code == 404
    assert "/notes" not in client_of("samira").get(f"/people/{cast.person_ids['awa']}").text
    assert client_of("awa").get(as_own(note)).status_code == 200
