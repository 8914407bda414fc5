"""The card of a badge: `/my-badges/<id>/card` for its holder, `/badges/<id>/card` for staff who hand it over."""

import html
import io
import re
from types import ModuleType
from typing import Any
from uuid import uuid4

import pypdf
import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from sqlalchemy import insert, update

from peerlearn.awards import holder_codes
from peerlearn.awards.models import Award, Edition
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.organisations.models import Region
from peerlearn.web.kit import paper
from tests.cast import Cast
from tests.factories.awards import stored_award
from tests.stage import ClientOf


@pytest.fixture
def award(app: Flask, cast: Cast, settings: Settings) -> Award:
    """Moussa's, issued."""
    with app.app_context():
        return stored_award(cast, settings, AwardState.ISSUED)


def holder_code_on(sheet: bytes) -> str:
    """The code as it is read off the card: the last line of the card, above the notes."""
    words = " ".join(pypdf.PdfReader(io.BytesIO(sheet)).pages[0].extract_text().split())
    return words.partition("Code de preuve ")[2][:8]


def printed_on(page: str) -> list[str]:
    """The cards that this page knows of."""
    return [html.unescape(one) for one in re.findall(r'name="printed"\s+value="([^"]+)"', page)]


def hash_of(app: Flask, award: Award) -> str | None:
    """What is kept of the code."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test"))
        kept = db.session.get_one(Award, award.id).holder_code_hash
        scope.leave(db.session())
        db.session.remove()
    return kept


def test_the_holder_prints_a_card_with_two_codes_and_the_holder_code(
    app: Flask, client_of: ClientOf, award: Award
) -> None:
    answer = client_of("moussa").post(f"/my-badges/{award.public_id}/card")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"carte-badge-{award.public_code}.pdf" in answer.headers["Content-Disposition"]
    assert list(pypdf.PdfReader(io.BytesIO(answer.data)).attachments) == ["badge.json"], "sent as a file, it answers"
    with pypdfium2.PdfDocument(answer.data) as document:
        assert len(document) == 1
        drawn = document[0].render(scale=3).to_pil()
    links = sorted(code.text for code in zxingcpp.read_barcodes(drawn))
    assert [link.partition("localhost")[2][:3] for link in links] == ["/b/", "/v#"]
    code = holder_code_on(answer.data)
    kept = hash_of(app, award)
    assert holder_codes.is_code_of(kept, code)
    assert holder_codes.is_code_of(kept, code.replace(" ", "").lower())
    assert code.replace(" ", "") not in str(kept)


def test_staff_print_another_one_and_the_code_of_the_lost_one_stops(
    app: Flask, client_of: ClientOf, award: Award
) -> None:
    first = holder_code_on(client_of("moussa").post(f"/my-badges/{award.public_id}/card").data)
    samira = client_of("samira")
    asked = samira.get(f"/badges/{award.public_id}/card").text
    assert "le code de l’ancienne carte ne vaudra plus" in asked, "not without a question"
    assert holder_codes.is_code_of(hash_of(app, award), first)
    known = {"printed": printed_on(asked)}
    second = holder_code_on(samira.post(f"/badges/{award.public_id}/card", data=known).data)
    kept = hash_of(app, award)
    assert holder_codes.is_code_of(kept, second)
    assert not holder_codes.is_code_of(kept, first)
    page = samira.get(f"/badges/{award.public_id}").text
    assert "a imprimé sa carte, avec un nouveau code de preuve" in page
    assert samira.get(f"/b/{award.public_code}").status_code == 200, "the badge keeps its address"


def test_the_holder_is_asked_before_the_code_of_their_card_stops(app: Flask, client_of: ClientOf, award: Award) -> None:
    moussa, own = client_of("moussa"), f"/my-badges/{award.public_id}"
    assert moussa.get(f"{own}/card").status_code == 200
    assert moussa.post(f"{own}/card").mimetype == "application/pdf"
    before = hash_of(app, award)
    assert f'href="{own}/card"' in moussa.get(own).text, "the button leads to the question"
    asked = moussa.get(f"{own}/card").text
    assert "Garder ma carte" in asked
    assert moussa.post(f"{own}/card", data={"printed": printed_on(asked)}).mimetype == "application/pdf"
    assert hash_of(app, award) != before
    assert client_of("awa").get(f"{own}/card").status_code == 404


@pytest.mark.parametrize(("who", "area"), [("moussa", "my-badges"), ("samira", "badges")])
def test_one_visit_makes_one_card_whatever_is_tapped_and_says_where_it_is(
    app: Flask, client_of: ClientOf, award: Award, who: str, area: str
) -> None:
    """The page stays as it was after its file, so its button is tapped again, and that of the page which answers."""
    client, address = client_of(who), f"/{area}/{award.public_id}/card"
    for _visit in ("the first card", "another one"):
        known = {"printed": printed_on(client.get(address).text)}
        assert client.post(address, data=known).mimetype == "application/pdf"
        kept = hash_of(app, award)
        for _tap in range(2):
            told = client.post(address, data=known, follow_redirects=True).text
            assert "carte est dans vos téléchargements" in told
            assert f'action="{address}' not in told, "nothing on it makes another one"
            assert hash_of(app, award) == kept


def test_a_second_tap_while_the_first_card_is_drawn_is_told_the_same(
    app: Flask, client_of: ClientOf, award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_: object, **__: object) -> None:
        raise DomainError("awards.card_meanwhile")

    moussa, own = client_of("moussa"), f"/my-badges/{award.public_id}/card"
    assert moussa.post(own).mimetype == "application/pdf"
    known, kept = {"printed": printed_on(moussa.get(own).text)}, hash_of(app, award)
    monkeypatch.setattr(holder_codes, "keep_code", meanwhile)
    told = moussa.post(own, data=known, follow_redirects=True)
    assert (told.status_code, hash_of(app, award)) == (200, kept)
    assert "Votre carte est dans vos téléchargements" in told.text


def test_of_two_taps_at_once_one_prints(app: Flask, cast: Cast, award: Award) -> None:
    """While the first draws its sheet, the second has read the badge already."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("two taps"))
        late = holder_codes.as_drawn(db.session.get_one(Award, award.id))
        assert late.card_before is None
        printed = update(Award.__table__).values(holder_code_hash="of the first", holder_code_at=clock.now())  # type: ignore[arg-type]
        db.session.execute(printed)
        with pytest.raises(DomainError, match=r"awards\.card_meanwhile"):
            holder_codes.keep_code(late, "of the second", by=cast.accounts["samira"], now=clock.now())
        db.session.rollback()
        scope.leave(db.session())


def test_a_card_drawn_before_the_name_was_corrected_gets_no_code(app: Flask, cast: Cast, award: Award) -> None:
    """Its sheet shows the former name, which its holder wanted to be seen no more; the code would make it count."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a card, and a correction meanwhile"))
        late, by = db.session.get_one(Award, award.id), cast.accounts["moussa"]
        drawn, edition = holder_codes.as_drawn(late), holder_codes.edition_on_card(late)
        corrected = update(Award.__table__).values(shown_as="M. T.").where(Award.__table__.c.id == late.id)  # type: ignore[arg-type]
        db.session.execute(corrected)
        with pytest.raises(DomainError, match=r"awards\.card_meanwhile"):
            holder_codes.keep_code(drawn, "of the former name", by=by, now=clock.now())
        db.session.refresh(late)
        drawn = holder_codes.as_drawn(late)
        db.session.execute(insert(Edition.__table__).values(_next_to(edition)))  # type: ignore[arg-type]
        with pytest.raises(DomainError, match=r"awards\.card_meanwhile"):
            holder_codes.keep_code(drawn, "of the former edition", by=by, now=clock.now())
        assert late.holder_code_hash is None
        db.session.rollback()
        scope.leave(db.session())


def _next_to(former: Edition) -> dict[str, Any]:
    same = {one: getattr(former, one) for one in ("organisation_id", "award_id", "registered_at", "status_list_id")}
    changed = {"number": former.number + 1, "credential_uuid": uuid4(), "revoked_at": None}
    return {**same, **changed, "status_index": (former.status_index + 1) % 1000}


def test_nobody_prints_the_card_of_somebody_else(app: Flask, client_of: ClientOf, award: Award) -> None:
    assert client_of("moussa").post(f"/my-badges/{award.public_id}/card").status_code == 200
    before = hash_of(app, award)
    assert client_of("awa").post(f"/my-badges/{award.public_id}/card").status_code == 404
    assert client_of("etienne").post(f"/badges/{award.public_id}/card").status_code == 404
    assert client_of("moussa").post(f"/badges/{award.public_id}/card").status_code == 403
    assert hash_of(app, award) == before


@pytest.mark.parametrize("state", [AwardState.OFFERED, AwardState.ACCEPTED, AwardState.REVOKED])
def test_what_is_not_signed_or_does_not_count_has_no_card(
    app: Flask, cast: Cast, settings: Settings, client_of: ClientOf, state: AwardState
) -> None:
    with app.app_context():
        award = stored_award(cast, settings, state)
    answer = client_of("moussa").post(f"/my-badges/{award.public_id}/card")
    assert answer.status_code in {409, 422}
    assert hash_of(app, award) is None


def test_the_holder_finds_paper_certificate_and_ways_to_send_it(client_of: ClientOf, award: Award) -> None:
    page = client_of("moussa").get(f"/my-badges/{award.public_id}").text
    for words in ("Imprimer ma carte", "Mon certificat (PDF)", "Par SMS", "Par WhatsApp", "Sur mon profil LinkedIn"):
        assert words in page
    assert 'href="sms:?&amp;body=' in page
    assert f"certId={award.public_code}" in page
    assert "remis par Défi Insertion le" in page


def test_staff_print_the_cards_of_several_at_once_each_with_its_own_code(
    app: Flask, cast: Cast, settings: Settings, client_of: ClientOf, award: Award
) -> None:
    with app.app_context():
        other = stored_award(cast, settings, AwardState.ISSUED, name="awa")
    samira = client_of("samira")
    page = samira.get("/badges/cards?lang=fr").text
    assert page.count("jamais imprimée") == 2
    answer = samira.post("/badges/cards", data={"badge": [award.public_id, other.public_id]})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    kept = [hash_of(app, one) for one in (award, other)]
    words = " ".join(pypdf.PdfReader(io.BytesIO(answer.data)).pages[0].extract_text().split())
    codes = [part[:8] for part in words.split("Code de preuve ")[1:3]]
    assert sorted(holder_codes.is_code_of(one, code) for one in kept for code in codes) == [False, False, True, True]
    assert "imprimée" in samira.get("/badges/cards?lang=fr").text
    again = samira.post("/badges/cards", data={"badge": [award.public_id]}, follow_redirects=True).text
    assert "Une de ces cartes a été imprimée entre-temps" in again, "a second tap changes no code"
    assert [hash_of(app, one) for one in (award, other)] == kept


def test_whoever_searched_comes_back_to_who_was_found_and_to_nobody_else(
    app: Flask, cast: Cast, settings: Settings, client_of: ClientOf, award: Award
) -> None:
    """A page of everybody's cards would have those of others ticked, and the next tap print them."""
    with app.app_context():
        other = stored_award(cast, settings, AwardState.ISSUED, name="awa")
    samira, found = client_of("samira"), "/badges/cards?q=Moussa&page=1"
    assert other.public_id not in samira.get(found).text
    nothing_ticked = samira.post(found, follow_redirects=True).text
    sent = {"badge": [award.public_id]}
    assert samira.post(found, data=sent).mimetype == "application/pdf"
    again = samira.post(found, data=sent, follow_redirects=True).text
    for page, words in ((nothing_ticked, "Cochez au moins une carte"), (again, "a été imprimée entre-temps")):
        assert words in page
        assert award.public_id in page
        assert other.public_id not in page


@pytest.mark.parametrize(
    "way", [("moussa", "/my-badges/{}/card"), ("samira", "/badges/{}/card"), ("samira", "/badges/cards")]
)
def test_somebody_else_writes_while_cards_are_hashed_and_drawn(
    app: Flask, client_of: ClientOf, award: Award, monkeypatch: pytest.MonkeyPatch, way: tuple[str, str]
) -> None:
    monkeypatch.setattr("peerlearn.core.db._PATIENCE_MS", 50)
    wrote: list[str] = []

    def slowly(module: ModuleType, name: str) -> None:
        work = getattr(module, name)

        def work_while_someone_writes(*given: Any, **more: Any) -> Any:
            with app.app_context(), db.engine.begin() as other:
                other.execute(update(Region.__table__).values(name=Region.__table__.c.name))  # type: ignore[arg-type]
            wrote.append(name)
            return work(*given, **more)

        monkeypatch.setattr(module, name, work_while_someone_writes)

    client, address = client_of(way[0]), way[1]
    slowly(holder_codes, "new_code")
    slowly(paper, "sheet")
    answer = client.post(address.format(award.public_id), data={"badge": [award.public_id]})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert wrote == ["new_code", "sheet"]


def test_one_that_does_not_count_any_more_leaves_every_code_as_it_was(
    app: Flask, cast: Cast, settings: Settings, client_of: ClientOf, award: Award
) -> None:
    with app.app_context():
        gone = stored_award(cast, settings, AwardState.REVOKED, name="awa")
    samira = client_of("samira")
    assert samira.post("/badges/cards", data={"badge": [award.public_id]}).status_code == 200
    before = hash_of(app, award)
    sent = {"badge": [award.public_id, gone.public_id], "printed": printed_on(samira.get("/badges/cards").text)}
    assert samira.post("/badges/cards", data=sent).status_code in {409, 422}
    assert client_of("etienne").post("/badges/cards", data={"badge": [award.public_id]}).status_code == 404
    assert hash_of(app, award) == before


def test_stickers_lead_to_the_badge_and_hold_no_code_of_the_holder(
    app: Flask, client_of: ClientOf, award: Award
) -> None:
    moussa = client_of("moussa")
    moussa.post(f"/my-badges/{award.public_id}/card")
    before = hash_of(app, award)
    sheet = moussa.get(f"/my-badges/{award.public_id}/stickers.pdf")
    assert (sheet.status_code, sheet.mimetype) == (200, "application/pdf")
    with pypdfium2.PdfDocument(sheet.data) as document:
        assert len(document) == 1
        drawn = document[0].render(scale=3).to_pil()
    links = [code.text for code in zxingcpp.read_barcodes(drawn)]
    assert len(links) == 21
    assert {link.partition("/b/")[2] for link in links} == {award.public_code}
    assert "Code de preuve" not in pypdf.PdfReader(io.BytesIO(sheet.data)).pages[0].extract_text()
    assert hash_of(app, award) == before
    assert client_of("samira").get(f"/badges/{award.public_id}/stickers.pdf").status_code == 200
    assert client_of("awa").get(f"/my-badges/{award.public_id}/stickers.pdf").status_code == 404
