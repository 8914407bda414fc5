"""Access cards of several people in one file: `/people/cards`, `/people/cards.pdf`."""

import io
import re

import pypdf
import pypdfium2
import zxingcpp

from tests.cast import Cast
from tests.stage import ClientOf


def test_those_who_have_a_card_are_ticked_and_the_others_are_told(client_of: ClientOf) -> None:
    page = client_of("samira").get("/people/cards?lang=fr").text
    ticked, without = page.split("Sans carte pour l’instant")
    assert re.search(rf'value="{public_id(page, "Awa")}"\s+checked', ticked)
    assert "Rosa" in without


def test_the_cards_are_printed_with_their_codes_and_without_any_pin(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    page = samira.get("/people/cards?lang=fr").text
    awa, moussa = public_id(page, "Awa"), public_id(page, "Moussa")
    answer = samira.get(f"/people/cards.pdf?person={awa}&person={moussa}&lang=fr")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    said = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    assert "Awa" in said
    assert "Je tape mon code" in " ".join(said.split())
    with pypdfium2.PdfDocument(answer.data) as document:
        drawn = document[0].render(scale=3).to_pil()
    links = {code.text.partition("card=")[2] for code in zxingcpp.read_barcodes(drawn)}
    assert links == {cast.identifiers["awa"], cast.identifiers["moussa"]}


def test_a_card_of_another_house_is_not_printed(client_of: ClientOf) -> None:
    address = f"/people/cards.pdf?person={public_id(client_of('samira').get('/people/cards').text, 'Awa')}"
    assert client_of("samira").get(address).status_code == 200
    assert client_of("etienne").get(address).status_code == 404
    assert client_of("moussa").get(address).status_code == 403
    assert client_of("samira").get("/people/cards.pdf").status_code == 404


def public_id(page: str, name: str) -> str:
    """The id behind somebody's tick."""
    found = re.search(rf'for="person-(\w+)">\s*<span>{name}\b', page)
    assert found, name
    return found[1]
