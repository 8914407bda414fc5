"""The page of statistics, and its file: `/badges/statistics`."""

import csv
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.awards import uses
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import AchievementUse
from peerlearn.awards.rules import AwardState, Use
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.permissions import Role
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.lifecycle import erasure
from peerlearn.tracks.rules import TrackCode
from tests.cast import Cast
from tests.factories import awards as made
from tests.stage import ClientOf

FIRST = ("Mois", "Code", "Version", "Badge", "Émis par")
STEPS = ("Badges acceptés", "Badges émis", "Badges retirés")
USES = ("Pages ouvertes", "Fichiers enregistrés", "Vérifications", "Vérifications par un logiciel")
BASICS, LEADING = "Bases du smartphone", "Animation numérique entre pairs"
Lines = dict[str, list[str]]


def in_transaction(app: Flask, act: Callable[[], object]) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's badges"))
        with transaction():
            act()
        scope.leave(db.session())
        db.session.remove()


@pytest.fixture
def given(app: Flask, cast: Cast, settings: Settings) -> None:
    """At Les Tilleuls, six have the learners' badge and Moussa that of those who lead; somebody looked at both."""

    def tell() -> None:
        made.issuer(cast, settings)
        made.award_at(cast, settings, AwardState.ISSUED)
        made.accepted_by_many(cast, 6, state=AwardState.ISSUED)
        for track, number in ((TrackCode.LEARNER, 4), (TrackCode.FACILITATOR, 9)):
            public_id = made.achievement(track).public_id
            for day in (clock.today(), clock.today() - timedelta(days=800)):
                uses.add_up({(public_id, day, Use.PAGE): number, (public_id, day, Use.CHECK): 7})

    in_transaction(app, tell)


def shown(client_of: ClientOf, name: str, address: str = "/badges/statistics") -> Lines:
    """The lines of both tables, by what they are about."""
    page = client_of(name).get(address).text
    lines = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    numbers = {title: re.findall(r'<td class="number"[^>]*>(.*?)</td>', cells, re.DOTALL) for title, cells in lines}
    return {
        " ".join(re.sub(r"<small.*", "", title, flags=re.DOTALL).split("</a>")[0].rpartition(">")[2].split()): [
            re.sub(r"<[^>]*>.*", "–", one.strip(), flags=re.DOTALL) for one in cells
        ]
        for title, cells in numbers.items()
    }


def file_of(client_of: ClientOf, name: str) -> list[dict[str, str]]:
    answer = client_of(name).get("/badges/statistics.csv")
    assert answer.mimetype == "text/csv"
    assert "statistiques-des-badges" in answer.headers["Content-Disposition"]
    assert answer.text[1:].splitlines()[0] == ";".join((*FIRST, *STEPS, *USES))
    return list(csv.DictReader(answer.text[1:].splitlines(), delimiter=";"))


def this_month() -> str:
    return f"{clock.today():%Y-%m}"


@pytest.mark.usefixtures("given")
def test_a_house_sees_what_became_of_its_badges_to_the_last_one_and_no_use(client_of: ClientOf) -> None:
    lines = shown(client_of, "samira")
    assert lines[BASICS] == ["6", "0", "0"]
    assert lines[LEADING] == ["1", "1", "0"]
    page = client_of("samira").get("/badges/statistics").text
    assert "Badges émis" in page
    assert "Pages ouvertes" not in page


@pytest.mark.usefixtures("given")
@pytest.mark.parametrize("name", ["nadia", "carole"])
def test_who_answers_for_more_than_a_house_sees_uses_but_none_that_points_at_somebody(
    client_of: ClientOf, name: str
) -> None:
    lines = shown(client_of, name)
    assert lines[BASICS] == ["6", "0", "0", "4", "0", "7", "0"]
    assert lines[LEADING] == ["1", "1", "0", "–", "–", "–", "–"]
    page = client_of(name).get("/badges/statistics").text
    months = re.findall(r"<span>(.*?)</span>.*?<strong>(\d+)</strong>", page, re.DOTALL)
    assert len(months) == 24
    # The figures say the same as the tables: what may not be told is in no sum either.
    assert [number for _month, number in months if number != "0"] == ["1", "4"]


@pytest.mark.usefixtures("given")
def test_another_house_sees_none_of_it(client_of: ClientOf) -> None:
    assert shown(client_of, "samira")
    assert shown(client_of, "etienne") == {}
    assert "Rien à compter sur cette période" in client_of("etienne").get("/badges/statistics").text
    assert file_of(client_of, "etienne") == []


@pytest.mark.usefixtures("given")
def test_few_are_only_said_to_be_few_in_the_file(client_of: ClientOf) -> None:
    lines = {line["Badge"]: line for line in file_of(client_of, "nadia") if line["Mois"] == this_month()}
    assert len(file_of(client_of, "nadia")) == 24
    basics, leading = lines[BASICS], lines[LEADING]
    assert [basics[one] for one in (*STEPS, *USES)] == ["6", "0", "0", "<5", "0", "7", "0"]
    assert [leading[one] for one in (*STEPS, *USES)] == ["<5", "<5", "0", "", "", "", ""]
    of_the_house = {line["Badge"]: line for line in file_of(client_of, "samira") if line["Mois"] == this_month()}
    assert [of_the_house[BASICS][one] for one in (*STEPS, *USES)] == ["6", "0", "0", "", "", "", ""]


@pytest.mark.usefixtures("given")
def test_a_year_and_one_badge_can_be_looked_at_alone_and_nonsense_changes_nothing(client_of: ClientOf) -> None:
    page = client_of("nadia").get("/badges/statistics").text
    address = next(one for one in re.findall(r'href="(/badges/statistics\?badge=\w+)">Bases', page))
    assert BASICS in shown(client_of, "nadia", address)
    assert LEADING not in shown(client_of, "nadia", address)
    this = clock.today().year
    assert shown(client_of, "nadia", f"/badges/statistics?year={this}")[BASICS][0] == "6"
    assert shown(client_of, "nadia", f"/badges/statistics?year={this - 1}") == {}
    for nonsense in ("year=0", "year=99999", "year=a", "badge=%27%3B", "year=1999&badge=none"):
        assert client_of("nadia").get(f"/badges/statistics?{nonsense}").status_code == 200
        assert client_of("nadia").get(f"/badges/statistics.csv?{nonsense}").status_code == 200


def test_a_withdrawal_counts_on_its_own_day_and_who_says_no_leaves_no_trace(
    app: Flask, cast: Cast, settings: Settings, client_of: ClientOf
) -> None:
    def tell() -> None:
        made.issuer(cast, settings)
        made.award_at(cast, settings, AwardState.REVOKED)
        made.award_at(cast, settings, AwardState.DECLINED, name="awa", track=TrackCode.LEARNER)

    in_transaction(app, tell)
    lines = shown(client_of, "samira")
    assert lines[LEADING] == ["1", "1", "1"]
    assert BASICS not in lines


@pytest.mark.usefixtures("given")
def test_an_erased_holder_changes_no_number(app: Flask, cast: Cast, settings: Settings, client_of: ClientOf) -> None:
    before, stored = shown(client_of, "nadia"), _stored(app)
    in_transaction(
        app,
        lambda: erasure.erase(
            made.person(cast, "moussa"),
            KeyFolder.of(settings),
            by=cast.accounts["nadia"],
            granting=Role.NATIONAL,
            now=clock.now(),
        ),
    )
    assert shown(client_of, "nadia") == before
    assert _stored(app) == stored


def _stored(app: Flask) -> list[tuple[int, date, Use, int]]:
    with app.app_context():
        columns = AchievementUse.achievement_id, AchievementUse.day, AchievementUse.use, AchievementUse.number
        rows = db.session.execute(select(*columns).order_by(*columns)).all()
    return [tuple(row) for row in rows]  # type: ignore[misc]
