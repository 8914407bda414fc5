"""One skill at a time: `/workshops/<id>/skills/<n>`, one tap for each person."""

import re
from datetime import timedelta

import pytest

from peerlearn.attendance.models import Observation
from peerlearn.core.permissions import Role
from peerlearn.workshops.rules import Part, WorkshopState
from tests.stage import ClientOf
from tests.web.attendance.conftest import GiveAccount, RowsOf, Stage


def _levels(page: str, handle: str) -> list[tuple[str, str]]:
    """What each of the four buttons sends, and whether it is pressed."""
    form = re.search(rf'<form class="observation"[^>]*id="p-{handle}">.*?</form>', page, re.S)
    assert form, page
    return re.findall(r'name="level"\s+value="(\d?)"\s+aria-pressed="(\w+)"', form.group())


def test_four_buttons_each_and_one_tap_is_noted(client_of: ClientOf, stage: Stage, rows_of: RowsOf) -> None:
    staged, moussa = stage(), client_of("moussa")
    page = moussa.get(f"{staged.skill(2)}?lang=fr").text
    assert "Geste 2 sur 5" in page
    assert _levels(page, staged.enrolments["awa"]) == [(str(level), "false") for level in range(4)]
    answer = moussa.post(staged.skill(2, "awa"), data={"level": "2"})
    assert answer.headers["Location"] == f"{staged.skill(2)}#p-{staged.enrolments['awa']}"
    assert [(row.level, row.side.value) for row in rows_of(Observation)] == [(2, "peer")]
    pressed = _levels(moussa.get(staged.skill(2)).text, staged.enrolments["awa"])
    assert pressed == [("0", "false"), ("1", "false"), ("", "true"), ("3", "false")]


def test_another_tap_changes_it_and_the_same_tap_takes_it_back(
    client_of: ClientOf, stage: Stage, rows_of: RowsOf
) -> None:
    staged, moussa = stage(), client_of("moussa")
    for level in ("1", "3", ""):
        assert moussa.post(staged.skill(1, "awa"), data={"level": level}).status_code == 302
    assert [(row.level, row.is_current) for row in rows_of(Observation)] == [(1, False), (3, False)]


@pytest.mark.parametrize("sent", [{}, {"level": "4"}, {"level": "-1"}, {"level": "alone"}])
def test_what_no_button_sends_is_refused(
    client_of: ClientOf, stage: Stage, rows_of: RowsOf, sent: dict[str, str]
) -> None:
    assert client_of("moussa").post(stage().skill(1, "awa"), data=sent).status_code == 400
    assert not rows_of(Observation)


def test_staff_and_who_leads_each_see_what_the_other_noted(client_of: ClientOf, stage: Stage) -> None:
    staged = stage()
    client_of("moussa").post(staged.skill(2, "awa"), data={"level": "3"})
    page = client_of("samira").get(f"{staged.skill(2)}?lang=fr").text
    assert "Vu côté animation : Peut expliquer" in page.replace("\u00a0", " ")
    assert ("3", "false") in _levels(page, staged.enrolments["awa"])


def test_who_is_away_has_nothing_to_note(client_of: ClientOf, stage: Stage) -> None:
    staged, moussa = stage(), client_of("moussa")
    moussa.post(staged.presence("awa"), data={"state": "absent"})
    page = moussa.get(f"{staged.skill(1)}?lang=fr").text
    assert f"p-{staged.enrolments['awa']}" not in page
    assert "Pas là : Awa" in page.replace("\u00a0", " ")
    assert moussa.post(staged.skill(1, "awa"), data={"level": "2"}).status_code == 422


def test_the_pages_lead_from_the_first_skill_to_the_last_and_no_further(client_of: ClientOf, stage: Stage) -> None:
    staged, moussa = stage(), client_of("moussa")
    first, last = moussa.get(staged.skill(1)).text, moussa.get(staged.skill(5)).text
    assert f'href="{staged.skill(2)}"' in first
    assert f'href="{staged.skill(4)}"' in last
    assert f'href="{staged.presence()}"' in last
    for number in (0, 6):
        assert moussa.get(staged.skill(number)).status_code == 404
        assert moussa.post(staged.skill(number, "awa"), data={"level": "1"}).status_code == 404


def test_a_module_without_skills_has_no_such_page(client_of: ClientOf, stage: Stage) -> None:
    staged, moussa = stage(module="T1"), client_of("moussa")
    assert staged.skill(1) not in moussa.get(staged.presence()).text
    assert moussa.get(staged.skill(1)).status_code == 404


def test_nobody_notes_their_own_skill(client_of: ClientOf, stage: Stage, give_account: GiveAccount) -> None:
    give_account("claire", Role.STAFF)
    staged = stage(module="S01", seated=["claire", "awa"])
    claire = client_of("claire")
    page = claire.get(staged.skill(1)).text
    assert f"p-{staged.enrolments['awa']}" in page
    assert f"p-{staged.enrolments['claire']}" not in page
    assert claire.post(staged.skill(1, "claire"), data={"level": "3"}).status_code == 422


def test_strangers_find_nothing(client_of: ClientOf, stage: Stage, give_account: GiveAccount) -> None:
    for name in ("serge", "karim"):
        give_account(name, Role.FACILITATOR)
    staged = stage(leaders={"moussa": Part.LEAD, "serge": Part.REPLACED}, seated=["awa", "fatou"], guests=["relais"])
    assert client_of("moussa").get(staged.skill(1)).status_code == 200
    for name in ("serge", "karim", "bruno", "etienne"):
        assert client_of(name).get(staged.skill(1)).status_code == 404, name
        assert client_of(name).post(staged.skill(1, "fatou"), data={"level": "2"}).status_code == 404, name


@pytest.mark.parametrize("choices", [{"starts_in": timedelta(days=1)}, {"state": WorkshopState.CANCELLED}])
def test_when_nothing_can_be_noted_there_is_no_button(
    client_of: ClientOf, stage: Stage, choices: dict[str, object]
) -> None:
    staged, moussa = stage(**choices), client_of("moussa")
    page = moussa.get(staged.skill(1))
    assert page.status_code == 200
    assert 'name="level"' not in page.text
    assert moussa.post(staged.skill(1, "awa"), data={"level": "2"}).status_code == 422
