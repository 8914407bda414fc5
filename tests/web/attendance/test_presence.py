"""Who is here: `/workshops/<id>/presence`, and one tap on one person."""

import re
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.attendance.models import Presence
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Role
from peerlearn.core.scope import Scope
from peerlearn.workshops.models import Enrolment
from peerlearn.workshops.rules import Part, WorkshopState
from tests.factories.attendance import Staged
from tests.stage import ClientOf
from tests.web.attendance.conftest import GiveAccount, RowsOf, Stage

DAY = timedelta(days=1)


@pytest.fixture(name="staged")
def _staged(stage: Stage) -> Staged:
    return stage()


def _marks(rows: Sequence[Presence]) -> list[tuple[str, int, bool]]:
    return [(row.state.value, row.minutes, row.is_current) for row in rows]


def _row(page: str, enrolment_id: str) -> str:
    found = re.search(rf'<li class="roster__row[^"]*"\s+id="p-{enrolment_id}">.*?</li>', page, re.S)
    assert found, page
    return found.group()


def test_who_leads_sees_first_names_and_marks_with_one_tap(
    client_of: ClientOf, staged: Staged, rows_of: RowsOf
) -> None:
    moussa = client_of("moussa")
    page = moussa.get(staged.presence()).text
    assert "Ibrahim" in page
    answer = moussa.post(staged.presence("awa"), data={"state": "present"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{staged.presence()}#p-{staged.enrolments['awa']}"
    assert _marks(rows_of(Presence)) == [("present", 120, True)]
    row = _row(moussa.get(staged.presence()).text, staged.enrolments["awa"])
    assert 'aria-pressed="true"' in row
    assert 'value=""' in row


def test_a_second_tap_takes_it_back_and_the_history_keeps_both(
    client_of: ClientOf, staged: Staged, rows_of: RowsOf
) -> None:
    moussa = client_of("moussa")
    for state in ("present", "", ""):
        assert moussa.post(staged.presence("awa"), data={"state": state}).status_code == 302
    assert _marks(rows_of(Presence)) == [("present", 120, False)]
    assert 'aria-pressed="false"' in _row(moussa.get(staged.presence()).text, staged.enrolments["awa"])


@pytest.mark.parametrize(("sent", "shown"), [
    ({"state": "late", "minutes": "100"}, "en retard"),
    ({"state": "left_early", "minutes": "30"}, "parti·e plus tôt"),
    ({"state": "excused"}, "a prévenu"),
    ({"state": "absent"}, "pas là"),
])  # fmt: skip
def test_the_rarer_states_are_noted_from_the_page_of_one_person(
    client_of: ClientOf, staged: Staged, rows_of: RowsOf, sent: dict[str, str], shown: str
) -> None:
    moussa = client_of("moussa")
    assert f'value="{sent["state"]}"' in moussa.get(staged.presence("awa")).text
    assert moussa.post(staged.presence("awa"), data=sent).status_code == 302
    assert _marks(rows_of(Presence)) == [(sent["state"], int(sent.get("minutes", 0)), True)]
    assert shown in _row(moussa.get(f"{staged.presence()}?lang=fr").text, staged.enrolments["awa"])


def test_a_time_still_to_come_is_neither_offered_nor_taken(
    client_of: ClientOf, staged: Staged, rows_of: RowsOf
) -> None:
    moussa = client_of("moussa")
    page = moussa.get(staged.presence("awa")).text
    assert 'value="100"' in page  # came after twenty minutes
    assert 'value="75"' not in page  # would come after three quarters of an hour
    answer = moussa.post(staged.presence("awa"), data={"state": "late", "minutes": "75"})
    assert answer.status_code == 422
    assert "pas encore" in answer.text
    assert rows_of(Presence) == []


def test_someone_late_is_shown_with_the_hour_they_came(client_of: ClientOf, stage: Stage) -> None:
    staged = stage(starts_in=-timedelta(hours=1))
    moussa = client_of("moussa")
    moussa.post(staged.presence("awa"), data={"state": "late", "minutes": "100"})
    offered = re.search(r'value="100"[^>]*>\s*([^<]*?)\s*<', moussa.get(f"{staged.presence('awa')}?lang=fr").text)
    assert offered
    assert offered.group(1) in _row(moussa.get(f"{staged.presence()}?lang=fr").text, staged.enrolments["awa"])


@pytest.mark.parametrize("sent", [{}, {"state": "sleeping"}, {"state": "late", "minutes": "many"},
                                  {"state": "late", "minutes": "999"}])  # fmt: skip
def test_what_no_button_sends_is_refused_and_changes_nothing(
    client_of: ClientOf, staged: Staged, sent: dict[str, str], rows_of: RowsOf
) -> None:
    assert client_of("moussa").post(staged.presence("awa"), data=sent).status_code == 400
    assert _marks(rows_of(Presence)) == []


def test_two_people_with_one_first_name_are_told_apart(client_of: ClientOf, stage: Stage, app: Flask) -> None:
    staged = stage(seated=["fatou", "awa"], guests=["relais"])
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test renames someone"))
        query = select(Enrolment).where(Enrolment.public_id == UUID(staged.enrolments["awa"]))
        namesake = db.session.execute(query).scalar_one()
        namesake.first_name, namesake.last_name = "Fatou", "Diop"
        db.session.commit()
    page = client_of("moussa").get(staged.presence()).text
    assert "Fatou N." in page
    assert "Fatou D." in page
    assert "Ndiaye" not in page


@pytest.mark.parametrize("name", ["samira", "carole", "nadia"])
def test_staff_of_the_host_and_those_above_them_mark_too(
    client_of: ClientOf, staged: Staged, name: str, rows_of: RowsOf
) -> None:
    client = client_of(name)
    assert client.get(staged.presence()).status_code == 200
    assert client.post(staged.presence("awa"), data={"state": "absent"}).status_code == 302
    assert _marks(rows_of(Presence)) == [("absent", 0, True)]


def test_who_leads_elsewhere_marks_there_and_only_there(client_of: ClientOf, stage: Stage) -> None:
    led = stage(host="relais", seated=["fatou"])
    other = stage(host="relais", seated=["fatou"], leaders={"karim": Part.LEAD})
    moussa = client_of("moussa")
    assert moussa.post(led.presence("fatou"), data={"state": "present"}).status_code == 302
    assert moussa.get(other.presence()).status_code == 404
    assert moussa.post(other.presence("fatou"), data={"state": "present"}).status_code == 404


def test_strangers_guests_and_other_facilitators_find_nothing(
    client_of: ClientOf, stage: Stage, rows_of: RowsOf, give_account: GiveAccount
) -> None:
    staged = stage(leaders={"moussa": Part.LEAD, "serge": Part.REPLACED}, seated=["awa", "fatou"], guests=["relais"])
    for name in ("serge", "karim"):
        give_account(name, Role.FACILITATOR)
    assert client_of("moussa").get(staged.presence("fatou")).status_code == 200
    for name in ("etienne", "bruno", "serge", "karim"):
        client = client_of(name)
        for address in (staged.presence(), staged.presence("fatou"), staged.skill(1)):
            assert client.get(address).status_code == 404, (name, address)
        assert client.post(staged.presence("fatou"), data={"state": "present"}).status_code == 404, name
    for name in ("awa", "victor"):
        assert client_of(name).get(staged.presence()).status_code == 403
    assert client_of("").get(staged.presence()).headers["Location"].startswith("/sign-in")
    assert _marks(rows_of(Presence)) == []


def test_an_enrolment_of_another_workshop_is_not_one_of_this(client_of: ClientOf, staged: Staged, stage: Stage) -> None:
    other = stage(seated=["karim"])
    address = f"{staged.presence()}/{other.enrolments['karim']}"
    assert client_of("moussa").get(address).status_code == 404
    assert client_of("moussa").post(address, data={"state": "present"}).status_code == 404


def test_too_early_one_sees_who_is_expected_and_cannot_mark(client_of: ClientOf, stage: Stage, rows_of: RowsOf) -> None:
    staged = stage(starts_in=timedelta(hours=2))
    moussa = client_of("moussa")
    page = moussa.get(staged.presence()).text
    assert "Ibrahim" in page
    assert "roster__form" not in page
    assert moussa.post(staged.presence("awa"), data={"state": "present"}).status_code == 422
    assert _marks(rows_of(Presence)) == []


def test_after_a_week_only_staff_find_buttons(client_of: ClientOf, stage: Stage) -> None:
    staged = stage(starts_in=-8 * DAY)
    moussa, samira = client_of("moussa"), client_of("samira")
    assert "roster__form" not in moussa.get(staged.presence()).text
    assert moussa.post(staged.presence("awa"), data={"state": "present"}).status_code == 422
    assert "roster__form" in samira.get(staged.presence()).text
    assert samira.post(staged.presence("awa"), data={"state": "present"}).status_code == 302


def test_nothing_is_marked_in_a_cancelled_workshop(client_of: ClientOf, stage: Stage) -> None:
    staged = stage(state=WorkshopState.CANCELLED)
    samira = client_of("samira")
    assert "roster__form" not in samira.get(staged.presence()).text
    assert samira.post(staged.presence("awa"), data={"state": "present"}).status_code == 422


def test_nobody_marks_their_own_presence(
    client_of: ClientOf, stage: Stage, rows_of: RowsOf, give_account: GiveAccount
) -> None:
    give_account("claire", Role.STAFF)
    staged = stage(module="S01", seated=["claire", "awa"])
    claire = client_of("claire")
    assert claire.post(staged.presence("awa"), data={"state": "present"}).status_code == 302
    row = _row(claire.get(staged.presence()).text, staged.enrolments["claire"])
    assert "roster__form" not in row
    assert claire.post(staged.presence("claire"), data={"state": "present"}).status_code == 422
    assert len(rows_of(Presence)) == 1


def test_an_empty_room_says_what_will_be_here(client_of: ClientOf, stage: Stage) -> None:
    page = client_of("moussa").get(stage(seated=[]).presence())
    assert page.status_code == 200
    assert "empty" in page.text


def test_the_page_needs_no_script_to_mark(client_of: ClientOf, staged: Staged) -> None:
    page = client_of("moussa").get(staged.presence()).text
    assert "onclick" not in page
    forms = re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', page)
    assert [address for address in forms if "/presence/" in address] == [
        staged.presence(name) for name in ("awa", "ibrahim", "rosa")
    ]
