"""The drill: three generations of keys, thirty badges, and what each is worth, to us and to strangers.

A is retired: what it signed stays good for everybody. B was stolen: what was registered since then is good for nobody;
what was registered before stays good for us, and for strangers once it is signed again. C is in use.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

import badges
from badges.errors import Gone, Unreachable
from peerlearn.awards import queries, register
from peerlearn.awards.models import Edition
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories.drill import ENDINGS, Drill, play
from tests.web.public.handing_in import hand_in, heading

TABLE = """
 # | keys     | fate      | held       | to us                      | to strangers
 1 | A        | kept      | ob3_jwt    | valid                      | valid
 2 | A        | kept      | ob3_di     | valid                      | valid
 3 | A        | kept      | ob2_signed | valid                      | valid
 4 | A        | kept      | ob2_hosted | valid                      | valid
 5 | A        | withdrawn | ob3_jwt    | not_valid: revoked         | not_valid: revoked
 6 | A        | withdrawn | ob3_di     | not_valid: revoked         | not_valid: revoked
 7 | A        | withdrawn | ob2_signed | not_valid: revoked         | not_valid: revoked
 8 | A        | withdrawn | ob2_hosted | not_valid: revoked         | not_valid: revoked
 9 | A        | suspended | ob3_jwt    | not_valid: suspended       | valid
10 | A        | suspended | ob2_hosted | not_valid: suspended       | could_not_be_checked: unreachable
11 | B before | kept      | ob3_jwt    | valid                      | not_valid: issuer_not_proven
12 | B before | kept      | ob3_di     | valid                      | not_valid: issuer_not_proven
13 | B before | kept      | ob2_signed | valid                      | not_valid: issuer_not_proven
14 | B before | kept      | ob2_hosted | valid                      | valid
15 | B before | replaced  | ob3_jwt    | not_valid: revoked         | not_valid: issuer_not_proven
16 | B before | replaced  | ob3_di     | not_valid: revoked         | not_valid: issuer_not_proven
17 | B before | replaced  | ob2_signed | not_valid: revoked         | not_valid: issuer_not_proven
18 | B before | replaced  | ob2_hosted | not_valid: revoked         | not_valid: revoked
19 | B before | renewed   | ob3_jwt    | valid                      | valid
20 | B before | renewed   | ob3_di     | valid                      | valid
21 | B before | renewed   | ob2_signed | valid                      | valid
22 | B before | renewed   | ob2_hosted | valid                      | valid
23 | B since  | kept      | ob3_jwt    | not_valid: key_compromised | not_valid: issuer_not_proven
24 | B since  | kept      | ob3_di     | not_valid: key_compromised | not_valid: issuer_not_proven
25 | B since  | kept      | ob2_signed | not_valid: key_compromised | not_valid: issuer_not_proven
26 | B since  | kept      | ob2_hosted | not_valid: key_compromised | not_valid: revoked
27 | C        | kept      | ob3_jwt    | valid                      | valid
28 | C        | kept      | ob3_di     | valid                      | valid
29 | C        | withdrawn | ob2_signed | not_valid: revoked         | not_valid: revoked
30 | C        | suspended | ob2_hosted | not_valid: suspended       | could_not_be_checked: unreachable
"""
HEADINGS = {
    "valid": "Ce badge est authentique",
    "not_valid: revoked": "Ce badge n’est plus valable",
    "not_valid: suspended": "Ce badge est suspendu pour le moment",
    "not_valid: key_compromised": "Ce badge n’est pas valable",
}
REPLACED = "Un badge plus récent remplace celui-ci"
NOBODYS = badges.StoredTrust(issuer_ids=(), keys=(), registered=())


@pytest.fixture
def drill(app: Flask, settings: Settings, cast: Cast) -> Drill:
    """The installation after the drill."""
    rows = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()[1:]]
    return play(app, settings, cast, [(int(row[0]), row[1], row[2], row[3]) for row in rows], also_ob2=True)


def told(report: badges.Report) -> str:
    """The verdict and the first reason of doubt."""
    return ": ".join((report.verdict, *report.reasons[:1]))


def by_us(drill: Drill, content: bytes) -> str:
    """What the program says, with its own keys and register; nothing is fetched."""
    with drill.app.app_context():
        scope.enter(db.session(), Scope.everything("a badge is checked"))
        found = told(badges.verify(content, resolve=None, trust=register.trust(), now=clock.now()))
        scope.leave(db.session())
    return found


def by_strangers(drill: Drill, content: bytes) -> str:
    """What another program says that knows nothing of us but what our addresses serve."""
    resolve = site(drill.app)
    return told(badges.verify(content, resolve=resolve, trust=NOBODYS, now=datetime.now(UTC)))


def site(app: Flask) -> Callable[[str], bytes]:
    """Our addresses, as strangers reach them."""

    def fetch(url: str, /) -> bytes:
        answer = app.test_client().get(url.removeprefix("http://localhost"), headers={"Accept": "*/*"})
        if answer.status_code == 410:
            raise Gone("410", body=bytes(answer.data))
        if answer.status_code != 200:
            raise Unreachable(f"{answer.status_code}")
        return bytes(answer.data)

    return fetch


def published_keys(drill: Drill) -> dict[str, set[str]]:
    """Where strangers look for keys → the short names of those they find there."""
    fetch = site(drill.app)
    did = json.loads(fetch("/.well-known/did.json"))
    key_set = json.loads(fetch("/.well-known/jwks.json"))
    hosted = next(one for one in drill.held if (one.form, one.fate) == ("ob2_hosted", "kept"))
    badge_class = json.loads(fetch(json.loads(hosted.content)["badge"]))
    profile = json.loads(fetch(badge_class["issuer"]))
    return {
        "assertionMethod": {kid.rpartition("#")[2] for kid in did["assertionMethod"]},
        "verificationMethod": {method["id"].rpartition("#")[2] for method in did["verificationMethod"]},
        "jwks": {jwk["kid"].rpartition("#")[2] for jwk in key_set["keys"]},
        "Profile.publicKey": {url.rpartition("/")[2].removesuffix(".json") for url in profile["publicKey"]},
    }


def test_thirty_badges_are_worth_what_the_table_says(drill: Drill) -> None:
    rows = [TABLE.strip().splitlines()[0]]
    for one in drill.held:
        us, strangers = by_us(drill, one.content), by_strangers(drill, one.content)
        rows.append(f"{one.number:2} | {one.keys:8} | {one.fate:9} | {one.form:10} | {us:26} | {strangers}")
    assert "\n".join(rows).strip() == TABLE.strip()


def test_the_page_says_the_same_as_the_table(drill: Drill) -> None:
    for one in drill.held:
        page = hand_in(drill.app.test_client(), one.content, "badge")
        expected = REPLACED if one.fate == "replaced" else HEADINGS[by_us(drill, one.content)]
        assert heading(page) == expected, one


def test_stolen_keys_are_published_nowhere_and_retired_ones_everywhere(drill: Drill) -> None:
    names = {era: {kid.rpartition("#")[2] for kid in kids} for era, kids in drill.kids.items()}
    found = published_keys(drill)
    for place, shown in found.items():
        assert not shown & names["B"], place
        assert shown & names["A"], place
        assert shown & names["C"], place
    assert found["jwks"] == names["A"] | names["C"]
    assert found["assertionMethod"] == found["verificationMethod"]
    assert {len(shown) for shown in found.values()} == {2, 4, 6}
    browser = drill.app.test_client()
    for era, names_of_era in names.items():
        answers = {browser.get(f"/ob/3/keys/{name}.json").status_code for name in names_of_era}
        assert answers == ({404} if era == "B" else {200}), era


def test_every_address_of_a_badge_registered_since_the_theft_says_so(drill: Drill) -> None:
    kept, void = (
        next(one for one in drill.held if (one.keys, one.form) == (keys, "ob2_hosted")) for keys in ("A", "B since")
    )
    browser = drill.app.test_client()
    for ending in (*ENDINGS.values(), ".png", ".svg"):
        assert browser.get(f"/b/{kept.code}{ending}").status_code == 200, ending
        assert browser.get(f"/b/{void.code}{ending}").status_code == 410, ending
    page = browser.get(f"/b/{void.code}")
    assert page.status_code == 200
    assert heading(page.text) == HEADINGS["not_valid: key_compromised"]
    assert "Il a été signé avec une clé volée" in page.text
    said = json.loads(browser.get(json.loads(void.content)["id"]).data)
    assert (said["revoked"], said["revocationReason"]) == (True, "Il a été signé avec une clé volée")


def test_whoever_says_that_a_key_was_stolen_is_told_which_badges_that_takes_along(drill: Drill) -> None:
    said = drill.app.test_cli_runner().invoke(args=["keys", "compromised", drill.kids["B"][0], "--since", "2999-01-01"])
    assert said.exit_code == 1
    earlier = (clock.now() - timedelta(days=20)).isoformat()
    said = drill.app.test_cli_runner().invoke(args=["keys", "compromised", drill.kids["B"][0], "--since", earlier])
    assert said.exit_code == 0, said.output
    lines = said.output.splitlines()
    void = {f"not valid any more: {one.code}" for one in drill.held if one.keys == "B since"}
    assert {line for line in lines if line.startswith("not valid")} == void
    assert "4 from before stay valid here; for others to believe them: flask awards issue" in lines


def test_a_former_edition_is_in_both_lists_of_withdrawals(drill: Drill) -> None:
    fetch = site(drill.app)
    for one in drill.held:
        if one.form != "ob3_di" or one.keys == "C":
            continue
        entry = json.loads(one.content)["credentialStatus"]
        listed = json.loads(fetch(entry["statusListCredential"]))["credentialSubject"]
        bit = badges.status.is_set(badges.status.decode(listed["encodedList"]), int(entry["statusListIndex"]))
        assert bit == (one.fate in {"withdrawn", "replaced"} or one.keys == "B since"), one


def test_the_run_that_was_stopped_is_taken_up_and_makes_each_edition_once(drill: Drill) -> None:
    run = drill.app.test_cli_runner()
    first = run.invoke(args=["awards", "issue"])
    assert first.exit_code == 0, first.output
    kept = [one for one in drill.held if (one.keys, one.fate) == ("B before", "kept")]
    assert {f"signed again {one.code}" for one in kept} <= set(first.output.splitlines())
    assert "4 signed again with a new key" in first.output
    counted = editions(drill)
    assert "0 signed again with a new key" in run.invoke(args=["awards", "issue"]).output
    assert editions(drill) == counted
    assert sorted(counted.values()) == [1] * 18 + [2] * 12
    browser = drill.app.test_client()
    for one in kept:
        served = bytes(browser.get(f"/b/{one.code}{ENDINGS[one.form]}").data)
        assert by_us(drill, served) == by_strangers(drill, served) == "valid"
        assert by_us(drill, one.content) == "not_valid: revoked"


def editions(drill: Drill) -> dict[int, int]:
    """How many editions each award has."""
    with drill.app.app_context():
        scope.enter(db.session(), Scope.everything("editions are counted"))
        numbers = db.session.execute(select(Edition.award_id, Edition.number).order_by(Edition.id)).all()
        assert list(queries.awards_to_sign_again()) == []
        scope.leave(db.session())
    return {award: max(number for one, number in numbers if one == award) for award, _ in numbers}
