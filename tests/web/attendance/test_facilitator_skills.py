"""What is seen of those who lead: `/workshops/<id>/facilitator-skills/<n>`."""

from peerlearn.attendance.models import Observation
from peerlearn.core.permissions import Role
from peerlearn.workshops.rules import Part
from tests.cast import Cast
from tests.factories.attendance import Staged
from tests.stage import ClientOf
from tests.web.attendance.conftest import GiveAccount, RowsOf, Stage


def _address(staged: Staged, number: int, person: str = "") -> str:
    return f"/workshops/{staged.public_id}/facilitator-skills/{number}" + (f"/{person}" if person else "")


def test_staff_note_how_someone_led_with_the_words_of_that_scale(
    client_of: ClientOf, stage: Stage, cast: Cast, rows_of: RowsOf
) -> None:
    staged, samira = stage(), client_of("samira")
    page = samira.get(f"{_address(staged, 1)}?lang=fr").text
    assert "Moussa" in page
    assert "En route" in page
    answer = samira.post(_address(staged, 1, cast.person_ids["moussa"]), data={"level": "2"})
    assert answer.headers["Location"] == f"{_address(staged, 1)}#p-{cast.person_ids['moussa']}"
    assert [(row.person_id, row.level, row.side.value) for row in rows_of(Observation)] == [
        (cast.people["moussa"], 2, "staff")
    ]
    samira.post(_address(staged, 1, cast.person_ids["moussa"]), data={"level": ""})
    assert [row.is_current for row in rows_of(Observation)] == [False]


def test_who_leads_beside_them_notes_too_but_never_themselves(
    client_of: ClientOf, stage: Stage, cast: Cast, give_account: GiveAccount, rows_of: RowsOf
) -> None:
    give_account("serge", Role.FACILITATOR)
    staged, serge = stage(leaders={"moussa": Part.LEAD, "serge": Part.CO_LEAD}), client_of("serge")
    page = serge.get(_address(staged, 1)).text
    assert f"p-{cast.person_ids['moussa']}" in page
    assert f"p-{cast.person_ids['serge']}" not in page
    assert serge.post(_address(staged, 1, cast.person_ids["moussa"]), data={"level": "3"}).status_code == 302
    assert serge.post(_address(staged, 1, cast.person_ids["serge"]), data={"level": "3"}).status_code == 422
    assert [row.side.value for row in rows_of(Observation)] == ["peer"]


def test_who_leads_alone_has_nobody_to_note_and_no_way_there(client_of: ClientOf, stage: Stage) -> None:
    staged, moussa = stage(), client_of("moussa")
    assert "facilitator-skills" not in moussa.get(staged.presence()).text
    page = moussa.get(_address(staged, 1))
    assert page.status_code == 200
    assert 'name="level"' not in page.text


def test_a_colleague_of_another_organisation_is_seen_by_the_host(
    client_of: ClientOf, stage: Stage, cast: Cast, rows_of: RowsOf
) -> None:
    staged, bruno = stage(host="relais", seated=["fatou"]), client_of("bruno")
    assert bruno.post(_address(staged, 1, cast.person_ids["moussa"]), data={"level": "1"}).status_code == 302
    (row,) = rows_of(Observation)
    assert row.host_organisation_id == cast.organisations["relais"]
    assert row.home_organisation_id == cast.organisations["tilleuls"]


def test_only_those_who_lead_here_have_an_address(client_of: ClientOf, stage: Stage, cast: Cast) -> None:
    staged, samira = stage(leaders={"moussa": Part.LEAD, "serge": Part.REPLACED}), client_of("samira")
    for name in ("serge", "awa", "karim"):
        assert samira.post(_address(staged, 1, cast.person_ids[name]), data={"level": "1"}).status_code == 404
    assert samira.get(_address(staged, 12)).status_code == 404
    for name in ("bruno", "etienne"):
        client = client_of(name)
        assert client.get(_address(staged, 1)).status_code == 404
        assert client.post(_address(staged, 1, cast.person_ids["moussa"]), data={"level": "1"}).status_code == 404
