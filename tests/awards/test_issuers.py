"""Setting up who signs, the life of keys, and badges defined by files."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

import badges
from peerlearn.awards import achievements, issuers, published, signing
from peerlearn.awards.achievements import load_achievement, own_achievements
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Achievement, IssuerKey, IssuerProfile, StatusList
from peerlearn.awards.reading import read_criteria
from peerlearn.awards.rules import KeyState
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError, SettingsError
from peerlearn.core.settings import Settings
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.queries import programme
from tests.cast import Cast
from tests.factories import awards as made

OWN = own_achievements()["bases-du-smartphone.json"]


@pytest.fixture
def issuer(everything: Cast, settings: Settings) -> IssuerProfile:
    """The national team, which issues badges."""
    return made.issuer(everything, settings)


@pytest.fixture
def folder(settings: Settings) -> KeyFolder:
    """Where the private keys lie."""
    return KeyFolder.of(settings)


def refused(call: Callable[[], object]) -> DomainError:
    """The refusal of a step."""
    with pytest.raises(DomainError) as problem:
        call()
    return problem.value


def count(table: type) -> int:
    """How many rows there are."""
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def jwt_key(issuer: IssuerProfile) -> IssuerKey:
    """The key that signs JWT."""
    return next(key for key in issuers.keys_of(issuer) if key.algorithm == "ES256")


def states(issuer: IssuerProfile) -> list[KeyState]:
    """The states of the issuer's keys, the newest first."""
    return [key.state for key in issuers.keys_of(issuer)]


def test_setting_up_twice_changes_nothing(everything: Cast, settings: Settings, issuer: IssuerProfile) -> None:
    tables = (IssuerProfile, IssuerKey, StatusList, Achievement)
    before = [count(table) for table in tables]
    assert made.issuer(everything, settings).id == issuer.id
    assert [count(table) for table in tables] == before == [1, 3, 1, 2]


def test_the_first_issuer_is_the_site_and_the_next_one_a_path_of_it(
    everything: Cast, settings: Settings, issuer: IssuerProfile
) -> None:
    campus = db.session.execute(
        select(Organisation).where(Organisation.id == everything.organisations["campus"])
    ).scalar_one()
    partner = issuers.set_up_issuer(campus, settings, clock.now())
    assert issuer.did == "did:web:localhost"
    assert partner.did == f"did:web:localhost:ob:3:issuers:{partner.public_id}"
    documents = published.issuer_documents(partner.public_id)
    assert documents is not None
    assert documents["did"]["id"] == partner.did
    assert len(published.key_set()["keys"]) == 6
    assert {one.issuer_id for one in db.session.execute(select(Achievement)).scalars()} == {issuer.id, partner.id}


def test_an_issuer_needs_an_email_that_people_can_write_to(everything: Cast, settings: Settings) -> None:
    programme().contact = "03 20 00 00 00"
    assert refused(lambda: made.issuer(everything, settings)).code == "awards.issuer_needs_email"


def test_private_keys_are_files_that_only_their_owner_can_read(issuer: IssuerProfile, folder: KeyFolder) -> None:
    assert folder.folder.stat().st_mode & 0o777 == 0o700
    for file in folder.folder.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600
        assert b"ENCRYPTED PRIVATE KEY" in file.read_bytes()
    for key in issuers.keys_of(issuer):
        assert not {"d", "p", "q"} & set(key.public_jwk)
    assert "passphrase" not in repr(folder)


def test_a_key_in_use_is_not_followed_by_another_but_rotated(issuer: IssuerProfile, folder: KeyFolder) -> None:
    assert refused(lambda: issuers.new_keys(issuer, folder, now=clock.now())).code == "awards.key_in_use"
    issuers.rotate_keys(issuer, folder, now=clock.now(), also_ob2=True)
    assert states(issuer) == [KeyState.ACTIVE] * 3 + [KeyState.RETIRED] * 3
    shown = [key["kid"] for key in published.key_set()["keys"]]
    known = [key.kid for key in issuers.keys_of(issuer)]
    assert (set(shown[:3]), set(shown[3:])) == (set(known[:3]), set(known[3:]))


def test_a_rotation_leaves_one_key_of_2_0_in_the_profile(issuer: IssuerProfile, folder: KeyFolder) -> None:
    issuers.rotate_keys(issuer, folder, now=clock.now())
    assert sorted(states(issuer)) == [KeyState.ACTIVE] * 3 + [KeyState.RETIRED] * 2
    documents = published.issuer_documents(issuer.public_id)
    assert documents is not None
    assert len(documents["ob2"]["publicKey"]) == 1
    assert len(documents["did"]["assertionMethod"]) == 4


def test_a_retired_key_signs_no_more_and_leaves_room_for_a_new_one(issuer: IssuerProfile, folder: KeyFolder) -> None:
    key = jwt_key(issuer)
    issuers.retire_key(key, now=clock.now())
    assert refused(lambda: issuers.retire_key(key, now=clock.now())).code == "awards.key_not_active"
    assert refused(lambda: signing.signer_of(issuer, folder)).code == "awards.no_key"
    (made_now,) = issuers.new_keys(issuer, folder, now=clock.now())
    assert made_now.algorithm == key.algorithm == "ES256"
    assert sorted(states(issuer)) == [KeyState.ACTIVE] * 3 + [KeyState.RETIRED]


def test_a_stolen_key_is_replaced_at_once_and_the_earlier_moment_holds(
    issuer: IssuerProfile, folder: KeyFolder
) -> None:
    key, now = jwt_key(issuer), clock.now()
    later, earlier = now - timedelta(hours=1), now - timedelta(days=2)
    successor = issuers.mark_compromised(key, folder, since=later, now=now)
    assert successor is not None
    assert issuers.mark_compromised(key, folder, since=earlier, now=now) is None
    assert key.compromised_since == earlier
    issuers.mark_compromised(key, folder, since=later, now=now)
    assert key.compromised_since == earlier
    assert sorted(states(issuer)) == [KeyState.ACTIVE] * 3 + [KeyState.COMPROMISED]
    documents = published.issuer_documents(issuer.public_id)
    assert documents is not None
    assert successor.kid in documents["did"]["assertionMethod"]
    assert key.kid not in documents["did"]["assertionMethod"]
    assert len(documents["did"]["assertionMethod"]) == 2
    tomorrow = now + timedelta(days=1)
    problem = refused(lambda: issuers.mark_compromised(successor, folder, since=tomorrow, now=now))
    assert problem.code == "awards.since_in_future"


def test_a_theft_is_written_down_even_when_another_key_is_lost(issuer: IssuerProfile, folder: KeyFolder) -> None:
    stolen = jwt_key(issuer)
    other = next(key for key in issuers.keys_of(issuer) if key.algorithm == "Ed25519")
    (folder.folder / f"{other.kid.rpartition('#')[2]}.pem").unlink()

    issuers.mark_compromised(stolen, folder, since=clock.now(), now=clock.now())
    assert stolen.state is KeyState.COMPROMISED
    assert signing.stale_lists(), "its lists wait for a key"

    issuers.rotate_keys(issuer, folder, now=clock.now())
    assert signing.stale_lists() == []


@pytest.mark.parametrize("kept", [0, 40, 250])
def test_a_half_written_key_is_found_out_and_left_untouched(
    issuer: IssuerProfile, folder: KeyFolder, kept: int
) -> None:
    file = folder.folder / f"{jwt_key(issuer).kid.rpartition('#')[2]}.pem"
    folder.try_all()
    half = file.read_bytes()[:kept]
    file.write_bytes(half)
    with pytest.raises(SettingsError, match=file.name):
        folder.try_all()
    assert file.read_bytes() == half
    assert refused(lambda: signing.signer_of(issuer, folder)).code == "awards.no_key"


def test_a_key_under_another_name_is_found_out(issuer: IssuerProfile, folder: KeyFolder) -> None:
    one, other, _ = sorted(folder.folder.iterdir())
    one.unlink()
    other.rename(one)
    with pytest.raises(SettingsError, match="another key"):
        folder.try_all()


def test_no_keys_are_no_problem(folder: KeyFolder) -> None:
    folder.try_all()


def test_the_products_own_badges_are_sound(issuer: IssuerProfile) -> None:
    for badge in db.session.execute(select(Achievement)).scalars():
        read_criteria(badge.criteria)
        for language in ("fr", "en"):
            assert 3 <= len(badge.can_do[language]) <= 6
        assert badge.alignments["to"][0]["version"]
        assert "diplôme" in badge.description["fr"]
        documents = published.achievement_documents(badge.public_id)
        assert documents is not None
        assert documents["ob2"]["issuer"] == f"http://localhost/ob/2/issuers/{issuer.public_id}.json"
        picture = published.achievement_picture(badge.public_id)
        assert picture is not None
        assert len(picture) < 60_000
        assert badges.unbake(picture) == {}


def test_a_published_version_is_never_edited_in_place(issuer: IssuerProfile) -> None:
    same = json.dumps(json.loads(OWN), indent=7).encode()
    assert load_achievement(same, issuer, now=clock.now()).version == "2022.1"
    changed = json.loads(OWN)
    changed["criteria"]["all"][0]["workshops_attended"]["at_least"] = 1
    problem = refused(lambda: load_achievement(json.dumps(changed).encode(), issuer, now=clock.now()))
    assert problem.code == "awards.version_differs"


def _before_translations() -> dict[str, Any]:
    """As a former release of the product defined it: in French and English."""
    former: dict[str, Any] = json.loads(OWN)
    for wording in (former["name"], former["description"], former["can_do"], former["criteria"]["words"]):
        for language in ("ar", "uk", "es"):
            del wording[language]
    return former


def _badge() -> Achievement:
    return db.session.execute(select(Achievement).where(Achievement.code == "bases-du-smartphone")).scalar_one()


def test_a_published_version_gains_the_languages_it_lacks(issuer: IssuerProfile) -> None:
    badge, former = _badge(), _before_translations()
    for name in ("name", "description", "can_do", "criteria"):
        setattr(badge, name, former[name])
    before = published.achievement_documents(badge.public_id)
    for _ in range(2):
        achievements.bring(OWN)
        assert badge.name["uk"] == "Основи смартфона"
        assert len(badge.can_do["ar"]) == len(badge.can_do["fr"])
        assert badge.criteria == json.loads(OWN)["criteria"]
        assert published.achievement_documents(badge.public_id) == before, "signed and published is the French"


@pytest.mark.parametrize("other", ["a word", "a language taken away", "a language nobody reads", "a condition"])
def test_with_its_languages_nothing_else_comes_in(issuer: IssuerProfile, other: str) -> None:
    badge, brought = _badge(), json.loads(OWN)
    badge.name = _before_translations()["name"]
    held = dict(badge.name)
    {
        "a word": lambda: brought["description"].update(en="Another badge"),
        "a language taken away": lambda: brought["can_do"].pop("en"),
        "a language nobody reads": lambda: brought["name"].update(xx="Smartphone"),
        "a condition": brought["criteria"]["all"].pop,
    }[other]()
    problem = refused(lambda: achievements.bring(json.dumps(brought).encode()))
    assert (problem.code, badge.name) == ("awards.version_differs", held)


def test_what_people_published_under_the_same_number_stays_theirs(issuer: IssuerProfile) -> None:
    badge = _badge()
    badge.published_by_id, badge.name = 1, {"fr": "Le nôtre"}
    achievements.bring(OWN)
    assert badge.name == {"fr": "Le nôtre"}


def test_a_next_version_takes_the_place_of_the_former(issuer: IssuerProfile) -> None:
    changed = {**json.loads(OWN), "version": "2027.1"}
    following = load_achievement(json.dumps(changed).encode(), issuer, now=clock.now())
    former = db.session.execute(select(Achievement).where(Achievement.version == "2022.1")).scalars().all()
    assert following.superseded_at is None
    assert {one.code: one.superseded_at is None for one in former} == {
        "animateur-numerique-entre-pairs": True,
        "bases-du-smartphone": False,
    }


WRONG: dict[str, Callable[[dict[str, Any]], object]] = {
    "format achievement/1 is expected": lambda file: file.update(format="achievement/2"),
    "missing or not known: price": lambda file: file.update(price=3),
    "missing or not known: can_do": lambda file: file.pop("can_do"),
    "track pilot is not known": lambda file: file.update(track="pilot"),
    "name: a French wording is missing": lambda file: file.update(name={"en": "Smartphone"}),
    "can_do.fr: 3 to 6 sentences are expected": lambda file: file["can_do"].update(fr=["Une", "Deux"]),
    "can_do.fr: a sentence is empty": lambda file: file["can_do"].update(fr=["Une", " ", "Trois"]),
    "criteria.words: a French wording is missing": lambda file: file["criteria"].pop("words"),
    "artwork: template, title, accent, ink and paper are expected": lambda file: file["artwork"].pop("ink"),
    "alignments[0].url: an https address is expected": lambda file: file["alignments"][0].update(url="javascript:0"),
    "curriculum smartphone-bases 1789.1 is not loaded": lambda file: file["curriculum"].update(version="1789.1"),
}


@pytest.mark.parametrize(("problem", "spoil"), WRONG.items(), ids=WRONG)
def test_a_file_that_is_not_understood_is_refused_and_says_where(
    issuer: IssuerProfile, problem: str, spoil: Callable[[dict[str, Any]], object]
) -> None:
    file = json.loads(OWN)
    spoil(file)
    found = refused(lambda: load_achievement(json.dumps(file).encode(), issuer, now=clock.now()))
    assert (found.code, found.details["problem"]) == ("awards.file_wrong", problem)


def test_a_skill_that_the_curriculum_does_not_have_is_refused(issuer: IssuerProfile) -> None:
    file = json.loads(OWN)
    file["criteria"]["all"].append({"skills": {"required": ["F01"], "level": 2}})
    found = refused(lambda: load_achievement(json.dumps(file).encode(), issuer, now=clock.now()))
    assert found.details["problem"] == "criteria: F01 is not a skill of the curriculum"


@pytest.mark.parametrize(
    "hostile",
    [b"", b"{", b'{"format":"achievement/1","format":"achievement/1"}', b"[" * 5000, b'{"a":"' + b"x" * 200_001],
)
def test_a_hostile_file_is_refused(issuer: IssuerProfile, hostile: bytes) -> None:
    assert refused(lambda: load_achievement(hostile, issuer, now=clock.now())).code == "awards.file_wrong"


def test_colours_that_cannot_be_read_are_refused(issuer: IssuerProfile) -> None:
    file = {**json.loads(OWN), "version": "2027.1"}
    file["artwork"]["accent"] = "#ffee00"
    problem = refused(lambda: load_achievement(json.dumps(file).encode(), issuer, now=clock.now()))
    assert problem.details["problem"].startswith("artwork: ")
