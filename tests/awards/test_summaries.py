"""The short form for paper: what the QR code of a card says, signed with the badge and checked against it."""

import hashlib

import pytest
from sqlalchemy import delete, func, select

import badges
from peerlearn.awards import offline, queries, signing, summaries
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, Credential
from peerlearn.awards.published import credential_bytes
from peerlearn.awards.rules import CREDENTIALS, AwardState, Form, Outcome
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories import awards as made


@pytest.fixture
def award(everything: Cast, settings: Settings) -> Award:
    """Moussa's badge, issued."""
    made.issuer(everything, settings)
    return made.award_at(everything, settings, AwardState.ISSUED)


def body(award: Award, form: Form) -> bytes:
    """One form of the present edition."""
    edition = queries.current_edition(award)
    assert edition is not None
    found = credential_bytes(edition.credential_uuid, form)
    assert found is not None
    return found


def test_a_card_names_the_signed_badge_by_its_hash_and_leads_back_to_it(award: Award) -> None:
    summary = badges.read_summary(body(award, Form.SUMMARY).decode(), offline.find_card_key)
    assert summary.public_code == award.public_code
    assert summary.name == award.shown_as
    assert summary.credential_sha256 == hashlib.sha256(body(award, Form.OB3_DI)).digest()
    edition = offline.edition_behind(summary)
    assert edition is not None
    assert (edition.award_id, summary.status_list, summary.status_index) == (
        award.id,
        edition.status_list_id,
        edition.status_index,
    )


@pytest.mark.parametrize(
    ("name", "title", "said"),
    [
        ("Marie-Antoinette Ramatoulaye " * 4, "Animation", (None, "Animation")),
        ("Мирослава Володимирівна Коваленко-Шевченко", "Ж" * 40, (None, "Ж" * 40)),
        ("Awa", "Ж" * 180, (None, f"{'Ж' * 40}…")),
    ],
)
def test_what_has_no_room_on_paper_gives_way_the_name_first(
    award: Award, settings: Settings, name: str, title: str, said: tuple[str | None, str]
) -> None:
    edition = queries.current_edition(award)
    assert edition is not None
    award.shown_as = name.strip()
    with db.session.no_autoflush:
        award.achievement.name = {"fr": title}
        key = signing.signer_of(award.achievement.issuer, KeyFolder.of(settings)).jwt
        link = signing.sign_summary(award, edition, b"{}", key).decode()
    summary = badges.read_summary(link, offline.find_card_key)
    assert (summary.name, summary.title) == said
    db.session.rollback()


def test_what_was_signed_before_there_were_cards_gets_its_short_form_once(award: Award, settings: Settings) -> None:
    before = {form: body(award, form) for form in CREDENTIALS}
    db.session.execute(delete(Credential).where(Credential.form == Form.SUMMARY))
    assert summaries.awards_without_summary() == [award.id]
    folder, signers = KeyFolder.of(settings), dict[int, signing.Signer]()
    assert summaries.add_summaries([award.id], folder, signers, now=clock.now()) == Outcome((award.id,))
    assert summaries.add_summaries([award.id], folder, signers, now=clock.now()) == Outcome()
    kept = select(func.count()).select_from(Credential).where(Credential.form == Form.SUMMARY)
    assert db.session.execute(kept).scalar_one() == 1
    assert {form: body(award, form) for form in CREDENTIALS} == before
    assert badges.read_summary(body(award, Form.SUMMARY).decode(), offline.find_card_key).title
