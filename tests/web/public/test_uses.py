"""How often badges are looked at: counted by badge as defined and by day, of nobody, and never while somebody looks."""

from pathlib import Path

import pytest
import requests
from flask import Flask
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from peerlearn.awards.models import Achievement, AchievementUse
from peerlearn.awards.rules import AwardState, Use
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.web.kit import uses
from tests.counting import statements
from tests.services.server import serving
from tests.web.public.conftest import AwardShown, Shown
from tests.web.public.handing_in import hand_in_all

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36"}
MACHINES = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "WhatsApp/2.23.20.0",
    "facebookexternalhit/1.1",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "curl/8.5.0",
    "",
)
WRITING = ("INSERT", "UPDATE", "DELETE")


def counted(app: Flask) -> dict[Use, int]:
    """What the table says, once all is stored."""
    assert uses.store(app)
    with app.app_context():
        rows = db.session.execute(select(AchievementUse).order_by(AchievementUse.use)).scalars().all()
        assert {row.day for row in rows} <= {clock.today()}
        return {row.use: row.number for row in rows}


def look(shown: Shown, address: str = "", **headers: str) -> TestResponse:
    """Open the page, or a file, with a phone."""
    return shown.browser.get(f"{shown.page}{address}", headers={**PHONE, **headers})


def test_each_page_and_each_file_counts_also_from_memory(shown: Shown) -> None:
    for _ in range(3):
        assert look(shown).status_code == 200
    assert look(shown, ".png").status_code == 200
    assert look(shown, Accept="application/pdf").mimetype == "application/pdf"
    assert look(shown, f"?shared={'x' * 700}").status_code == 200
    assert counted(shown.app) == {Use.PAGE: 4, Use.FILE: 2}
    look(shown)
    assert counted(shown.app) == {Use.PAGE: 5, Use.FILE: 2}


def test_looking_writes_nothing(shown: Shown) -> None:
    look(shown)
    with statements(shown.app) as said:
        look(shown)
        look(shown, ".json")
        shown.browser.get(f"/verify?code={shown.code}", headers=PHONE)
    assert [one for one in said if one.lstrip().upper().startswith(WRITING)] == []
    assert counted(shown.app) == {Use.PAGE: 2, Use.FILE: 1, Use.CHECK: 1}


def test_what_nobody_sees_does_not_count(shown: Shown) -> None:
    tag = look(shown).headers["ETag"]
    assert counted(shown.app) == {Use.PAGE: 1}
    assert look(shown, **{"If-None-Match": tag}).status_code == 304
    assert shown.browser.head(shown.page, headers=PHONE).status_code == 200
    for name in ("Sec-Purpose", "Purpose", "X-Moz"):
        assert look(shown, **{name: "prefetch;prerender"}).status_code == 200
    for agent in MACHINES:
        assert look(shown, **{"User-Agent": agent}).status_code == 200
    assert shown.browser.get("/b/ABCDEFGH", headers=PHONE).status_code == 404
    shown.withdraw()
    assert look(shown, ".png").status_code == 410
    assert counted(shown.app) == {Use.PAGE: 1}


def test_checks_count_on_the_page_in_a_pile_on_paper_and_by_programs_apart(shown: Shown) -> None:
    shown.browser.environ_base |= {"HTTP_USER_AGENT": PHONE["User-Agent"]}
    assert shown.browser.post("/verify", data={"input": shown.code}).status_code == 200
    hand_in_all(shown.browser, [("badge.png", shown.picture), ("note.txt", b"hello")], shown.code)
    shown.browser.get(f"{shown.page}/verdict.pdf")
    shown.browser.post("/api/v1/verify", json={"input": shown.code}, headers={"User-Agent": ""})
    shown.browser.post("/api/v1/verify", json={"inputs": [shown.code, "hello"]})
    assert counted(shown.app) == {Use.FILE: 1, Use.CHECK: 4, Use.PROGRAM_CHECK: 2}


def test_what_is_no_badge_of_ours_or_was_altered_is_nobodys_use(shown: Shown) -> None:
    for given in ("hello", "ABCDEFGH", shown.token[:-8] + "AAAAAAAA"):
        shown.browser.post("/verify", data={"input": given}, headers=PHONE)
    assert counted(shown.app) == {Use.FILE: 1}


def test_it_counts_on_the_day_that_it_is_where_the_programme_is(shown: Shown, app: Flask) -> None:
    look(shown)
    with app.app_context():
        achievement = db.session.execute(select(Achievement.public_id).order_by(Achievement.id)).scalars().first()
    assert achievement
    [(_, day, _)] = app.extensions["peerlearn-uses"].taken()
    assert day == clock.today("Europe/Paris")


def test_what_cannot_be_stored_is_kept_for_the_next_time(shown: Shown, caplog: pytest.LogCaptureFixture) -> None:
    look(shown)
    _rename(shown.app, "achievement_use", "elsewhere")
    try:
        assert not uses.store(shown.app)
        look(shown)
    finally:
        _rename(shown.app, "elsewhere", "achievement_use")
    assert "not stored yet" in caplog.text
    assert shown.code not in caplog.text
    assert counted(shown.app) == {Use.PAGE: 2}


def test_what_two_processes_counted_is_added_up_when_one_ends(
    shown_at: AwardShown, app: Flask, database_url: str, tmp_path: Path
) -> None:
    shown = shown_at(AwardState.ISSUED)
    # With keys of its own: none are needed to show what is signed.
    folder = tmp_path / "other"
    folder.mkdir()
    with serving(database_url, folder) as address:
        for _ in range(3):
            assert requests.get(f"{address}{shown.page}", headers=PHONE, timeout=60).status_code == 200
            look(shown)
        # This process stores what it counted; the other one has it in its memory, until it is told to stop.
        assert counted(app) == {Use.PAGE: 3}
    assert counted(app) == {Use.PAGE: 6}


def _rename(app: Flask, table: str, to: str) -> None:
    with app.app_context():
        db.session.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))
        db.session.commit()
        db.session.remove()
