"""The main job, end to end, on phones: from a first name to a badge that an employer checks.

Samira and Carole are at their desks, Moussa leads, Awa learns and has neither phone nor e-mail.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from peerlearn.core import clock
from tests.browser.theatre import Theatre, theatre
from tests.cast import LEARNERS

SEVEN = LEARNERS[:7]
NINTH = LEARNERS[7]


@pytest.fixture
def site(database_url: str, tmp_path: Path, browser: Browser) -> Iterator[Theatre]:
    """The site of this story."""
    with theatre(database_url, tmp_path, browser) as served:
        yield served


def test_from_a_first_name_to_a_badge_that_anyone_can_check(site: Theatre, tmp_path: Path) -> None:
    samira, moussa, carole, nobody = (site.phone_of(name) for name in ("samira", "moussa", "carole", ""))

    _register(samira, site, "Nour")
    workshop = _plan_a_workshop_that_starts_now(samira, site)
    _enrol(samira, workshop, ("Nour", *SEVEN))
    _enrol_on_the_waiting_list(samira, workshop, NINTH)

    _mark_everyone_present(moussa, workshop, ("Nour", *SEVEN))
    _see_a_skill(moussa, workshop, "Nour")

    award = _propose_with_a_reason(samira, site, "Nour", workshop)
    _nobody_approves_their_own_proposal(samira, award)
    code = _approve(carole, site, award)
    assert nobody.goto(f"{site.address}/b/{code}").status == 404  # type: ignore[union-attr]

    _accept_with(samira, award, "Nour")
    _anyone_reads_the_badge(nobody, site, code, "Nour")
    picture = _keep_the_picture(nobody, tmp_path)
    _check(nobody, site, picture, "Ce badge est authentique")
    _check(nobody, site, _one_byte_changed(nobody, site, code, tmp_path), "Ce badge n’est pas valable")

    _withdraw(carole, award)
    nobody.goto(f"{site.address}/b/{code}")
    expect(nobody.locator("main")).to_contain_text("retiré")
    _check(nobody, site, picture, "Ce badge n’est p")
    expect(nobody.locator("main")).to_contain_text("retiré")


def _register(page: Page, site: Theatre, first_name: str) -> None:
    page.goto(f"{site.address}/people/new")
    page.get_by_label("Prénom").fill(first_name)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text(first_name)


def _plan_a_workshop_that_starts_now(page: Page, site: Theatre) -> str:
    now = clock.at_place(clock.now(), clock.DEFAULT_ZONE)
    # Of the same day, also just before midnight: a facilitator's home page shows who is there on the day itself.
    soon = min(now + timedelta(minutes=10), now.replace(hour=23, minute=59))
    page.goto(f"{site.address}/workshops/new")
    page.locator("#module").select_option(label="Mon téléphone, je le découvre")
    page.locator("#site").select_option(label="Salle du fond")
    page.locator("#day").fill(soon.strftime("%Y-%m-%d"))
    page.locator("#starts").fill(soon.strftime("%H:%M"))
    page.locator("#leader").select_option(label="Moussa Traoré")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/workshops/(?!new)[a-z0-9]+"))
    return re.sub(r"(/workshops/[a-z0-9]+).*", r"\1", page.url)


def _enrol(page: Page, workshop: str, names: tuple[str, ...]) -> None:
    page.goto(f"{workshop}/enrol")
    for name in names:
        page.get_by_role("button", name=f"Inscrire {name}").click()
        expect(page.get_by_role("button", name=f"Inscrire {name}")).to_have_count(0)
    page.goto(workshop)
    expect(page.locator("main")).to_contain_text("8 personnes inscrites")


def _enrol_on_the_waiting_list(page: Page, workshop: str, name: str) -> None:
    page.goto(f"{workshop}/enrol")
    page.get_by_role("button", name=f"Mettre {name} en attente").click()
    page.goto(workshop)
    expect(page.locator(".queue")).to_contain_text(name)
    expect(page.locator("main")).to_contain_text("8 personnes inscrites")


def _mark_everyone_present(page: Page, workshop: str, names: tuple[str, ...]) -> None:
    page.goto(page.url)
    page.get_by_role("link", name="Qui est là").first.click()
    for name in names:
        page.get_by_role("button", name=re.compile(f"^{name}")).click()
        expect(page.get_by_role("button", name=re.compile(f"^{name}"))).to_have_attribute("aria-pressed", "true")
    expect(page.locator("main")).to_contain_text("8 sur 8")


def _see_a_skill(page: Page, workshop: str, name: str) -> None:
    page.goto(f"{workshop}/skills/1")
    alone = page.get_by_role("group", name=name).get_by_role("button", name=re.compile("Seul"))
    alone.click()
    expect(alone).to_have_attribute("aria-pressed", "true")


def _propose_with_a_reason(page: Page, site: Theatre, name: str, workshop: str) -> str:
    page.goto(f"{site.address}/people")
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("link", name=re.compile("Proposer un badge")).click()
    offer = page.locator(".offer", has=page.get_by_role("heading", name="Bases du smartphone"))
    offer.get_by_role("link", name=re.compile("en disant pourquoi")).click()
    page.locator("#reason").fill("Elle a tout appris avec sa sœur avant de venir, et le montre aux autres.")
    page.get_by_role("button", name="Proposer ce badge").click()
    page.wait_for_url(re.compile(r"/badges/[a-z0-9]{12}"))
    return page.url.split("?")[0]


def _nobody_approves_their_own_proposal(page: Page, award: str) -> None:
    page.goto(award)
    expect(page.get_by_role("button", name="Approuver ce badge")).to_have_count(0)


def _approve(page: Page, site: Theatre, award: str) -> str:
    page.goto(award)
    page.get_by_role("button", name="Approuver ce badge").click()
    expect(page.locator("main")).to_contain_text("Remettre à")
    return site.awards()[0]["code"]


def _accept_with(page: Page, award: str, name: str) -> None:
    page.goto(f"{award}/hand-over")
    page.locator("input[name=name_shown]").first.check(force=True)
    page.get_by_role("button", name=f"Accepter avec {name}").click()
    page.wait_for_url(lambda url: "hand-over" not in url)


def _anyone_reads_the_badge(page: Page, site: Theatre, code: str, name: str) -> None:
    page.goto(f"{site.address}/b/{code}")
    expect(page.get_by_role("heading", name="Ce badge est authentique")).to_be_visible()
    expect(page.locator("main")).to_contain_text(name)
    expect(page.locator("main")).to_contain_text("Bases du smartphone")
    assert page.context.cookies() == []


def _keep_the_picture(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.locator("a[href$='.png']").first.click()
    kept = folder / "badge.png"
    download.value.save_as(kept)
    return kept


def _check(page: Page, site: Theatre, file: Path, verdict: str) -> None:
    page.goto(f"{site.address}/verify")
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("h1")).to_contain_text(verdict)


def _one_byte_changed(page: Page, site: Theatre, code: str, folder: Path) -> Path:
    answer = page.request.get(f"{site.address}/b/{code}.jwt")
    token = bytearray(answer.body())
    # In the signature: what is said can still be read, so it is judged and not merely damaged.
    place = token.rindex(b".") + 20
    token[place] = ord("A") if token[place] != ord("A") else ord("B")
    changed = folder / "changed.jwt"
    changed.write_bytes(bytes(token))
    return changed


def _withdraw(page: Page, award: str) -> None:
    page.goto(f"{award}/withdrawal")
    page.locator("input[name=reason]").first.check(force=True)
    page.get_by_role("button", name="Retirer ce badge").click()
    page.wait_for_url(lambda url: "withdrawal" not in url)
