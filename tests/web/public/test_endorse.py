"""Recommending a badge, from the link to the page of the badge: `/b/<code>/endorse/<token>`."""

import html
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

import badges
from peerlearn.accounts.models import FailedSignIn
from peerlearn.awards import actions, endorsing
from peerlearn.awards.endorsement_rules import SENTENCES, Sentence
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Achievement, Award, Endorsement
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from tests.factories import endorsements as endorsed
from tests.factories.endorsements import NAME, ORGANISATION, SENT, WORDS
from tests.stage import ClientOf
from tests.web.public.conftest import AwardShown, Shown
from tests.web.public.shelf import check, export

OVER = "Ce lien n’ouvre plus rien"
THANKS = "Merci\xa0: votre recommandation est envoyée"
LINK = re.compile(r">https?://[^/<]+(/b/[^<]+/endorse/[^<]+)</textarea>")
SIGNED = re.compile(r"/ob/3/endorsements/[0-9a-f-]{36}\.json")
HELPED = "J’ai vu cette personne aider ses collègues."


def link_of(client: FlaskClient, page: str, whom: Mapping[str, str] | None = None) -> str:
    """Whoever may, makes a link, and may say for whom; it is shown once."""
    assert client.post(f"{page}/invitation", data=whom).status_code == 302
    found = LINK.search(html.unescape(client.get(page).text))
    assert found is not None
    assert "/endorse/" not in client.get(page).text
    return found[1]


def office_page(shown: Shown) -> str:
    """The office's page of what others say of the badge."""
    return f"/badges/{public_id(shown)}/endorsements"


def public_id(shown: Shown) -> str:
    """The award, as the office's addresses name it."""
    with shown.app.app_context(), db.engine.connect() as connection:
        award = Award.__table__
        return str(connection.execute(select(award.c.public_id).where(award.c.id == shown.award_id)).scalar_one())


def buttons(page: str, answer: str) -> str:
    """The address of the form that sends this answer."""
    found = re.search(rf'action="([^"]+)">(?:(?!</form>).)*name="answer"\s+value="{answer}"', page, re.DOTALL)
    assert found is not None, answer
    return found[1]


@pytest.fixture
def vouched(shown: Shown) -> Shown:
    """The badge, recommended by Jeanne, all agreed."""
    shown.act(lambda award, _folder: endorsed.shown(shown.cast, award, shown.settings))
    return shown


def test_from_the_link_to_the_page_of_the_badge(shown: Shown, client_of: ClientOf) -> None:
    page, stranger = office_page(shown), shown.browser
    link = link_of(client_of("samira"), page)
    form = stranger.get(link)
    assert (form.status_code, form.headers["Cache-Control"]) == (200, "no-store")
    assert "Set-Cookie" not in form.headers
    assert "<script" not in form.text
    assert "Moussa Traoré" in form.text
    sent = stranger.post(link, data=SENT)
    assert (sent.status_code, sent.headers["Location"].partition("?")[0]) == (302, link)
    assert "Set-Cookie" not in sent.headers
    assert THANKS in stranger.get(link).text
    assert NAME not in stranger.get(shown.page).text

    carole, moussa = client_of("carole"), client_of("moussa")
    assert "1 recommandation à lire" in carole.get("/").text
    assert "1 recommandation à lire" in carole.get("/badges").text
    found = re.search(r'href="(/badges/endorsements/[^"/]+)"', carole.get("/badges/endorsements").text)
    assert found is not None
    assert WORDS in carole.get(found[1]).text
    assert carole.post(f"{found[1]}/approval").status_code == 302
    assert NAME not in stranger.get(shown.page).text

    own = f"/my-badges/{public_id(shown)}"
    assert "Une recommandation attend une réponse." in moussa.get(own).text
    assert f'href="{own}/endorsements"' in moussa.get("/me").text
    asked = moussa.get(f"{own}/endorsements").text
    assert NAME in asked
    assert "Vous dites oui ou non." in asked
    assert "Ви кажете «так» чи «ні»." in moussa.get(f"{own}/endorsements?lang=uk").text
    assert moussa.post(buttons(asked, "yes"), data={"answer": "yes"}).status_code == 302
    badge = html.unescape(stranger.get(shown.page).text)
    for words in (NAME, f"Responsable d’exploitation, {ORGANISATION}", HELPED, WORDS, "732\xa0829\xa0320\xa000074"):
        assert words in badge
    assert "Une recommandation\xa0: le programme confirme l’avoir reçue." in badge
    assert "L’organisation citée ne l’a pas signée elle-même" in badge
    assert "Identité non vérifiée par le programme." in badge
    assert badge.count('class="is-noted"') == 1, "what they say of themselves is no check that went well"
    assert f'href="{own}/endorsements"' not in moussa.get("/me").text


def test_the_holder_sends_the_link_as_they_send_their_badge_and_it_names_nobody(
    shown: Shown, client_of: ClientOf
) -> None:
    shown.act(lambda award, _: setattr(award, "shown_as", "M. T."))
    moussa, page = client_of("moussa"), office_page(shown).replace("/badges/", "/my-badges/")
    assert moussa.post(f"{page}/invitation").status_code == 302
    asked = unquote(html.unescape(moussa.get(page).text))
    messages = re.findall(r'href="((?:sms:|https://wa\.me/|mailto:)[^"]*/endorse/[^"]*)"', asked)
    assert len(messages) == 3
    assert "Recommander M. T." in asked
    main = asked[asked.index("<main") : asked.index("</main>")]
    assert "Moussa" not in main, "no more of the name than the badge shows"


def test_what_one_need_not_say_is_folded_until_something_stands_in_it(shown: Shown, client_of: ClientOf) -> None:
    link = link_of(client_of("samira"), office_page(shown))
    folded = re.compile(r'<details class="fold"\s*(open)?>\s*<summary>En dire plus')
    fresh = folded.search(shown.browser.get(link).text)
    assert fresh is not None
    assert fresh[1] is None
    wrong = folded.search(shown.browser.post(link, data={**SENT, "siret": "1"}).text)
    assert wrong is not None
    assert wrong[1] == "open"


def test_a_badge_without_words_in_the_language_of_its_page_says_so(shown: Shown) -> None:
    shown.act(lambda award, _: _say_it_in_french_alone(award.achievement))
    assert "Esta insignia se escribió en francés" in shown.browser.get(f"{shown.page}?lang=es").text
    assert "Ce badge a été écrit en français" not in shown.browser.get(f"{shown.page}?lang=fr").text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", "تنشيط رقمي بين الأقران"),
        ("uk", "Ведення цифрових занять для колег"),
        ("es", "Animación digital entre iguales"),
    ],
)
def test_the_badges_of_the_product_are_read_in_each_language(vouched: Shown, language: str, words: str) -> None:
    page = vouched.browser.get(f"{vouched.page}?lang={language}").text
    assert words in page
    said = SENTENCES[Sentence.HELPED]
    assert (said[language] in page, said["fr"] in html.unescape(page)) == (True, False)
    assert '<span lang="fr" dir="ltr">Animation numérique entre pairs</span>' in page, "what was signed"


def test_the_signed_file_is_an_endorsement_of_this_badge_by_the_programme(vouched: Shown) -> None:
    address = SIGNED.search(vouched.browser.get(vouched.page).text)
    assert address is not None
    answer = vouched.browser.get(address[0])
    assert answer.mimetype == "application/vc+ld+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    said = vouched.json(address[0])
    badge = vouched.json(f"{vouched.page}.json")
    assert said["type"] == ["VerifiableCredential", "EndorsementCredential"]
    assert said["id"] == f"urn:uuid:{address[0][-41:-5]}"
    assert said["credentialSubject"]["id"] == badge["id"]
    assert said["issuer"]["id"] == badge["issuer"]["id"]
    assert said["credentialSubject"]["endorsementComment"].startswith(f"{NAME}, ")
    told = vouched.browser.post("/api/v1/verify", json={"input": vouched.code}).get_json()
    assert told["badge"]["endorsements"] == [said["id"]]
    assert told["verdict"] == "valid"


def test_what_was_changed_in_the_store_is_not_shown_and_does_not_harm_the_badge(vouched: Shown) -> None:
    def spoil(award: Award, _folder: KeyFolder) -> None:
        signed = endorsed.last_signed(award)
        signed.body = signed.body.replace(b"Jeanne", b"Janine")

    vouched.act(spoil)
    page = vouched.browser.get(vouched.page).text
    assert "Ce badge est authentique" in page
    assert "Une recommandation n’a pas pu être prouvée" in page
    assert NAME not in page


def test_an_unknown_link_and_one_to_another_badge_do_not_exist(shown: Shown, client_of: ClientOf) -> None:
    link = link_of(client_of("samira"), office_page(shown))
    assert shown.browser.get(link).status_code == 200
    other = link.replace(shown.code, "K7MX4RQD")
    for address in (other, f"{link}x", f"{shown.page}/endorse/none"):
        for answer in (shown.browser.get(address), shown.browser.post(address, data=SENT)):
            assert answer.status_code == 404
            assert "Ce lien n’ouvre plus rien" in answer.text
            assert "Comparez le code" not in answer.text, "a link is not typed from a card"
            assert "Voir le badge" not in answer.text, "nor does it tell which badges there are"


def test_a_link_works_once_and_for_thirty_days_and_can_be_taken_back(shown: Shown, client_of: ClientOf) -> None:
    samira, page = client_of("samira"), office_page(shown)
    used, late, back = (link_of(samira, page) for _ in range(3))
    # The latest stands first.
    take_back = buttons(samira.get(page).text, "take-back")
    assert samira.post(take_back, data={"answer": "take-back"}).status_code == 302
    assert shown.browser.get(back).status_code == 410
    assert shown.browser.post(used, data=SENT).status_code == 302
    assert THANKS in shown.browser.post(used, data={**SENT, "name": "Quelqu’un d’autre"}).text
    with clock.standing_at(clock.now() + timedelta(days=30, minutes=1)):
        gone = shown.browser.get(late)
        assert (gone.status_code, OVER in gone.text) == (410, True)
        assert shown.browser.post(late, data=SENT).status_code == 410
    assert counted(shown) == {"to_read": 1, "taken_back": 1, "invited": 1}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sentences": []}, "Choisissez au moins une phrase."),
        ({"sentences": ["insults"]}, "insults"),
        ({"name": ""}, "Écrivez votre nom."),
        ({"name": "\u3164"}, "ne se lit pas comme un nom"),
        ({"name": "Jeanne Мarchal"}, "des lettres d’alphabets différents"),
        ({"organisation": "Transports Marchal et Сie"}, "des lettres d’alphabets différents"),
        ({"siret": "732 829 320 00075"}, "Ce SIRET n’est pas bon"),
        ({"words": "Son numéro : 1 85 05 78 006 084 91"}, "sécurité sociale"),
        ({"name": "Jean 1 85 05", "function": "78 006 084, chef"}, "sécurité sociale"),
        ({"words": "x" * 201}, "200 caractères"),
        ({"words": "\0"}, "on ne peut pas afficher"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_is_kept(
    shown: Shown, client_of: ClientOf, wrong: dict[str, object], said: str
) -> None:
    link = link_of(client_of("samira"), office_page(shown))
    answer = shown.browser.post(link, data={**SENT, **wrong})
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert said in page
    assert "Transports Marchal" in page
    assert shown.browser.post(link, data=SENT).status_code == 302


def test_words_that_nobody_sees_are_no_words(shown: Shown, client_of: ClientOf) -> None:
    link = link_of(client_of("samira"), office_page(shown))
    assert shown.browser.post(link, data={**SENT, "words": "\u200b\u2060 \u3164"}).status_code == 302
    with shown.app.app_context(), db.engine.connect() as connection:
        assert connection.execute(select(Endorsement.__table__.c.words)).scalars().all() == [""]


def test_tries_arecounted_for_each_link_and_keep_nobody_else_out(shown: Shown, client_of: ClientOf) -> None:
    samira = client_of("samira")
    tried, other = (link_of(samira, office_page(shown)) for _ in range(2))
    for _ in range(8):
        assert shown.browser.post(tried, data={**SENT, "siret": "1"}).status_code == 422
    page = shown.browser.post(tried, data=SENT)
    assert (page.status_code, "Trop d’essais" in page.text) == (422, True)
    assert shown.browser.post(other, data=SENT).status_code == 302
    with shown.app.app_context(), db.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(FailedSignIn.__table__)).scalar_one() == 8


def test_a_suspended_badge_shows_nothing_for_now_and_a_withdrawn_one_never_more(vouched: Shown) -> None:
    address, carole = _address(vouched), vouched.cast.accounts["carole"]
    vouched.act(lambda award, _: actions.suspend(award, reason="À revoir", by=carole))
    assert NAME not in vouched.browser.get(vouched.page).text
    assert vouched.browser.get(address).status_code == 404
    vouched.act(lambda award, _: actions.restore(award, by=carole))
    assert vouched.browser.get(address).status_code == 200
    vouched.withdraw()
    assert NAME not in vouched.browser.get(vouched.page).text
    assert vouched.browser.get(address).status_code == 410


def test_while_the_badge_is_suspended_the_link_waits_and_afterwards_it_works_again(
    shown: Shown, client_of: ClientOf
) -> None:
    link, carole = link_of(client_of("samira"), office_page(shown)), shown.cast.accounts["carole"]
    assert shown.browser.get(link).status_code == 200
    shown.act(lambda award, _: actions.suspend(award, reason="À revoir", by=carole))
    for answer in (shown.browser.get(link), shown.browser.post(link, data=SENT)):
        assert answer.status_code == 409
        assert "Ce badge est suspendu pour le moment" in html.unescape(answer.text)
        assert OVER not in html.unescape(answer.text)
    shown.act(lambda award, _: actions.restore(award, by=carole))
    assert shown.browser.post(link, data=SENT).status_code == 302
    assert THANKS in shown.browser.get(link).text


@pytest.mark.parametrize("name", ["moussa", "samira"])
def test_holder_and_office_take_it_off_the_badge_at_any_time(vouched: Shown, client_of: ClientOf, name: str) -> None:
    address = _address(vouched)
    client, page = client_of(name), office_page(vouched)
    page = page.replace("/badges/", "/my-badges/") if name == "moussa" else page
    assert client.post(buttons(client.get(page).text, "withdraw"), data={"answer": "withdraw"}).status_code == 302
    gone = vouched.browser.get(address)
    assert (gone.status_code, gone.text) == (410, "Cette recommandation a été retirée.")
    assert NAME not in vouched.browser.get(vouched.page).text
    assert client.post("/badges/endorsements/none/answer", data={"answer": "yes"}).status_code in {403, 404}


def test_what_the_holder_or_the_reader_does_not_want_is_erased(shown: Shown, client_of: ClientOf) -> None:
    shown.act(lambda award, _: endorsed.offered(shown.cast, award))
    moussa, page = client_of("moussa"), office_page(shown).replace("/badges/", "/my-badges/")
    assert moussa.post(buttons(moussa.get(page).text, "no"), data={"answer": "no"}).status_code == 302
    shown.act(lambda award, _: endorsed.given(shown.cast, award))
    found = re.search(r"/badges/endorsements/\w+", client_of("carole").get("/badges/endorsements").text)
    assert found is not None
    assert client_of("carole").post(f"{found[0]}/refusal").status_code == 302
    with shown.app.app_context(), db.engine.connect() as connection:
        stored = repr(connection.execute(select(Endorsement.__table__)).all())
    assert ("declined" in stored, "refused" in stored) == (True, True)
    for words in (NAME, ORGANISATION, WORDS, "helped", "73282932000074"):
        assert words not in stored


def test_an_unknown_answer_changes_nothing(shown: Shown, client_of: ClientOf) -> None:
    samira, page = client_of("samira"), office_page(shown)
    link_of(samira, page)
    address = buttons(samira.get(page).text, "take-back")
    assert samira.post(address, data={"answer": "publish"}).status_code == 400
    assert counted(shown) == {"invited": 1}


def test_the_archive_holds_it_and_finds_it_changed(vouched: Shown, tmp_path: Path) -> None:
    folder, address = tmp_path / "copy", _address(vouched)
    assert export(vouched.app, folder).exit_code == 0
    file = folder / address.removeprefix("/")
    assert file.read_bytes() == vouched.browser.get(address).data
    assert f'href="../../{address.removeprefix("/")}"' in (folder / f"b/{vouched.code}/index.html").read_text("utf-8")
    assert check(folder).exit_code == 0, check(folder).output
    said = badges.read_json(file.read_bytes())
    said["credentialSubject"]["endorsementComment"] += " Et le reste."
    file.write_bytes(badges.write_json(said))
    spoilt = check(folder)
    assert (spoilt.exit_code, "is not signed with a key of its issuer" in spoilt.output) == (1, True)
    file.unlink()
    assert f"{address.removeprefix('/')}: is missing" in check(folder).output
    carole = vouched.cast.accounts["carole"]
    vouched.act(
        lambda award, _: endorsing.withdraw(endorsed.last_signed(award).endorsement, by=carole, now=clock.now())
    )
    assert export(vouched.app, tmp_path / "later").exit_code == 0
    assert not (tmp_path / "later" / address.removeprefix("/")).exists()
    assert check(tmp_path / "later").exit_code == 0


def test_before_a_badge_is_given_and_after_nobody_is_invited(shown_at: AwardShown, client_of: ClientOf) -> None:
    waiting = shown_at(AwardState.OFFERED)
    assert client_of("samira").post(f"{office_page(waiting)}/invitation").status_code == 422


def _say_it_in_french_alone(achievement: Achievement) -> None:
    achievement.name = {"fr": achievement.name["fr"]}
    achievement.can_do = {"fr": achievement.can_do["fr"]}


def _address(shown: Shown) -> str:
    found = SIGNED.search(shown.browser.get(shown.page).text)
    assert found is not None
    return found[0]


def counted(shown: Shown) -> dict[str, int]:
    """How many recommendations there are, by state."""
    with shown.app.app_context():
        scope.enter(db.session(), Scope.everything("counting"))
        query = select(Endorsement.state, func.count()).group_by(Endorsement.state)
        return {state.value: count for state, count in db.session.execute(query)}
