"""The life of an award, step by step, and each refusal."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from peerlearn.awards import actions, queries
from peerlearn.awards.actions import Acceptance
from peerlearn.awards.issuing import issue_due
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, Credential, Edition
from peerlearn.awards.rules import AwardState, Form, NameShown, RevocationReason
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories import awards as made

NOW = datetime(2026, 3, 17, 9, 30, 12, 500_000, tzinfo=UTC)
IN_PERSON = Acceptance(NameShown.FULL, in_person=True)
ALONE = Acceptance(NameShown.FULL, in_person=False)


@pytest.fixture
def cast(everything: Cast, settings: Settings) -> Cast:
    """Everyone, the issuer, and an application context that sees all."""
    made.issuer(everything, settings)
    return everything


@pytest.fixture
def folder(settings: Settings) -> KeyFolder:
    """Where the private keys lie."""
    return KeyFolder.of(settings)


def refusal(call: object) -> str:
    """The code with which a step is refused."""
    with pytest.raises(DomainError) as refused:
        call()  # type: ignore[operator]
    return refused.value.code


def state(award: Award) -> AwardState:
    """Where it stands."""
    return award.state


def signed() -> int:
    """How many signed forms there are at all."""
    return db.session.execute(select(func.count()).select_from(Credential)).scalar_one()


def test_a_badge_that_was_earned_needs_no_reason(cast: Cast) -> None:
    made.earn_leading(cast)
    moussa, badge = made.person(cast, "moussa"), made.achievement()
    award = actions.propose(moussa, badge, by=cast.accounts["samira"], reason="Très à l’aise", now=clock.now())
    assert state(award) is AwardState.PROPOSED
    assert award.reason == ""
    assert award.facts["met"] is True
    assert (award.facts["workshops_led"], award.facts["distinct_learners"]) == (3, 8)


def test_a_badge_that_was_not_earned_needs_a_reason(cast: Cast) -> None:
    moussa, badge, samira = made.person(cast, "moussa"), made.achievement(), cast.accounts["samira"]
    assert refusal(lambda: actions.propose(moussa, badge, by=samira, reason="  ", now=NOW)) == "awards.reason_needed"
    award = actions.propose(moussa, badge, by=samira, reason=" Feuilles perdues ", now=NOW)
    assert award.reason == "Feuilles perdues"
    assert award.facts["met"] is False


def test_nobody_proposes_their_own_badge(cast: Cast) -> None:
    moussa, badge = made.person(cast, "moussa"), made.achievement()
    own = cast.accounts["moussa"]
    assert refusal(lambda: actions.propose(moussa, badge, by=own, reason="Je le mérite", now=NOW)) == "awards.own_award"


@pytest.mark.parametrize("state", [AwardState.PROPOSED, AwardState.OFFERED, AwardState.ACCEPTED, AwardState.ISSUED])
def test_a_badge_on_its_way_is_not_proposed_a_second_time(cast: Cast, settings: Settings, state: AwardState) -> None:
    made.award_at(cast, settings, state)
    again = refusal(lambda: made.award_at(cast, settings, AwardState.PROPOSED))
    assert again == "awards.already_there"


@pytest.mark.parametrize("state", [AwardState.DECLINED, AwardState.REVOKED])
def test_a_badge_that_was_declined_or_withdrawn_can_be_proposed_anew(
    cast: Cast, settings: Settings, state: AwardState
) -> None:
    made.award_at(cast, settings, state)
    assert made.award_at(cast, settings, AwardState.PROPOSED).state is AwardState.PROPOSED


def test_the_proposer_does_not_approve(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.PROPOSED)
    assert refusal(lambda: actions.approve(award, by=cast.accounts["samira"], now=NOW)) == "awards.same_person"
    assert state(award) is AwardState.PROPOSED
    actions.approve(award, by=cast.accounts["carole"], now=NOW)
    assert (award.state, award.approved_by_id, award.offered_at) == (AwardState.OFFERED, cast.accounts["carole"], NOW)


def test_nobody_approves_a_badge_for_themselves(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.PROPOSED)
    assert refusal(lambda: actions.approve(award, by=cast.accounts["moussa"], now=NOW)) == "awards.own_award"


def test_what_was_earned_is_looked_at_again_when_it_is_approved(cast: Cast) -> None:
    made.earn_leading(cast)
    moussa, badge = made.person(cast, "moussa"), made.achievement()
    award = actions.propose(moussa, badge, by=cast.accounts["samira"], reason="", now=clock.now())
    made.past_workshop(cast, days_ago=3, seated=("karim", "malika"))
    actions.approve(award, by=cast.accounts["carole"], now=clock.now())
    assert (award.facts["workshops_led"], award.facts["distinct_learners"]) == (4, 10)


def test_a_rule_that_is_no_longer_met_is_not_approved(cast: Cast) -> None:
    made.earn_leading(cast)
    moussa, badge = made.person(cast, "moussa"), made.achievement()
    award = actions.propose(moussa, badge, by=cast.accounts["samira"], reason="", now=clock.now())
    long_ago = clock.now() - timedelta(days=25)
    assert refusal(lambda: actions.approve(award, by=cast.accounts["carole"], now=long_ago)) == "awards.no_longer_met"


@pytest.mark.parametrize("state", [AwardState.PROPOSED, AwardState.OFFERED])
def test_a_refusal_says_why_and_closes_the_proposal(cast: Cast, settings: Settings, state: AwardState) -> None:
    award = made.award_at(cast, settings, state)
    carole = cast.accounts["carole"]
    assert refusal(lambda: actions.refuse(award, reason=" ", by=carole)) == "awards.refusal_needs_reason"
    actions.refuse(award, reason="Encore un atelier", by=carole)
    assert (award.state, award.refusal) == (AwardState.REFUSED, "Encore un atelier")
    assert made.award_at(cast, settings, AwardState.PROPOSED).id != award.id


def test_nothing_is_signed_before_the_holder_accepted(cast: Cast, settings: Settings, folder: KeyFolder) -> None:
    for state in (AwardState.PROPOSED, AwardState.OFFERED):
        award = made.award_at(cast, settings, state)
        assert refusal(lambda: actions.sign(award, folder, now=NOW)) == "awards.not_now"  # noqa: B023
        actions.refuse(award, reason="Pour voir", by=cast.accounts["carole"])
    assert signed() == 0


def test_the_holder_accepts_with_their_own_account(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.OFFERED)
    actions.accept(award, ALONE, by=cast.accounts["moussa"], now=NOW)
    assert (award.state, award.accepted_by_id, award.accepted_at) == (
        AwardState.ACCEPTED,
        cast.accounts["moussa"],
        NOW,
    )
    assert award.awarded_on is not None
    assert award.awarded_on.isoformat() == "2026-03-17"


@pytest.mark.parametrize("name", ["awa", "samira", "carole", "etienne"])
def test_nobody_else_accepts_without_the_holder(cast: Cast, settings: Settings, name: str) -> None:
    award = made.award_at(cast, settings, AwardState.OFFERED)
    by = cast.accounts[name]
    assert refusal(lambda: actions.accept(award, ALONE, by=by, now=NOW)) == "awards.not_holder"
    assert refusal(lambda: actions.decline(award, by=by, in_person=False, now=NOW)) == "awards.not_holder"
    assert state(award) is AwardState.OFFERED


def test_staff_note_an_acceptance_given_in_person(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.OFFERED, name="ibrahim")
    actions.accept(award, IN_PERSON, by=cast.accounts["samira"], now=clock.now())
    assert award.accepted_by_id == cast.accounts["samira"]
    assert queries.history_of(award)[-1].details["in_person"] is True


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        (NameShown.FULL, "Moussa Traoré"),
        (NameShown.FIRST_NAME, "Moussa"),
        (NameShown.INITIALS, "M. T."),
        (NameShown.NONE, ""),
    ],
)
def test_the_name_that_was_chosen_is_the_name_that_is_signed(
    cast: Cast, settings: Settings, choice: NameShown, shown: str
) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED, name_shown=choice)
    assert award.shown_as == shown
    for credential in db.session.execute(select(Credential)).scalars():
        assert ("Traoré" in credential.body.decode(errors="replace")) is False or choice is NameShown.FULL


def test_a_badge_is_accepted_once(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.ACCEPTED)
    again = Acceptance(NameShown.NONE, in_person=True)
    assert refusal(lambda: actions.accept(award, again, by=cast.accounts["samira"], now=NOW)) == "awards.not_now"
    assert award.name_shown is NameShown.FULL


def test_a_badge_is_signed_once(cast: Cast, settings: Settings, folder: KeyFolder) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED)
    assert refusal(lambda: actions.sign(award, folder, now=NOW)) == "awards.not_now"
    editions = db.session.execute(select(Edition).where(Edition.award_id == award.id)).scalars().all()
    assert [edition.number for edition in editions] == [1]
    assert signed() == len(Form)


def test_what_is_declined_leaves_nothing_to_sign(cast: Cast, settings: Settings, folder: KeyFolder) -> None:
    award = made.award_at(cast, settings, AwardState.DECLINED)
    assert refusal(lambda: actions.sign(award, folder, now=NOW)) == "awards.not_now"
    assert refusal(lambda: actions.accept(award, IN_PERSON, by=cast.accounts["samira"], now=NOW)) == "awards.not_now"
    assert signed() == 0


def test_an_acceptance_stands_while_no_key_is_ready(cast: Cast, settings: Settings, folder: KeyFolder) -> None:
    for file in folder.folder.iterdir():
        file.chmod(0o644)
    award = made.award_at(cast, settings, AwardState.OFFERED)
    actions.accept_and_sign(award, IN_PERSON, folder, by=cast.accounts["samira"], now=NOW)
    assert state(award) is AwardState.ACCEPTED
    assert list(queries.due_awards()) == [award.id]
    for file in folder.folder.iterdir():
        file.chmod(0o600)
    assert issue_due([award.id], folder, {}, now=NOW).done == (award.id,)
    assert issue_due([award.id], folder, {}, now=NOW).done == ()
    assert state(award) is AwardState.ISSUED


def test_a_suspended_badge_counts_again_when_it_is_restored(cast: Cast, settings: Settings) -> None:
    award, carole = made.award_at(cast, settings, AwardState.ISSUED), cast.accounts["carole"]
    assert refusal(lambda: actions.restore(award, by=carole)) == "awards.not_now"
    actions.suspend(award, reason="Une question", by=carole)
    assert state(award) is AwardState.SUSPENDED
    assert refusal(lambda: actions.suspend(award, reason="Une question", by=carole)) == "awards.not_now"
    actions.restore(award, by=carole)
    assert state(award) is AwardState.ISSUED


def test_a_withdrawal_has_a_reason_and_is_final(cast: Cast, settings: Settings, folder: KeyFolder) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED)
    reason, carole = RevocationReason.HOLDER_ASKED, cast.accounts["carole"]
    actions.revoke(award, folder, reason=reason, by=carole, now=NOW)
    assert (award.state, award.revoked_at, award.revocation_reason) == (AwardState.REVOKED, NOW, reason)
    assert refusal(lambda: actions.revoke(award, folder, reason=reason, by=carole, now=NOW)) == "awards.not_now"
    assert refusal(lambda: actions.restore(award, by=carole)) == "awards.not_now"


@pytest.mark.parametrize("state", [AwardState.PROPOSED, AwardState.OFFERED, AwardState.DECLINED])
def test_only_what_was_accepted_can_be_withdrawn(
    cast: Cast, settings: Settings, folder: KeyFolder, state: AwardState
) -> None:
    award = made.award_at(cast, settings, state)
    reason, carole = RevocationReason.MISTAKE, cast.accounts["carole"]
    assert refusal(lambda: actions.revoke(award, folder, reason=reason, by=carole, now=NOW)) == "awards.not_now"


def test_the_trail_tells_the_whole_story(cast: Cast, settings: Settings, folder: KeyFolder) -> None:
    award = made.award_at(cast, settings, AwardState.REVOKED, now=NOW)
    acts = queries.history_of(award)
    assert [(act.action, act.by) for act in acts] == [
        ("award.proposed", "Samira Haddad"),
        ("award.approved", "Carole Petit"),
        ("award.accepted", "Samira Haddad"),
        ("award.issued", "Samira Haddad"),
        ("award.revoked", "Carole Petit"),
    ]
    assert not [act for act in acts if "Moussa" in str(act.details)]


def test_the_database_itself_refuses_an_approval_by_the_proposer(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.PROPOSED)
    award.approved_by_id = award.proposed_by_id
    with pytest.raises(Exception, match="approved_by_another"):
        db.session.flush()
    db.session.rollback()
    assert db.session.execute(select(func.count()).select_from(Award)).scalar_one() == 0


def test_only_the_proposer_takes_a_proposal_back_and_it_can_be_proposed_anew(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.PROPOSED)
    assert refusal(lambda: actions.take_back(award, by=cast.accounts["carole"])) == "awards.not_proposer"
    actions.take_back(award, by=cast.accounts["samira"])
    assert state(award) is AwardState.TAKEN_BACK
    assert made.award_at(cast, settings, AwardState.PROPOSED).id != award.id


def test_who_said_no_may_think_again_for_three_months(cast: Cast, settings: Settings) -> None:
    award, own = made.award_at(cast, settings, AwardState.DECLINED), cast.accounts["moussa"]
    late, samira = clock.now() + timedelta(days=91), cast.accounts["samira"]
    again = refusal(lambda: actions.offer_again(award, by=own, in_person=False, now=late))
    assert again == "awards.too_late_to_think_again"
    nobody = refusal(lambda: actions.offer_again(award, by=samira, in_person=False, now=clock.now()))
    assert nobody == "awards.not_holder"
    actions.offer_again(award, by=own, in_person=False, now=clock.now())
    assert (state(award), award.declined_at) == (AwardState.OFFERED, None)


def test_what_was_proposed_anew_meanwhile_is_not_offered_twice(cast: Cast, settings: Settings) -> None:
    award = made.award_at(cast, settings, AwardState.DECLINED)
    made.award_at(cast, settings, AwardState.PROPOSED)
    by = cast.accounts["moussa"]
    again = refusal(lambda: actions.offer_again(award, by=by, in_person=False, now=clock.now()))
    assert again == "awards.already_there"


def test_a_suspension_says_why_inside(cast: Cast, settings: Settings) -> None:
    award, carole = made.award_at(cast, settings, AwardState.ISSUED), cast.accounts["carole"]
    assert refusal(lambda: actions.suspend(award, reason=" ", by=carole)) == "awards.suspension_needs_reason"
    actions.suspend(award, reason="Une feuille manque", by=carole)
    assert (state(award), award.suspended_because) == (AwardState.SUSPENDED, "Une feuille manque")


def test_only_the_holder_withdraws_their_own_badge(cast: Cast, settings: Settings, folder: KeyFolder) -> None:
    award = made.award_at(cast, settings, AwardState.ISSUED)
    by = cast.accounts["samira"]
    assert refusal(lambda: actions.withdraw_own(award, folder, by=by, now=NOW)) == "awards.not_holder"
    actions.withdraw_own(award, folder, by=cast.accounts["moussa"], now=NOW)
    assert (state(award), award.revocation_reason) == (AwardState.REVOKED, RevocationReason.HOLDER_ASKED)
