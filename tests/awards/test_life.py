"""The life of an award, step by step, and each refusal."""

from peerlearn.awards import actions
from peerlearn.awards.rules import AwardState
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories import awards as made


def test_smoke(everything: Cast, settings: Settings) -> None:
    made.issuer(everything, settings)
    made.earn_leading(everything)
    award = made.award_at(everything, settings, AwardState.ISSUED)
    print(award.facts)
    assert award.state is AwardState.ISSUED
