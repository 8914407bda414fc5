"""A badge that is being written, until it is published: `/drafts/<draft>` and its parts."""

import html
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerlearn.awards.models import Achievement
from peerlearn.awards.rules import AwardState
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.tracks.rules import TrackCode
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories.drafts import SENTENCES, stored_draft, stored_issuer
from tests.stage import ClientOf

# What the page showed of the draft.
SEEN = re.compile(r'name="seen"[^>]*value="([0-9a-f]+)"')


@pytest.fixture
def issuing(app: Flask, cast: Cast, settings: Settings) -> None:
    """The national team issues badges."""
    stored_issuer(app, cast, settings)


def test_a_badge_is_written_part_by_part_then_published(client_of: ClientOf, issuing: None) -> None:
    nadia = client_of("nadia")
    issuer = nadia.get("/achievements/new").text.split('name="issuer" value="')[1][:12]
    begun = nadia.post("/achievements/new", data={"name": "Tablettes", "track": "learner", "issuer": issuer})
    draft = begun.headers["Location"]
    page = html.unescape(nadia.get(draft).text)
    assert "Il ne demande rien encore" in page
    assert "Le nom manque" in page, "in English"
    words = {"name": "Tablettes", "description": "Se sert d’une tablette.", "can_do": "\n".join(SENTENCES)}
    for language in ("fr", "en"):
        assert nadia.post(f"{draft}/languages?in={language}", data=words).status_code == 302
    nadia.post(f"{draft}/criteria", data={"do": "add:", "new_kind": "workshops_attended"})
    nadia.post(f"{draft}/duration", data={"months": "24"})
    picture = {"title": "Tablettes", "template": "learner", "accent": "#1b6446"}
    assert nadia.post(f"{draft}/picture", data=picture).status_code == 302
    assert nadia.get(f"{draft}/picture.png").data.startswith(b"\x89PNG")
    confirm = html.unescape(nadia.get(f"{draft}/publication").text)
    assert "Scanner un bon" in confirm
    assert "remplace la précédente" not in confirm, "it is the first"
    assert "Avoir participé à au moins 1 atelier. Une personne propose le badge" in confirm
    assert "24\u00a0mois" in confirm or "24 mois" in confirm
    published = nadia.post(f"{draft}/publication")
    assert published.status_code == 302
    page = html.unescape(nadia.get(published.headers["Location"]).text)
    assert "Nadia Benali a publié cette version" in page
    assert nadia.get(draft).status_code == 404


def test_a_draft_may_be_half_written_and_says_what_is_missing(
    app: Flask, client_of: ClientOf, issuing: None, cast: Cast
) -> None:
    draft = f"/drafts/{stored_draft(app, cast, whole=False)}"
    nadia = client_of("nadia")
    nadia.post(f"{draft}/languages?in=uk", data={"name": "Планшети"})
    page = html.unescape(nadia.get(draft).text)
    assert "Cette langue est à moitié écrite" in page
    assert "Les mots en ukrainien" in page
    assert "Українська" not in page, "a language is called as its reader calls it"
    refused = nadia.post(f"{draft}/publication")
    assert refused.status_code == 422
    assert "Rien n’a été publié" in html.unescape(refused.text)
    assert "Les mots en ukrainien · " in html.unescape(refused.text)


def test_nothing_of_a_draft_is_public_until_it_is_published(
    app: Flask, client_of: ClientOf, issuing: None, cast: Cast
) -> None:
    draft, stranger = stored_draft(app, cast), client_of("")
    addresses = (f"/ob/2/badges/{draft}.json", f"/ob/3/achievements/{draft}.json")
    assert [stranger.get(one).status_code for one in addresses] == [404, 404]
    assert client_of("nadia").post(f"/drafts/{draft}/publication").status_code == 302
    assert [stranger.get(one).get_json()["name"] for one in addresses] == ["Tablettes", "Tablettes"]


def test_publishing_leaves_what_was_given_or_proposed_on_its_version(
    app: Flask, client_of: ClientOf, issuing: None, cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        award = made.stored_award(cast, settings, AwardState.PROPOSED, name="awa", track=TrackCode.LEARNER)
    nadia, carole = client_of("nadia"), client_of("carole")
    with app.app_context():
        scope.enter(db.session(), Scope.everything("the former version"))
        former = made.achievement(TrackCode.LEARNER).public_id
    draft = nadia.post(f"/achievements/{former}/next-version").headers["Location"]
    following = nadia.post(f"{draft}/publication").headers["Location"]
    assert "Remplacé" in html.unescape(nadia.get(f"/achievements/{former}").text)
    assert nadia.post(f"/achievements/{former}/next-version").status_code != 302
    assert carole.post(f"/badges/{award.public_id}/approval").status_code == 302
    assert "1 personne l’a" not in html.unescape(nadia.get(following).text)
    # Who has the former version is no fresh work for the next one.
    assert ">Awa<" not in nadia.get("/badges?shelf=to-propose").text


def test_two_who_publish_at_once_make_one_version(app: Flask, client_of: ClientOf, issuing: None, cast: Cast) -> None:
    address = f"/drafts/{stored_draft(app, cast)}/publication"
    hands = [client_of("nadia"), client_of("nadia")]
    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(lambda hand: hand.post(address).status_code, hands))
    assert statuses == [302, 404]
    with app.app_context():
        scope.enter(db.session(), Scope.everything("how many versions"))
        query = select(func.count()).select_from(Achievement).where(Achievement.code == "tablettes")
        assert db.session.execute(query).scalar_one() == 1


def test_what_somebody_else_wrote_meanwhile_is_read_before_it_is_published(
    app: Flask, client_of: ClientOf, issuing: None, cast: Cast
) -> None:
    nadia, draft = client_of("nadia"), f"/drafts/{stored_draft(app, cast)}"
    shown = SEEN.findall(nadia.get(f"{draft}/publication").text)
    rule = {"kind-0": "workshops_attended", "at_least-0": "77"}
    assert client_of("nadia").post(f"{draft}/criteria", data=rule).status_code == 302
    refused = nadia.post(f"{draft}/publication", data={"seen": shown[0]})
    assert refused.status_code == 422
    page = html.unescape(refused.text)
    assert "Quelqu’un d’autre a changé ce brouillon" in page
    assert "77 ateliers" in page
    published = nadia.post(f"{draft}/publication", data={"seen": SEEN.findall(refused.text)[0]})
    assert published.status_code == 302
    assert "77 ateliers" in html.unescape(nadia.get(published.headers["Location"]).text)


def test_what_does_not_fit_on_the_plate_is_refused_in_words(
    app: Flask, client_of: ClientOf, issuing: None, cast: Cast
) -> None:
    draft = f"/drafts/{stored_draft(app, cast)}"
    refused = client_of("nadia").post(
        f"{draft}/picture",
        data={"title": "電話を使うことができるようになる", "template": "learner", "accent": "#24459b"},
    )
    assert refused.status_code == 422
    assert "ne tiennent pas sur la plaque" in html.unescape(refused.text)


def test_a_badge_that_cannot_be_signed_is_refused_before_it_is_published(
    app: Flask, client_of: ClientOf, issuing: None, cast: Cast
) -> None:
    """An address that the form lets through, and no signed document may hold."""
    draft = f"/drafts/{stored_draft(app, cast)}"
    nadia = client_of("nadia")
    alignment = {"framework": "esco", "competence": "S5", "name": "Outils", "url": "https://exa[mple.org/a"}
    assert nadia.post(f"{draft}/alignments", data=alignment).status_code == 302
    page = html.unescape(nadia.get(f"{draft}/publication").text)
    assert "ne peut pas être signé" in page
    refused = nadia.post(f"{draft}/publication")
    assert refused.status_code == 422
    removed = {"url": "https://exa[mple.org/a", "code": "S5"}
    nadia.post(f"{draft}/alignments/removal", data=removed)
    assert nadia.post(f"{draft}/publication").status_code == 302


def test_an_end_is_signed_into_the_badge(
    app: Flask, client_of: ClientOf, issuing: None, cast: Cast, settings: Settings
) -> None:
    draft = f"/drafts/{stored_draft(app, cast)}"
    nadia = client_of("nadia")
    assert nadia.post(f"{draft}/duration", data={"months": "0"}).status_code == 422
    nadia.post(f"{draft}/duration", data={"months": "12"})
    achievement = nadia.post(f"{draft}/publication").headers["Location"].rpartition("/")[2]
    proposed = client_of("samira").post(
        f"/badges/propose/{achievement}?person={cast.person_ids['awa']}", data={"reason": "Vue en atelier"}
    )
    award = proposed.headers["Location"]
    client_of("carole").post(f"{award}/approval")
    client_of("samira").post(f"{award}/hand-over", data={"name_shown": "full"})
    code = client_of("samira").get(award).text.split('href="/b/')[1][:8]
    document = client_of("").get(f"/b/{code}.json").get_json()
    begins, ends = document["awardedDate"], document["validUntil"]
    assert int(ends[:4]) == int(begins[:4]) + 1
    assert client_of("").get(f"/b/{code}").status_code == 200


def test_a_draft_is_thrown_away_after_it_was_asked(app: Flask, client_of: ClientOf, issuing: None, cast: Cast) -> None:
    draft = f"/drafts/{stored_draft(app, cast)}"
    nadia = client_of("nadia")
    assert "sera perdu" in html.unescape(nadia.get(f"{draft}/removal").text)
    assert nadia.get(draft).status_code == 200
    assert nadia.post(f"{draft}/removal").status_code == 302
    assert nadia.get(draft).status_code == 404


@pytest.mark.parametrize("part", ["", "/languages", "/criteria", "/picture", "/people", "/publication"])
def test_a_draft_of_others_does_not_exist(
    app: Flask, client_of: ClientOf, issuing: None, cast: Cast, part: str
) -> None:
    address = f"/drafts/{stored_draft(app, cast)}{part}"
    assert client_of("nadia").get(address).status_code == 200
    assert client_of("carole").get(address).status_code == 404
    assert client_of("samira").get(address).status_code == 403
