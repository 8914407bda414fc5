"""The part of the story that is about badges: one of each thing, for the addresses that name them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from peerlearn.awards import drafting, issuers
from peerlearn.awards.achievements import load_achievement, own_achievements
from peerlearn.awards.queries import achievements_in_force
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock
from peerlearn.core.settings import Settings
from peerlearn.tracks.rules import TrackCode
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories import endorsements as endorsed


@dataclass
class Examples:
    """As in the story: examples of what addresses name, of what they ask, and of what is sent."""

    values: dict[str, object] = field(default_factory=dict)
    queries: dict[str, Mapping[str, str]] = field(default_factory=dict)
    forms: dict[str, Mapping[str, str]] = field(default_factory=dict)


def told(cast: Cast, settings: Settings) -> Examples:
    """One badge and all that hangs on it; a badge of a house of its own, and one that it writes."""
    story = Examples()
    issuer = made.issuer(cast, settings)
    award = made.award_at(cast, settings, AwardState.ISSUED)
    achievement = achievements_in_force()[0]
    story.values |= {
        "badges/public_id": award.public_id,
        "my-badges/public_id": award.public_id,
        "b/code": award.public_code,
        "runs/public_id": made.done_run(cast, award).public_id,
        "achievement_id": achievement.public_id,
        "issuer_id": issuer.public_id,
        "credential": award.uuid,
        "name": "none",
        "endorse/token": endorsed.invited(cast, award),
        "endorsements/endorsement_id": endorsed.given(cast, award).public_id,
        "endorsement": endorsed.shown(cast, award, settings).credential_uuid,
    }
    story.forms |= {
        "awards.answer_in_person": {"answer": "take-back"},
        "awards.answer_own": {"answer": "take-back"},
    }
    key = issuers.keys_of(issuer)[0].kid.rpartition("#")[2]
    story.queries |= {f"awards.{one}": {"issuer": issuer.public_id} for one in ("make_keys", "rotate_keys")}
    story.queries |= {f"awards.{one}": {"key": key} for one in ("retire_key", "stolen_key")}
    story.queries["awards.propose_one"] = {"person": cast.person_ids["awa"]}
    story.values |= _tell_of_drafts(cast, settings)
    aligned = {"framework": "crcn", "competence": "5.2", "name": "Un outil", "url": "https://example.org/crcn"}
    story.forms["awards.draft_alignments"] = aligned
    return story


def _tell_of_drafts(cast: Cast, settings: Settings) -> dict[str, object]:
    """Les Tilleuls issue a badge of their own, and write another."""
    now = clock.now()
    house = made.issuer_without_keys(cast, settings, "tilleuls")
    published = load_achievement(own_achievements()["bases-du-smartphone.json"], house, now=now)
    draft = drafting.begin(house, TrackCode.LEARNER, "Nos tablettes", by=cast.accounts["carole"], now=now)
    return {"achievements/public_id": published.public_id, "draft_id": draft.public_id}
