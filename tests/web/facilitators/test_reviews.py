"""Looking back at a workshop one led: `/workshops/<id>/reviews/<person>`."""

from datetime import timedelta

from peerlearn.core.permissions import Role
from peerlearn.facilitators.models import Review
from peerlearn.workshops.rules import Part, WorkshopState
from tests.cast import Cast
from tests.factories.attendance import Staged
from tests.stage import ClientOf
from tests.web.attendance.conftest import GiveAccount, RowsOf, Stage

DAY = timedelta(days=1)
WORDS = {"went_well": "Tout le monde a ri.", "would_change": "Commencer plus tôt."}


def _address(staged: Staged, cast: Cast, name: str = "moussa") -> str:
    return f"/workshops/{staged.public_id}/reviews/{cast.person_ids[name]}"


def _over(stage: Stage, **choices: object) -> Staged:
    return stage(**{"starts_in": -2 * DAY, **choices})


def test_who_led_writes_it_on_the_phone_and_may_write_it_again(
    client_of: ClientOf, stage: Stage, cast: Cast, rows_of: RowsOf
) -> None:
    staged, moussa = _over(stage), client_of("moussa")
    assert "Mon bilan" in moussa.get(f"{_address(staged, cast)}?lang=fr").text
    for said in (WORDS, {"went_well": "Très bien.", "would_change": ""}):
        assert moussa.post(_address(staged, cast), data=said).headers["Location"] == "/me/path"
    (review,) = rows_of(Review)
    assert (review.went_well, review.would_change) == ("Très bien.", "")
    assert review.written_by_id == cast.accounts["moussa"]
    assert "Très bien." in moussa.get(_address(staged, cast)).text


def test_staff_write_down_what_is_told(client_of: ClientOf, stage: Stage, cast: Cast, rows_of: RowsOf) -> None:
    staged, samira = _over(stage), client_of("samira")
    samira.post(staged.presence("awa"), data={"state": "present"})
    person = f"/people/{cast.person_ids['moussa']}"
    assert f'href="{_address(staged, cast)}"' in samira.get(person).text
    assert "Le bilan de Moussa" in samira.get(f"{_address(staged, cast)}?lang=fr").text
    assert samira.post(_address(staged, cast), data=WORDS).headers["Location"] == f"{person}#leading"
    assert [row.written_by_id for row in rows_of(Review)] == [cast.accounts["samira"]]


def test_staff_of_the_host_and_of_the_home_may_and_nobody_else(
    client_of: ClientOf, stage: Stage, cast: Cast, give_account: GiveAccount
) -> None:
    give_account("serge", Role.FACILITATOR)
    staged = _over(
        stage, host="relais", guests=("tilleuls",), leaders={"moussa": Part.LEAD, "serge": Part.CO_LEAD}, seated=()
    )
    for name in ("moussa", "samira", "bruno"):
        assert client_of(name).get(_address(staged, cast)).status_code == 200
    for name in ("serge", "etienne"):
        assert client_of(name).get(_address(staged, cast)).status_code == 404
        assert client_of(name).post(_address(staged, cast), data=WORDS).status_code == 404
    assert client_of("samira").get(_address(staged, cast, "awa")).status_code == 404


def test_nothing_said_comes_back_with_a_word_and_a_number_is_refused(
    client_of: ClientOf, stage: Stage, cast: Cast, rows_of: RowsOf
) -> None:
    staged, moussa = _over(stage), client_of("moussa")
    empty = moussa.post(f"{_address(staged, cast)}?lang=fr", data={"went_well": " ", "would_change": ""})
    assert empty.status_code == 422
    assert "Écrivez quelques mots" in empty.text
    nir = moussa.post(_address(staged, cast), data={"went_well": "1 85 05 78 006 084 91", "would_change": "Rien."})
    assert nir.status_code == 422
    assert "Rien." in nir.text
    assert rows_of(Review) == []


def test_there_is_nothing_to_look_back_at_before_the_end_or_where_nobody_led(
    client_of: ClientOf, stage: Stage, cast: Cast, rows_of: RowsOf
) -> None:
    moussa = client_of("moussa")
    now, cancelled = stage(), _over(stage, state=WorkshopState.CANCELLED)
    assert "n’est pas terminé" in moussa.get(f"{_address(now, cast)}?lang=fr").text
    for staged in (now, cancelled):
        assert moussa.post(_address(staged, cast), data=WORDS).status_code == 422
    assert rows_of(Review) == []


def test_the_way_to_the_badge_leads_there_once_two_workshops_were_led(
    client_of: ClientOf, stage: Stage, cast: Cast
) -> None:
    moussa, samira = client_of("moussa"), client_of("samira")
    staged = [_over(stage, starts_in=-days * DAY) for days in (9, 6, 3)]
    for one in staged:
        samira.post(one.presence("awa"), data={"state": "present"})
    for number, module in enumerate(("T1", "T2")):
        training = _over(stage, module=module, starts_in=-(20 - number) * DAY, seated=("moussa",), leaders={})
        samira.post(training.presence("moussa"), data={"state": "present"})
    page = moussa.get("/me/path?lang=fr").text
    assert "Il reste le bilan" in page
    assert f'href="{_address(staged[-1], cast)}"' in page[: page.index("Mes bilans")]
    moussa.post(_address(staged[-1], cast), data=WORDS)
    page = moussa.get("/me/path").text
    assert "Il reste le bilan" not in page
    assert page.count('class="is-done"') == 4
