"""The badge page: `/b/<code>`."""

import re

import time_machine
from flask import Flask

from peerlearn.awards import actions
from peerlearn.awards.rules import AwardState, NameShown
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.tracks.rules import TrackCode
from tests.cast import Cast
from tests.factories import awards as made
from tests.stage import ClientOf
from tests.web.public.conftest import AwardShown, Shown


def test_a_stranger_reads_what_the_person_can_do_and_who_says_so_without_a_cookie(shown: Shown) -> None:
    answer = shown.browser.get(shown.page)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    for words in ("Ce badge est authentique", "Moussa Traoré", "Animation numérique entre pairs", "Défi Insertion"):
        assert words in answer.text
    assert "Montrer sans faire à la place de l’autre" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers["Vary"]


def test_the_first_thing_after_the_verdict_is_who_says_what_of_whom(shown: Shown) -> None:
    page = shown.browser.get(shown.page).text
    name = "«\u00a0Animation numérique entre pairs\u00a0»"
    claim = f"Selon Défi Insertion, Moussa Traoré a reçu le badge {name} et sait\u00a0:"
    order = ["Ce badge est authentique", claim, "Montrer sans faire à la place de l’autre", "<img", "Qui le dit"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)


def test_it_says_when_it_was_checked(shown: Shown) -> None:
    with time_machine.travel("2027-03-02T08:02:00Z", tick=False):
        page = shown.browser.get(shown.page).text
    assert "Vérifié le mardi 2\u00a0mars à 9\u00a0h\u00a002" in page


def test_before_the_holder_accepts_there_is_nothing_and_afterwards_the_same_address_answers(
    shown_at: AwardShown,
) -> None:
    shown = shown_at(AwardState.OFFERED)
    addresses = [shown.page + ending for ending in ("", ".png", ".jwt", ".ob2.json")]
    for address in addresses:
        answer = shown.browser.get(address)
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-store"
    samira = shown.cast.accounts["samira"]
    accepted = actions.Acceptance(NameShown.FULL, in_person=True)
    shown.act(lambda award, folder: actions.accept_and_sign(award, accepted, folder, by=samira, now=clock.now()))
    assert [shown.browser.get(address).status_code for address in addresses] == [200] * 4


def test_accepted_but_not_yet_signed_is_not_public(shown_at: AwardShown) -> None:
    shown = shown_at(AwardState.ACCEPTED)
    assert shown.browser.get(shown.page).status_code == 404


def test_a_declined_badge_never_had_an_address(shown_at: AwardShown) -> None:
    shown = shown_at(AwardState.DECLINED)
    assert shown.browser.get(shown.page).status_code == 404


def test_a_code_typed_as_people_type_it_leads_to_its_one_address(shown: Shown) -> None:
    code = shown.code
    for typed in (code.lower(), f"{code[:4]} {code[4:]}", f"{code[:4].lower()}-{code[4:]}", f" {code}"):
        answer = shown.browser.get(f"/b/{typed}?lang=en")
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/b/{code}?lang=en"
    assert shown.browser.get(f"/b/{code.lower()}.png").headers["Location"] == f"/b/{code}.png"


def test_what_is_no_code_is_not_found(shown: Shown) -> None:
    for typed in ("ABCD2345", "x", "O0O0O0O0", "é" * 8, "%00%00", f"{shown.code}X", "A" * 500):
        assert shown.browser.get(f"/b/{typed}").status_code == 404, typed


def test_a_holder_who_shows_no_name_is_not_named(shown_at: AwardShown) -> None:
    shown = shown_at(AwardState.ISSUED, name="awa", track=TrackCode.LEARNER, name_shown=NameShown.NONE)
    page = shown.browser.get(shown.page).text
    assert "qui préfère ne pas montrer son nom" in page
    assert "Awa" not in page


def test_no_one_inside_is_named_and_no_reason_leaves(shown: Shown) -> None:
    page = shown.browser.get(shown.page).text
    for inside in ("Samira", "Carole", "Les Tilleuls", "feuilles perdues"):
        assert inside not in page
    assert "remis pour une raison écrite, lue par une autre personne" in page
    assert "Les conditions habituelles n’étaient pas toutes réunies dans nos feuilles" in page


def test_only_what_the_badge_asks_for_is_shown_as_its_proof(
    app: Flask, cast: Cast, settings: Settings, shown_at: AwardShown
) -> None:
    """Awa came to four workshops: that is much of the learners' badge, and nothing of the badge of those who lead."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("what Awa did"))
        with transaction():
            made.earn_basics(cast)
        scope.leave(db.session())
        db.session.remove()
    by_hand = shown_at(AwardState.ISSUED, name="awa", track=TrackCode.FACILITATOR)
    earned = shown_at(AwardState.ISSUED, name="awa", track=TrackCode.LEARNER)
    pages = [one.browser.get(one.page).text for one in (by_hand, earned)]
    assert ["Ateliers suivis" in page for page in pages] == [False, True]
    assert ["n’étaient pas toutes réunies" in page for page in pages] == [True, False]


def test_it_is_read_in_english_by_its_address_or_the_browser_s_wish(shown: Shown) -> None:
    by_address = shown.browser.get(f"{shown.page}?lang=en").text
    by_wish = shown.browser.get(shown.page, headers={"Accept-Language": "en-GB,en;q=0.9"}).text
    for page in (by_address, by_wish):
        assert '<html lang="en"' in page
        assert "This badge is authentic" in page
        assert "Peer digital facilitator" in page


def test_it_asks_nothing_of_another_site_and_runs_no_script(shown: Shown) -> None:
    answer = shown.browser.get(shown.page)
    assert "<script" not in answer.text
    assert re.findall(r'(?:src|href)="(?:https?:)?//', answer.text) == []
    policy = answer.headers["Content-Security-Policy"]
    assert "nonce" not in policy
    assert "script-src 'none'" in policy


def test_it_is_kept_for_a_minute_and_not_found_by_searching(shown: Shown) -> None:
    answer = shown.browser.get(shown.page)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert {"Accept", "Accept-Language"} <= set(re.split(r",\s*", answer.headers["Vary"]))


def test_a_browser_that_has_the_page_of_this_minute_gets_304(shown: Shown) -> None:
    with time_machine.travel("2027-03-02T08:02:10Z", tick=False):
        tag = shown.browser.get(shown.page).headers["ETag"]
        again = shown.browser.get(shown.page, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""


def test_a_signed_in_browser_sees_the_same_page(shown: Shown, client_of: ClientOf) -> None:
    browser = client_of("samira")
    with time_machine.travel("2027-03-02T08:02:10Z", tick=False):
        assert browser.get(shown.page).data == shown.browser.get(shown.page).data
