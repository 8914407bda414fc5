"""The pages of the room ask the database as often for two people as for eight."""

import pytest
from flask import Flask

from tests.counting import statements
from tests.stage import ClientOf
from tests.web.attendance.conftest import Stage

FEW = ("awa", "ibrahim")
MANY = (*FEW, "rosa", "dragan", "serge", "lucie", "mamadou", "karim")


@pytest.mark.parametrize("name", ["moussa", "samira"])
def test_the_count_does_not_grow_with_the_people(app: Flask, client_of: ClientOf, stage: Stage, name: str) -> None:
    counts: dict[str, list[int]] = {}
    client = client_of(name)
    for people in (FEW, MANY):
        staged = stage(seated=people)
        for one in people:
            client.post(staged.presence(one), data={"state": "present"})
            client.post(staged.skill(1, one), data={"level": "2"})
        for page in ("presence", "skills/1", "facilitator-skills/1"):
            with statements(app) as said:
                assert client.get(f"/workshops/{staged.public_id}/{page}").status_code == 200
            counts.setdefault(page, []).append(len(said))
    assert {page: seen for page, seen in counts.items() if seen[0] != seen[1]} == {}
    assert max(max(seen) for seen in counts.values()) <= 16
