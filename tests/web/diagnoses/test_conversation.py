"""The conversation, question by question: begun, stopped, taken up again, ended, corrected, compared."""

import io
import json
import re
import zipfile
from collections.abc import Callable

from flask.testing import FlaskClient

from tests.cast import Cast
from tests.stage import ClientOf
from tests.web.diagnoses.conftest import Train

CODES = ["E1", "E2", "E3", "E4", *(f"A{number}" for number in range(1, 11)), "P1"]
FINE = {code: "2" for code in CODES if code.startswith("A")} | {"E1": "none", "P1": "yes"}


def begin(client: FlaskClient, cast: Cast, name: str = "awa") -> str:
    """Start, and return the address of the diagnosis."""
    first = client.post(f"/people/{cast.person_ids[name]}/diagnosis", data={}).headers["Location"]
    return first.partition("/questions/")[0]


def answer_all(client: FlaskClient, address: str, answers: dict[str, str]) -> str:
    """Answer each question in turn, end, and return the address of the result."""
    went_on = ""
    for number, code in enumerate(CODES, start=1):
        given = {"answer": answers[code]} if code in answers else {"passed": "yes"}
        went_on = client.post(f"{address}/questions/{number}", data=given).headers["Location"]
    assert went_on.endswith("/end")
    return str(client.post(f"{address}/end", data={"seen": "quiet_place"}).headers["Location"])


def test_who_will_see_the_answers_is_said_before_the_first_question(
    client_of: ClientOf, cast: Cast, trained: Train
) -> None:
    trained("samira")
    page = client_of("samira").get(f"/people/{cast.person_ids['awa']}/diagnosis").text
    assert "Pas votre chef d’équipe" in page
    assert "Les Tilleuls" in page


def test_awa_without_phone_or_email_is_diagnosed_aloud_and_advised(
    client_of: ClientOf, cast: Cast, trained: Train
) -> None:
    trained("samira")
    samira = client_of("samira")
    result = samira.get(answer_all(samira, begin(samira, cast), FINE | {"A4": "1"})).text
    assert "Niveau 3 sur 4" in result
    assert "Je me débrouille" in result
    assert "Un smartphone en prêt" in result
    assert "Un endroit calme" in result
    assert "adresse e-mail" in result
    person = samira.get(f"/people/{cast.person_ids['awa']}").text
    assert "Niveau 3 sur 4" in person


def test_one_stops_and_goes_on_where_one_was(client_of: ClientOf, cast: Cast, trained: Train) -> None:
    trained("samira")
    samira = client_of("samira")
    address = begin(samira, cast)
    samira.post(f"{address}/questions/1", data={"answer": "none"})
    samira.post(f"{address}/questions/2", data={"answer": "na"})
    again = samira.post(f"/people/{cast.person_ids['awa']}/diagnosis", data={}).headers["Location"]
    assert again == f"{address}/questions/3"
    assert re.search(r'value="none"[^>]*checked|checked[^>]*value="none"', samira.get(f"{address}/questions/1").text)


def test_a_question_without_an_answer_is_passed_because_one_says_so_and_waits_at_the_end(
    client_of: ClientOf, cast: Cast, trained: Train
) -> None:
    trained("samira")
    samira = client_of("samira")
    address = begin(samira, cast)
    missed = samira.post(f"{address}/questions/1", data={})
    assert missed.status_code == 422
    assert "Aucune réponse n’est notée pour l’instant." in missed.text
    assert "Passer cette question" in missed.text
    after = samira.post(f"{address}/questions/1", data={"passed": "yes"}).headers["Location"]
    assert after == f"{address}/questions/2"
    assert "La question 1 est passée." in samira.get(after).text
    for number in range(2, 16):
        option = re.search(r'name="answer"[^>]*value="(\w+)"', samira.get(f"{address}/questions/{number}").text)
        assert option
        samira.post(f"{address}/questions/{number}", data={"answer": option[1]})
    end = samira.get(f"{address}/end").text
    assert f'href="{address}/questions/1"' in end.partition("Répondre à ce qui a été passé")[0]
    assert "Passer cette question" not in samira.get(f"{address}/questions/2").text
    # Back at the one that was passed, the next step is the end, not all the others again.
    assert samira.post(f"{address}/questions/1", data={"answer": "none"}).headers["Location"] == f"{address}/end"
    assert "Répondre à ce qui a été passé" not in samira.get(f"{address}/end").text


def test_too_few_answers_give_no_level_and_no_blame(client_of: ClientOf, cast: Cast, trained: Train) -> None:
    trained("samira")
    samira = client_of("samira")
    result = samira.get(answer_all(samira, begin(samira, cast), {"A1": "1"})).text
    assert "Niveau" not in result
    assert "Trop peu de questions" in result


def test_an_answer_that_is_not_on_the_page_is_refused(client_of: ClientOf, cast: Cast, trained: Train) -> None:
    trained("samira")
    samira = client_of("samira")
    address = begin(samira, cast)
    assert samira.post(f"{address}/questions/1", data={"answer": "gold"}).status_code == 422
    assert samira.get(f"{address}/questions/16").status_code == 404
    assert samira.get(f"{address}/questions/0").status_code == 404


def test_what_is_over_does_not_change_any_more(client_of: ClientOf, cast: Cast, trained: Train) -> None:
    trained("samira")
    samira = client_of("samira")
    address = begin(samira, cast)
    answer_all(samira, address, FINE)
    assert "est terminé" in samira.post(f"{address}/questions/1", data={"answer": "none"}).text
    assert samira.post(f"{address}/end", data={}).status_code == 422


def test_another_level_needs_a_reason_and_keeps_the_answers(client_of: ClientOf, cast: Cast, trained: Train) -> None:
    trained("samira")
    samira = client_of("samira")
    address = begin(samira, cast)
    answer_all(samira, address, FINE)
    assert samira.post(f"{address}/level", data={"level": "4"}).status_code == 422
    assert samira.post(f"{address}/level", data={"level": "9", "because": "Oui"}).status_code == 422
    samira.post(f"{address}/level", data={"level": "2", "because": "Elle s’inquiète encore devant l’écran."})
    shown = samira.get(address).text
    assert "Niveau 2 sur 4" in shown
    assert "Elle s’inquiète encore" in shown


def test_a_later_one_on_the_same_questions_shows_what_has_grown(
    client_of: ClientOf, cast: Cast, trained: Train
) -> None:
    trained("samira")
    samira = client_of("samira")
    answer_all(samira, begin(samira, cast), {code: "0" for code in CODES if code.startswith("A")})
    shown = samira.get(answer_all(samira, begin(samira, cast), FINE)).text
    assert "Avant\u00a0: niveau 1. Maintenant\u00a0: niveau 3." in shown
    assert "Vous connecter à un Wi-Fi" in shown


def test_the_paper_is_printed_and_typed_back(client_of: ClientOf, cast: Cast, trained: Train) -> None:
    trained("samira")
    samira = client_of("samira")
    sheet = samira.get(f"/people/{cast.person_ids['awa']}/diagnosis/paper").text
    assert "Vous connecter à un Wi-Fi" in sheet
    assert "Je préfère ne pas répondre" in sheet
    end = samira.post(f"/people/{cast.person_ids['awa']}/diagnosis/typed", data=FINE).headers["Location"]
    samira.post(end, data={})
    assert "Niveau 3 sur 4" in samira.get(end.removesuffix("/end")).text


def test_a_stranger_finds_nothing_and_a_supervisor_no_answer(
    client_of: ClientOf, cast: Cast, trained: Train, be_someone: Callable[[str, str], None]
) -> None:
    trained("samira")
    samira = client_of("samira")
    address = begin(samira, cast)
    answer_all(samira, address, FINE)
    assert samira.get(address).status_code == 200
    assert samira.get(f"{address}/answers").status_code == 200
    etienne = client_of("etienne")
    assert etienne.get(address).status_code == 404
    be_someone("victor", "claire")
    for page in (address, f"{address}/answers", f"{address}/questions/1"):
        assert client_of("victor").get(page).status_code == 403


def test_who_coordinates_sees_the_result_and_no_answer(client_of: ClientOf, cast: Cast, trained: Train) -> None:
    trained("samira")
    samira = client_of("samira")
    done, begun = begin(samira, cast), begin(samira, cast, "rosa")
    answer_all(samira, done, FINE)
    trained("carole")  # she holds conversations herself
    carole = client_of("carole")
    assert "Niveau 3 sur 4" in carole.get(done).text
    assert f"{done}/answers" not in carole.get(done).text
    for address in (f"{done}/answers", f"{done}/level", f"{begun}/questions/1", f"{begun}/end"):
        assert carole.get(address).status_code == 404
    refused = carole.post(f"/people/{cast.person_ids['rosa']}/diagnosis", data={})
    assert refused.status_code == 422
    own = begin(carole, cast, "ibrahim")
    answer_all(carole, own, FINE)
    assert carole.get(f"{own}/answers").status_code == 200


def test_who_accompanies_the_person_reads_what_a_coordinator_noted(
    client_of: ClientOf, cast: Cast, trained: Train
) -> None:
    trained("carole")
    carole = client_of("carole")
    own = begin(carole, cast)
    answer_all(carole, own, FINE)
    trained("samira")
    assert client_of("samira").get(f"{own}/answers").status_code == 200


def test_a_comparison_shows_no_answers_that_one_may_not_read(client_of: ClientOf, cast: Cast, trained: Train) -> None:
    trained("samira")
    samira = client_of("samira")
    answer_all(samira, begin(samira, cast), FINE | {"A4": "0"})
    trained("carole")
    carole = client_of("carole")
    second = begin(carole, cast)
    answer_all(carole, second, FINE)
    assert "Depuis" not in carole.get(second).text.partition("<main")[2]
    trained("samira")
    assert "Depuis" in client_of("samira").get(second).text


def test_the_copy_that_is_handed_over_holds_only_answers_that_one_may_read(
    client_of: ClientOf, cast: Cast, trained: Train
) -> None:
    trained("samira")
    samira = client_of("samira")
    answer_all(samira, begin(samira, cast), FINE)
    copy = f"/people/{cast.person_ids['awa']}/data.zip"
    with_answers = _answers_in(samira.get(copy).data)
    assert with_answers == [FINE]
    trained("carole")
    assert _answers_in(client_of("carole").get(copy).data) == [None]


def _answers_in(packed: bytes) -> list[dict[str, str] | None]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith("donnees.json")]
        return [row.get("answers") for row in json.loads(archive.read(name))["stored"]["diagnosis"]]
