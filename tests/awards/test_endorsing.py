"""Recommendations: who may read them, what is signed, and what becomes of them with editions and keys."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from peerlearn.awards import actions, endorsements, endorsing
from peerlearn.awards.endorsements import endorsements_to_sign, shown_endorsements
from peerlearn.awards.issuers import keys_of, mark_compromised, rotate_keys
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, Endorsement, EndorsementCredential
from peerlearn.awards.queries import current_edition
from peerlearn.awards.rules import AwardState, Outcome, RevocationReason
from peerlearn.core import clock
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories import endorsements as endorsed


@pytest.fixture
def award(everything: Cast, settings: Settings) -> Award:
    """Moussa's badge, given."""
    made.issuer(everything, settings)
    return made.award_at(everything, settings, AwardState.ISSUED, now=clock.now() - timedelta(days=3))


def shown(award: Award) -> list[str]:
    """Who vouches for the badge, as anybody may see."""
    edition = current_edition(award)
    assert edition is not None
    return [one.name for one in shown_endorsements(edition.credential_uuid)]


def test_whoever_made_the_link_does_not_read_what_came_of_it(everything: Cast, award: Award) -> None:
    one = endorsed.given(everything, award)
    for step in (endorsing.approve, endorsing.refuse):
        with pytest.raises(DomainError, match=r"awards\.endorsement_own_invitation"):
            step(one, by=everything.accounts["samira"], now=clock.now())
    endorsing.approve(one, by=everything.accounts["carole"], now=clock.now())


@pytest.mark.parametrize(
    "name",
    [
        *("", "CAROLE  PETIT", "Petit, Carole", "Carole Anne Petit"),
        *("Car0le Petit", "CaroIe Petit", "Carole\ufe0e Pet\u0488it", "Ca-role Pe-tit", "PetitCarole"),
        *("Ｃａｒｏｌｅ Petit", "ᴄᴀʀᴏʟᴇ ᴘᴇᴛɪᴛ", "𝐂𝐚𝐫𝐨𝐥𝐞 Petit", "Cαrole Petit", "Cаrоlе Реtіt"),
    ],
)
def test_nobody_reads_what_is_said_of_them_or_by_them(everything: Cast, award: Award, name: str) -> None:
    one = endorsed.given(everything, award)
    one.endorser_name = name or one.endorser_name
    by = everything.accounts["carole" if name else "moussa"]
    with pytest.raises(DomainError, match=r"awards\.own_endorsement"):
        endorsing.approve(one, by=by, now=clock.now())
    endorsing.approve(one, by=everything.accounts["nadia"], now=clock.now())


def test_only_the_holder_answers_for_themself_and_only_once_it_was_read(
    everything: Cast, award: Award, settings: Settings
) -> None:
    folder, awa, moussa = KeyFolder.of(settings), everything.accounts["awa"], everything.accounts["moussa"]
    one = endorsed.given(everything, award)
    with pytest.raises(DomainError, match=r"awards\.endorsement_not_now"):
        endorsing.agree(one, folder, by=moussa, in_person=False, now=clock.now())
    endorsing.approve(one, by=everything.accounts["carole"], now=clock.now())
    with pytest.raises(DomainError, match=r"awards\.not_holder"):
        endorsing.agree(one, folder, by=awa, in_person=False, now=clock.now())
    assert shown(award) == []
    endorsing.agree(one, folder, by=moussa, in_person=False, now=clock.now())
    assert shown(award) == [endorsed.NAME]


def test_no_more_than_five_links_are_open(everything: Cast, award: Award) -> None:
    for _ in range(5):
        endorsed.invited(everything, award)
    with pytest.raises(DomainError, match=r"awards\.endorsements_enough"):
        endorsed.invited(everything, award)


def test_a_badge_withdrawn_meanwhile_takes_nothing_any_more(everything: Cast, award: Award, settings: Settings) -> None:
    one, invited = endorsed.offered(everything, award), endorsed.given(everything, award)
    endorsed.invited(everything, award)
    folder, carole = KeyFolder.of(settings), everything.accounts["carole"]
    actions.revoke(award, folder, reason=RevocationReason.MISTAKE, by=carole, now=clock.now())
    assert endorsements.count_to_read() == 0
    with pytest.raises(DomainError, match=r"awards\.not_now"):
        endorsing.agree(one, folder, by=everything.accounts["moussa"], in_person=False, now=clock.now())
    still_open = select(Endorsement).where(Endorsement.state == "invited")
    with pytest.raises(DomainError, match=r"awards\.endorsement_over"):
        endorsing.give(db.session.execute(still_open).scalar_one(), endorsed.GIVEN, now=clock.now())
    assert invited.state == "to_read"


def test_each_step_leaves_its_trace_and_no_word(everything: Cast, award: Award, settings: Settings) -> None:
    endorsed.shown(everything, award, settings)
    query = select(AuditEntry.action).where(AuditEntry.subject_type == "endorsement").order_by(AuditEntry.id)
    steps = ["invited", "given", "approved", "agreed", "signed"]
    assert list(db.session.execute(query).scalars()) == [f"endorsement.{one}" for one in steps]
    details = repr(db.session.execute(select(AuditEntry.details)).scalars().all())
    assert endorsed.NAME not in details


def test_without_a_key_it_waits_and_is_signed_later(everything: Cast, award: Award, settings: Settings) -> None:
    one, moussa = endorsed.offered(everything, award), everything.accounts["moussa"]
    nowhere = KeyFolder(settings.data_dir / "nothing-here", settings.keys_passphrase)
    endorsing.agree(one, nowhere, by=moussa, in_person=False, now=clock.now())
    assert (shown(award), list(endorsements_to_sign())) == ([], [one.id])
    assert endorsing.sign_due([one.id], KeyFolder.of(settings), {}, now=clock.now()) == Outcome((award.id,))
    assert endorsing.sign_due([one.id], KeyFolder.of(settings), {}, now=clock.now()) == Outcome()
    assert shown(award) == [endorsed.NAME]


def test_a_rotation_changes_nothing(everything: Cast, award: Award, settings: Settings) -> None:
    endorsed.shown(everything, award, settings)
    rotate_keys(award.achievement.issuer, KeyFolder.of(settings), now=clock.now())
    assert (shown(award), list(endorsements_to_sign())) == ([endorsed.NAME], [])


def test_a_key_stolen_later_lets_it_stand_and_be_signed_again(
    everything: Cast, award: Award, settings: Settings
) -> None:
    """The badge gets its next edition, and so does what is said of it; the former address is gone."""
    with clock.standing_at(clock.now() - timedelta(days=2)):
        former = endorsed.shown(everything, award, settings)
    _stolen(award, settings, timedelta(days=1))
    assert shown(award) == [endorsed.NAME]
    actions.sign_again([award.id], KeyFolder.of(settings), {}, now=clock.now())
    assert (shown(award), list(endorsements_to_sign())) == ([], [former.endorsement_id])
    endorsing.sign_due([former.endorsement_id], KeyFolder.of(settings), {}, now=clock.now())
    assert shown(award) == [endorsed.NAME]
    latest = endorsed.last_signed(award)
    assert (latest.number, latest.credential_uuid == former.credential_uuid) == (2, False)
    assert endorsements.find_shown_endorsement(former.credential_uuid) is None
    assert endorsements.find_shown_endorsement(latest.credential_uuid) is not None
    assert db.session.execute(select(func.count(EndorsementCredential.id))).scalar_one() == 2


def test_what_a_thief_could_have_signed_is_not_shown_nor_made_good(
    everything: Cast, award: Award, settings: Settings
) -> None:
    signed = endorsed.shown(everything, award, settings)
    _stolen(award, settings, timedelta(days=1))
    actions.sign_again([award.id], KeyFolder.of(settings), {}, now=clock.now())
    assert (shown(award), list(endorsements_to_sign())) == ([], [])
    assert endorsements.find_shown_endorsement(signed.credential_uuid) is None


def _stolen(award: Award, settings: Settings, ago: timedelta) -> None:
    issuer = award.achievement.issuer
    key = next(one for one in keys_of(issuer) if one.algorithm == "Ed25519")
    mark_compromised(key, KeyFolder.of(settings), since=clock.now() - ago, now=clock.now())


@pytest.mark.parametrize("name", ["Cаrole Petit", "Carole Pετit", "Jeanne Мarchal", "Оlena"])
def test_a_name_of_mixed_alphabets_is_refused_where_it_is_typed(everything: Cast, award: Award, name: str) -> None:
    said = replace(endorsed.GIVEN, name=name)
    with pytest.raises(DomainError, match=r"awards\.letters_mixed"):
        endorsed.given(everything, award, said)
    with pytest.raises(DomainError, match=r"awards\.letters_mixed"):
        endorsing.invite(award, endorsing.Asked(name), by=everything.accounts["samira"], now=clock.now())
    assert endorsed.given(everything, award).endorser_name == endorsed.NAME
