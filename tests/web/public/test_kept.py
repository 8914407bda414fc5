"""What is said of a badge is said again from memory, and never once the badge is something else."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import create_engine
from werkzeug.test import Client, TestResponse

from peerlearn.awards import actions, issuers
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award
from peerlearn.awards.rules import Use
from peerlearn.awards.stamp import Stamp, Stamps
from peerlearn.core import clock
from peerlearn.web.public import kept
from tests.counting import statements
from tests.web.public.conftest import Shown
from tests.web.public.handing_in import heading

AUTHENTIC = "Ce badge est authentique"
BROWSER = {"Accept": "text/html", "Accept-Language": "fr", "Accept-Encoding": "gzip"}


def asked_again(shown: Shown, address: str, **headers: str) -> tuple[TestResponse, int]:
    """An answer, and how many statements the program sent for it. (The question whether all is as it was goes by.)"""
    with statements(shown.app) as said:
        answer = shown.browser.get(address, headers=headers)
    return answer, len(said)


@pytest.mark.parametrize("form", ["", ".json", ".jwt", ".png", ".ob2.json"])
def test_the_second_who_opens_it_is_answered_from_memory(shown: Shown, form: str) -> None:
    first, asked = asked_again(shown, f"{shown.page}{form}", **BROWSER)
    again, asked_then = asked_again(shown, f"{shown.page}{form}", **BROWSER)
    assert (asked > 0, asked_then) == (True, 0)
    assert again.data == first.data
    assert dict(again.headers) == dict(first.headers)
    known, asked = asked_again(shown, f"{shown.page}{form}", **BROWSER, **{"If-None-Match": first.headers["ETag"]})
    assert (known.status_code, known.data, asked) == (304, b"", 0)
    for name in ("ETag", "Vary", "Cache-Control", "Content-Security-Policy"):
        assert known.headers[name] == first.headers[name], name
    assert "Content-Length" not in known.headers


def test_a_reader_who_knows_it_already_is_told_so_before_anything_is_in_memory(shown: Shown) -> None:
    tag = shown.browser.get(shown.page, headers=BROWSER).headers["ETag"]
    other_process = Client(kept.KeptAnswers(_program(shown), _stamps(shown), _uncounted))
    answer = other_process.get(shown.page, headers={**BROWSER, "If-None-Match": tag})
    assert answer.status_code == 304
    assert other_process.get(shown.page, headers={**BROWSER, "If-None-Match": '"another"'}).status_code == 200


def test_each_language_each_form_and_each_way_to_pack_is_its_own(shown: Shown) -> None:
    for _ in range(2):
        assert 'lang="fr"' in shown.browser.get(shown.page).text
        assert 'lang="en"' in shown.browser.get(shown.page, headers={"Accept-Language": "en"}).text
        assert 'lang="en"' in shown.browser.get(f"{shown.page}?lang=en").text
        assert shown.browser.get(shown.page, headers={"Accept": "application/pdf"}).mimetype == "application/pdf"
        assert shown.browser.get(shown.page, headers=BROWSER).headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in shown.browser.get(shown.page).headers


def test_who_asks_for_the_head_gets_that_alone(shown: Shown) -> None:
    whole = shown.browser.get(shown.page)
    head, asked = shown.browser.head(shown.page), shown.browser.head(shown.page).data
    assert (head.status_code, asked) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.data))


def test_a_suspension_counts_at_once_and_so_does_its_end(shown: Shown) -> None:
    def suspend(award: Award, _folder: KeyFolder) -> None:
        actions.suspend(award, reason="Une question est ouverte", by=shown.cast.accounts["carole"])

    def resume(award: Award, _folder: KeyFolder) -> None:
        actions.restore(award, by=shown.cast.accounts["carole"])

    assert heading(shown.browser.get(shown.page).text) == AUTHENTIC
    assert shown.browser.get(f"{shown.page}.jwt").status_code == 200
    shown.act(suspend)
    assert heading(shown.browser.get(shown.page).text) == "Ce badge est suspendu pour le moment"
    assert shown.browser.get(f"{shown.page}.jwt").status_code == 404
    shown.act(resume)
    assert heading(shown.browser.get(shown.page).text) == AUTHENTIC


def test_a_withdrawal_counts_at_once_for_those_who_knew_the_page_too(shown: Shown) -> None:
    tag = shown.browser.get(shown.page).headers["ETag"]
    assert shown.browser.get(shown.page, headers={"If-None-Match": tag}).status_code == 304
    assert shown.browser.get(f"{shown.page}.png").status_code == 200
    shown.withdraw()
    answer = shown.browser.get(shown.page, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert heading(answer.text) == "Ce badge n’est plus valable"
    assert "Moussa" not in answer.text
    assert shown.browser.get(f"{shown.page}.png").status_code == 410


def test_a_theft_that_turns_out_to_be_older_counts_at_once(shown: Shown) -> None:
    def stolen(days_ago: int) -> None:
        def mark(award: Award, folder: KeyFolder) -> None:
            now, first = clock.now(), issuers.keys_of(award.achievement.issuer)[-1]
            issuers.mark_compromised(first, folder, since=now - timedelta(days=days_ago), now=now)

        shown.act(mark)

    stolen(days_ago=0)
    assert heading(shown.browser.get(shown.page).text) == AUTHENTIC, "it was given before"
    assert asked_again(shown, shown.page)[1] == 0, "and is said again from memory"
    stolen(days_ago=1)
    assert heading(shown.browser.get(shown.page).text) == "Ce badge n’est pas valable"


def test_who_cannot_ask_the_register_says_nothing_from_memory(shown: Shown) -> None:
    nowhere = Stamps(lambda: create_engine("sqlite:////nowhere/at/all.db"))
    silent = Client(kept.KeptAnswers(_program(shown), nowhere, _uncounted))
    for _ in range(2):
        with statements(shown.app) as said:
            assert heading(silent.get(shown.page).text) == AUTHENTIC
        assert said


def test_all_is_forgotten_by_itself_whether_somebody_asks_or_not(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_FORGOTTEN_AFTER", 0.01)
    shown.browser.get(shown.page)
    for timer in [one for one in threading.enumerate() if isinstance(one, threading.Timer)]:
        if timer.interval < 1:
            timer.join()
    assert asked_again(shown, shown.page)[1] > 0


def test_it_keeps_no_more_than_a_process_has_room_for(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST", 2)
    unread, read, new = (f"{shown.page}?lang=fr&x={number}" for number in range(3))
    for address in (unread, read, read, new):
        shown.browser.get(address)
    # What was asked for longest ago made room.
    assert [asked_again(shown, address)[1] > 0 for address in (read, new, unread)] == [False, False, True]


def test_who_asks_in_a_hundred_ways_keeps_no_other_page_from_being_kept(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_MOST", 3)
    shown.browser.get(shown.page)
    for number in range(6):
        shown.browser.get(f"{shown.page}?x={number}")
        assert asked_again(shown, shown.page)[1] == 0


def test_it_keeps_nothing_that_is_asked_for_at_great_length(shown: Shown) -> None:
    long = f"{shown.page}?x={'x' * 700}"
    assert shown.browser.get(long).status_code == 200
    assert asked_again(shown, long)[1] > 0


def _uncounted(_achievement: str, _use: Use) -> None:
    """Nobody asks here who looked."""


def _program(shown: Shown) -> kept.Program:
    return partial(Flask.wsgi_app, shown.app)


def _stamps(shown: Shown) -> Callable[[str], Stamp]:
    return lambda code: ("as it was", shown.code == code)
