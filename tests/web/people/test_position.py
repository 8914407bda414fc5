"""What somebody is at their organisation: it changes from a day on, or it was a mistake. `/people/<public_id>/edit`."""

import csv
from collections.abc import Callable
from datetime import timedelta

import pytest

from peerlearn.core import clock
from peerlearn.people.models import Affiliation
from peerlearn.people.rules import Position
from peerlearn.workshops.models import Enrolment
from tests.cast import Cast
from tests.stage import ClientOf
from tests.web.attendance.conftest import RowsOf, Stage, rows_of, stage

__all__ = ["rows_of", "stage"]

DAY = timedelta(days=1)
ROSA = {"first_name": "Rosa", "channel": "staff"}
Figures = Callable[[], list[str]]


@pytest.fixture
def figures(client_of: ClientOf) -> Figures:
    """Every number in the file of the figures."""

    def read() -> list[str]:
        text = client_of("nadia").get("/figures/export.csv").text[1:]
        return [line["Nombre"] for line in csv.DictReader(text.splitlines(), delimiter=";")]

    return read


@pytest.fixture
def rosa(client_of: ClientOf, cast: Cast, stage: Stage) -> str:
    """Rosa was at a workshop as an employee; half an hour ago, or three days: the address of her page."""
    for hours in (1, 72):
        been = stage(seated=("rosa",), starts_in=-timedelta(hours=hours))
        assert client_of("samira").post(been.presence("rosa"), data={"state": "present"}).status_code == 302
    return f"/people/{cast.person_ids['rosa']}"


def test_a_change_leaves_the_figures_of_the_past_and_is_told_in_the_story(
    client_of: ClientOf, rosa: str, figures: Figures
) -> None:
    samira, before = client_of("samira"), figures()
    assert samira.post(f"{rosa}/edit", data=ROSA | {"position": "supervisor"}).status_code == 302
    assert figures() == before
    page = samira.get(rosa).text
    assert "À partir de ce jour\u00a0: Encadrant·e technique" in page.replace("\n", " ")
    assert "Arrivé" in page
    assert samira.post(f"{rosa}/edit", data=ROSA | {"position": "staff"}).status_code == 302
    assert figures() == before


def test_a_mistake_is_mended_where_it_stands(
    client_of: ClientOf, rosa: str, figures: Figures, rows_of: RowsOf, cast: Cast
) -> None:
    samira, before = client_of("samira"), figures()
    assert samira.post(f"{rosa}/edit", data=ROSA | {"position": "staff", "how": "mistaken"}).status_code == 302
    assert figures() != before
    assert "À partir de ce jour" not in samira.get(rosa).text
    assert [one.position for one in _homes(rows_of, cast)] == [Position.STAFF]


def test_from_a_day_gone_by_what_came_after_it_counts_anew(
    client_of: ClientOf, rosa: str, stage: Stage, rows_of: RowsOf, cast: Cast
) -> None:
    stage(module="T1", seated=("rosa",), leaders={}, starts_in=2 * DAY)
    since = clock.today() - 2 * DAY
    changed = ROSA | {"position": "staff", "since": since.isoformat()}
    assert client_of("samira").post(f"{rosa}/edit", data=changed).status_code == 302
    first, second = _homes(rows_of, cast)
    assert (first.until_on, second.from_on, second.position) == (since, since, Position.STAFF)
    seats = [one.affiliation_id for one in rows_of(Enrolment) if one.person_id == cast.people["rosa"]]
    assert sorted(seats) == [first.id, second.id, second.id]


@pytest.mark.parametrize(("days", "says"), [(1, "pas encore venu"), (-900, "a commencé le")])
def test_a_day_that_cannot_be_is_refused_and_what_was_chosen_is_kept(
    client_of: ClientOf, rosa: str, days: int, says: str
) -> None:
    since = (clock.today() + days * DAY).isoformat()
    refused = client_of("samira").post(f"{rosa}/edit", data=ROSA | {"position": "staff", "since": since})
    assert refused.status_code == 422
    assert says in refused.text
    assert "is-asked" in refused.text
    assert since in refused.text


def test_the_form_says_which_is_which_and_an_unchanged_position_changes_nothing(
    client_of: ClientOf, rosa: str, rows_of: RowsOf, cast: Cast
) -> None:
    page = client_of("samira").get(f"{rosa}/edit").text
    for words in ("Sa situation change à partir d’un jour", "C’était une erreur"):
        assert words in page
    assert "is-asked" not in page
    for how in ("changed", "mistaken"):
        form = ROSA | {"position": "employee", "how": how, "since": "2020-01-01"}
        assert client_of("samira").post(f"{rosa}/edit", data=form).status_code == 302
    assert len(_homes(rows_of, cast)) == 1


def _homes(rows_of: RowsOf, cast: Cast) -> list[Affiliation]:
    return [one for one in rows_of(Affiliation) if one.person_id == cast.people["rosa"]]


def test_two_pages_put_together_leave_the_figures_too(
    client_of: ClientOf, rosa: str, figures: Figures, cast: Cast
) -> None:
    samira, before, claire = client_of("samira"), figures(), f"/people/{cast.person_ids['claire']}"
    assert samira.post(f"{claire}/merge/{cast.person_ids['rosa']}").status_code == 302
    assert figures() == before, "Claire is staff, and was an employee on the other page"
    assert "Départ :" not in samira.get(claire).text
