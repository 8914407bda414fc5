"""Curricula come from files: read strictly, kept by version, never edited in place."""

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Permission
from peerlearn.tracks import curricula, queries
from peerlearn.tracks.models import Curriculum, Module, Outcome, Skill
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.models import Workshop
from tests.cast import Cast
from tests.factories.attendance import stage_workshop

LEARNER: dict[str, Any] = json.loads(curricula.own_curricula()["learner.json"])
NOW = datetime(2026, 9, 1, tzinfo=UTC)
Change = Callable[[dict[str, Any]], object]


def _file(change: Change = lambda _: None, version: str = "2027.1") -> bytes:
    document = copy.deepcopy(LEARNER)
    document["version"] = version
    change(document)
    return json.dumps(document).encode()


def _load(content: bytes) -> Curriculum:
    return curricula.load(content, now=NOW)


def _counts() -> list[int]:
    tables = (Curriculum, Module, Skill)
    return [db.session.execute(select(func.count(table.id))).scalar_one() for table in tables]


def test_the_own_curricula_are_in_force_one_for_each_track(everything: Cast) -> None:
    found = queries.curricula()
    assert [one.track for one in found] == list(TrackCode)
    modules = queries.modules_of_each(found)
    assert all(modules[one.id] for one in found)
    assert all(queries.skills_of(module) for module in modules[found[-1].id])


def test_loading_the_same_file_twice_changes_nothing(everything: Cast) -> None:
    before = _counts()
    for content in curricula.own_curricula().values():
        assert _load(content).loaded_at != NOW
    assert _counts() == before
    assert all(one.superseded_at is None for one in queries.curricula())


def test_the_order_of_members_and_spaces_change_nothing(everything: Cast) -> None:
    first = _load(_file())
    shuffled = json.dumps(dict(reversed(list(json.loads(_file()).items()))), indent=4).encode()
    assert _load(shuffled) is first


def test_a_published_version_is_never_edited_in_place(everything: Cast) -> None:
    def reword(document: dict[str, Any]) -> None:
        document["modules"][0]["skills"][0]["label"]["fr"] = "Je fais autre chose"

    with pytest.raises(DomainError) as refused:
        _load(_file(reword, version="2022.1"))
    assert refused.value.code == "tracks.version_differs"
    assert refused.value.details == {"version": "2022.1"}


def test_the_steps_alone_are_brought_up_to_date_where_the_version_is(everything: Cast) -> None:
    """Nothing that was written down hangs on them."""

    def plan_anew(document: dict[str, Any]) -> None:
        document["modules"][0]["steps"] = [{"minutes": 90, "what": {"fr": "Tout d’un coup"}}]
        del document["modules"][1]["steps"]

    before = queries.curriculum("smartphone-bases", "2022.1")
    was = (before.content_sha256, before.loaded_at)
    assert _load(_file(plan_anew, version="2022.1")) is before
    first, second = queries.modules_of(before)[:2]
    assert first.details["steps"] == [{"minutes": 90, "what": {"fr": "Tout d’un coup"}}]
    assert second.details["steps"], "a file from before there were steps takes none away"
    assert (before.content_sha256, before.loaded_at) == was


def test_an_installation_gets_what_it_lacks_and_keeps_the_version_it_chose(everything: Cast) -> None:
    chosen = _load(_file())
    own = curricula.own_curricula()["learner.json"]
    old = queries.curriculum("smartphone-bases", "2022.1")
    for module in queries.modules_of(old):
        module.details = {name: said for name, said in module.details.items() if name != "steps"}
    curricula.bring(own, now=NOW)
    assert all(module.details["steps"] for module in queries.modules_of(old))
    curricula.bring(_file(version="2028.1"), now=NOW)
    assert queries.curriculum_of(TrackCode.LEARNER) is chosen


def test_the_plan_of_each_module_fills_its_time_in_both_languages() -> None:
    for content in curricula.own_curricula().values():
        for module in json.loads(content)["modules"]:
            if not module.get("practice"):  # drawn from workshops about other modules
                assert sum(step["minutes"] for step in module["steps"]) == module["duration_minutes"], module["code"]
                assert all(step["what"]["fr"] and step["what"]["en"] for step in module["steps"])


def test_what_was_done_with_the_first_version_stays_readable_after_the_second(everything: Cast) -> None:
    done = db.session.get_one(Workshop, stage_workshop(everything, module="M02").id)
    old = queries.curriculum("smartphone-bases", "2022.1")

    def reword(document: dict[str, Any]) -> None:
        document["modules"][1]["title"]["fr"] = "Téléphoner"
        document["frameworks"]["digcomp"]["version"] = "3.0"

    new = _load(_file(reword))
    assert old.superseded_at == NOW
    assert queries.curriculum_of(TrackCode.LEARNER) is new
    assert [one.version for one in queries.versions_of("smartphone-bases")] == ["2027.1", "2022.1"]
    assert done.module.curriculum is old
    assert done.module.title["fr"] != "Téléphoner"
    versions = {
        one.curriculum_id: one.alignments["to"][0]["version"]
        for one in db.session.execute(select(Skill).where(Skill.code == "M02-S1").order_by(Skill.id)).scalars()
    }
    assert versions == {old.id: "2.2", new.id: "3.0"}
    assert {module.curriculum_id for module in queries.modules_in_force()}.isdisjoint({old.id})


WRONG: dict[str, bytes] = {
    "not JSON": b"{",
    "not an object": b"[]",
    "nothing": b"",
    "too deep": b"[" * 100_000,
    "too large": b" " * 2_000_001,
    "not UTF-8": b'{"format": "\xff"}',
    "another format": _file(lambda d: d.update(format="curriculum/2")),
    "an unknown track": _file(lambda d: d.update(track="manager")),
    "no code": _file(lambda d: d.pop("code")),
    "no version": _file(lambda d: d.update(version="")),
    "no modules": _file(lambda d: d.update(modules=[])),
    "modules that are none": _file(lambda d: d.update(modules=["M01"])),
    "no French": _file(lambda d: d["modules"][0]["title"].pop("fr")),
    "a skill without a French wording": _file(lambda d: d["modules"][0]["skills"][0]["observable"].update(fr="")),
    "a duration in words": _file(lambda d: d["modules"][0].update(duration_minutes="2 h")),
    "steps that take longer than the module": _file(lambda d: d["modules"][0]["steps"][0].update(minutes=600)),
    "a step without a French wording": _file(lambda d: d["modules"][0]["steps"][0]["what"].pop("fr")),
    "no duration": _file(lambda d: d["modules"][0].pop("duration_minutes")),
    "two modules of one code": _file(lambda d: d["modules"][1].update(code="M01")),
    "two skills of one code": _file(lambda d: d["modules"][0]["skills"][1].update(code="M01-S1")),
    "no French title": _file(lambda d: d["title"].pop("fr")),
    "a wording that is a number": _file(lambda d: d["title"].update(en=7)),
    "a duration below nothing": _file(lambda d: d["modules"][0].update(duration_minutes=-1)),
    "a duration that is yes": _file(lambda d: d["modules"][0].update(duration_minutes=True)),
    "a code that no address can hold": _file(lambda d: d["modules"][0].update(code="M/01")),
    "a code that is a number": _file(lambda d: d.update(code=7)),
    "a version that is far too long": _file(version="a" * 30),
    "an alignment of another kind": _file(lambda d: d["modules"][0]["skills"][0].update(alignments=["digcomp"])),
    "an alignment to nothing": _file(lambda d: d["modules"][0]["skills"][0].update(alignments=[{}])),
    "frameworks of another kind": _file(lambda d: d.update(frameworks=["digcomp"])),
    "an unknown prerequisite": _file(lambda d: d["modules"][0].update(prerequisites=["M99"])),
    "an unknown framework": _file(
        lambda d: d["modules"][0]["skills"][0].update(alignments=[{"framework": "pix", "competence": "1.1"}])
    ),
    "an unknown competence": _file(
        lambda d: d["modules"][0]["skills"][0].update(alignments=[{"framework": "digcomp", "competence": "9.9"}])
    ),
}


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
def test_a_file_that_is_not_right_is_refused_whole(everything: Cast, content: bytes) -> None:
    before = _counts()
    with pytest.raises(DomainError) as refused:
        _load(content)
    assert refused.value.code == "tracks.file_wrong"
    assert refused.value.details["problem"]
    db.session.rollback()
    assert _counts() == before


def test_the_three_curricula_are_walked_by_their_prerequisites(everything: Cast) -> None:
    learner = queries.curriculum_of(TrackCode.LEARNER)
    tenth = queries.module_of(learner, "M10")
    assert [module.code for module in queries.prerequisites_of(tenth)] == ["M04", "M06", "M07"]
    assert queries.prerequisites_of(queries.module_of(learner, "M01")) == []


def test_what_is_seen_over_a_whole_track_belongs_to_no_module(everything: Cast) -> None:
    facilitator = queries.curriculum_of(TrackCode.FACILITATOR)
    whole = queries.skills_of_no_module(facilitator)
    assert [skill.code for skill in whole] == [skill.code for skill in queries.facilitator_skills()]
    assert queries.skill_counts(facilitator)[None] == len(whole) > 0
    assert list(queries.skills_of_curriculum(facilitator))[-len(whole) :] == list(whole)


def test_what_a_person_gained_opens_to_them_alone(everything: Cast) -> None:
    awa = everything.people["awa"]
    gained = Outcome(
        person_id=awa,
        organisation_id=everything.organisations["tilleuls"],
        permission=Permission.RUN_WORKSHOPS,
        because="facilitator",
        gained_at=clock.now(),
    )
    db.session.add(gained)
    assert queries.permissions_gained(awa) == {Permission.RUN_WORKSHOPS}
    assert queries.permissions_gained(everything.people["moussa"]) == frozenset()
