"""Who accompanies a person: named, changed, handed over, ended by a transfer, kept through a merge."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from peerlearn.accounts.models import Account, Membership
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.followup import actions, queries
from peerlearn.followup.models import Follow
from peerlearn.lifecycle.actions import transfer
from peerlearn.lifecycle.merging import merge
from peerlearn.lifecycle.parting import undo_merge
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Person
from tests.cast import Cast

ON = date(2026, 11, 26)


def account(cast: Cast, name: str) -> Account:
    return db.session.get_one(Account, cast.accounts[name])


def person(cast: Cast, name: str) -> Person:
    return db.session.get_one(Person, cast.people[name])


def let_follow(cast: Cast, name: str, follower: str | None) -> None:
    whom = account(cast, follower) if follower else None
    actions.follow(person(cast, name), whom, by=None, on=ON, now=clock.now())


def follower(cast: Cast, name: str) -> str | None:
    held = queries.current_follow(cast.people[name])
    return held.account.name if held else None


def rows(cast: Cast, name: str) -> Sequence[Follow]:
    query = select(Follow).where(Follow.person_id == cast.people[name]).order_by(Follow.id)
    return db.session.execute(query).scalars().all()


def test_one_at_a_time_and_those_before_stay(everything: Cast) -> None:
    for name in ("samira", "samira", "sophie"):
        let_follow(everything, "awa", name)
    assert follower(everything, "awa") == "Sophie Lambert"
    assert [one.ended_at is None for one in rows(everything, "awa")] == [False, True]
    let_follow(everything, "awa", None)
    assert follower(everything, "awa") is None
    assert len(rows(everything, "awa")) == 2


@pytest.mark.parametrize("name", ["bruno", "victor", "moussa", "etienne"])
def test_only_the_office_of_the_house_accompanies(everything: Cast, name: str) -> None:
    let_follow(everything, "awa", "samira")
    with pytest.raises(DomainError) as refused:
        let_follow(everything, "awa", name)
    assert refused.value.code == "followup.not_a_follower"
    assert follower(everything, "awa") == "Samira Haddad"


def test_who_left_is_chosen_no_more_and_what_they_held_is_left_behind(everything: Cast) -> None:
    let_follow(everything, "awa", "samira")
    assert queries.left_behind(on=ON) == []
    held = db.session.execute(select(Membership).where(Membership.account_id == everything.accounts["samira"]))
    held.scalar_one().until_on = ON
    db.session.flush()
    with pytest.raises(DomainError):
        let_follow(everything, "rosa", "samira")
    (behind,) = queries.left_behind(on=ON)
    assert (behind.account.name, behind.organisation.name, behind.people) == ("Samira Haddad", "Les Tilleuls", 1)


def test_everybody_is_handed_over_or_nobody(everything: Cast) -> None:
    names = ("awa", "rosa", "ibrahim")
    for name in names:
        let_follow(everything, name, "samira")
    tilleuls, ids = everything.organisations["tilleuls"], {n: everything.people[n] for n in names}
    sophie, bruno = everything.accounts["sophie"], everything.accounts["bruno"]

    def give(to: dict[int, int | None]) -> dict[int, int | None]:
        now = clock.now()
        return actions.hand_over(account(everything, "samira"), tilleuls, to, by=None, on=ON, now=now)

    with pytest.raises(DomainError):
        give({ids["awa"]: sophie, ids["rosa"]: bruno})
    assert follower(everything, "awa") == "Samira Haddad"
    all_of_them: dict[int, int | None] = {ids["awa"]: sophie, ids["rosa"]: None, ids["ibrahim"]: sophie}
    assert give(all_of_them) == all_of_them
    assert [follower(everything, name) for name in names] == ["Sophie Lambert", None, "Sophie Lambert"]
    assert give({ids["awa"]: sophie}) == {}, "twice is once"


def test_whom_a_colleague_took_over_meanwhile_stays_with_them(everything: Cast) -> None:
    let_follow(everything, "awa", "sophie")
    tilleuls, awa = everything.organisations["tilleuls"], everything.people["awa"]
    to: dict[int, int | None] = {awa: None}
    now = clock.now()
    assert actions.hand_over(account(everything, "samira"), tilleuls, to, by=None, on=ON, now=now) == {}
    assert follower(everything, "awa") == "Sophie Lambert"


def test_a_transfer_ends_it_and_history_stays(everything: Cast) -> None:
    let_follow(everything, "awa", "samira")
    relais = db.session.get_one(Organisation, everything.organisations["relais"])
    transfer(person(everything, "awa"), relais, by=None, on=ON, now=clock.now())
    assert follower(everything, "awa") is None
    (held,) = rows(everything, "awa")
    assert held.organisation_id == everything.organisations["tilleuls"]
    let_follow(everything, "awa", "bruno")


@pytest.mark.parametrize(
    ("of_kept", "of_other", "after"),
    [("sophie", "samira", "Sophie Lambert"), (None, "samira", "Samira Haddad"), ("sophie", None, "Sophie Lambert")],
)
def test_a_merge_keeps_one_and_parting_gives_both_back(
    everything: Cast, of_kept: str | None, of_other: str | None, after: str
) -> None:
    let_follow(everything, "awa", of_kept)
    let_follow(everything, "rosa", of_other)
    before = (follower(everything, "awa"), follower(everything, "rosa"))
    done = merge(person(everything, "awa"), person(everything, "rosa"), by=None, on=ON, now=clock.now())
    assert (follower(everything, "awa"), follower(everything, "rosa")) == (after, None)
    undo_merge(done, by=None, now=clock.now() + timedelta(days=1))
    assert (follower(everything, "awa"), follower(everything, "rosa")) == before
