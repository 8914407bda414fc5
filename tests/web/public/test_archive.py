"""`flask archive export`: all public files of the badges in one folder, which reads well from a disk."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from posixpath import normpath

import pytest
from flask import request

from peerlearn.awards import actions
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock
from tests.web.public.conftest import AwardShown, Shown
from tests.web.public.shelf import check, export, files_in

FORMS = ("png", "svg", "json", "jwt", "ob2.json", "jws", "pdf")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where to."""
    return tmp_path / "stick" / "archive"


def test_it_holds_what_every_address_answers(shown: Shown, folder: Path) -> None:
    assert export(shown.app, folder).exit_code == 0
    found = files_in(folder)
    for form in FORMS:
        assert found[f"b/{shown.code}.{form}"] == shown.browser.get(f"{shown.page}.{form}").data
    hosted = [path for path in found if path.startswith(("ob/", ".well-known/"))]
    assert {path.split("/")[2] for path in hosted if path.startswith("ob/3")} >= {"keys", "status", "credentials"}
    for path in hosted:
        answer = shown.browser.get(f"/{path}")
        assert (answer.status_code, answer.data) == (200, found[path]), path


def test_every_link_of_every_page_leads_to_a_file_of_the_folder(archive: Path) -> None:
    found = files_in(archive)
    pages = [path for path in found if path.endswith(".html") and not path.startswith("v/")]
    assert len(pages) == 11  # the cover, and two badges in five languages
    for page in pages:
        links = re.findall(r'[\s<](?:href|src)="([^"#][^"]*)"', found[page].decode())
        for link in map(unescape, links):
            if not link.startswith(("mailto:", "tel:")):
                assert normpath(f"{Path(page).parent}/{link.partition('#')[0]}") in found, (page, link)


def test_a_page_says_on_which_day_it_was_copied_and_asks_nothing_that_only_the_site_can_do(
    shown: Shown, folder: Path
) -> None:
    served = shown.browser.get(shown.page).text
    assert "Copie faite" not in served
    assert "<form" in served
    export(shown.app, folder)
    kept = (folder / f"b/{shown.code}/index.html").read_text(encoding="utf-8")
    assert f"{clock.today():%Y}. Un badge retiré après cette date a encore l’air valable ici." in unescape(kept)
    assert "<form" not in kept
    assert "This badge is authentic" in (folder / f"b/{shown.code}/index.en.html").read_text(encoding="utf-8")


def test_nobody_can_ask_the_site_for_the_page_of_an_archive(shown: Shown) -> None:
    asked = {"Peerlearn-Archived-At": "2026-01-01", "peerlearn.archived_at": "2026-01-01"}
    assert "Copie faite" not in shown.browser.get(shown.page, headers=asked).text


def test_the_cover_says_what_this_is_in_two_languages_and_names_nobody(archive: Path) -> None:
    cover = (archive / "index.html").read_text(encoding="utf-8")
    assert "Une archive de badges" in cover
    assert "An archive of badges" in cover
    codes = [one.name for one in (archive / "b").iterdir() if one.is_dir()]
    assert len(codes) == 2
    for secret in ("Moussa", "Awa", *codes):
        assert secret not in cover


def test_what_was_withdrawn_keeps_its_page_and_what_other_validators_refuse(archive: Path) -> None:
    (code,) = [one.name for one in (archive / "b").iterdir() if one.is_dir() and not one.with_suffix(".jwt").exists()]
    assert "n’est plus valable" in unescape((archive / f"b/{code}/index.html").read_text(encoding="utf-8"))
    assert [form for form in FORMS if (archive / f"b/{code}.{form}").exists()] == ["ob2.json"]
    assert b'"revoked":true' in (archive / f"b/{code}.ob2.json").read_bytes()


def test_what_is_suspended_keeps_its_page_and_hands_out_nothing(shown: Shown, folder: Path) -> None:
    carole = shown.cast.accounts["carole"]
    shown.act(lambda award, _folder: actions.suspend(award, reason="to be looked at", by=carole))
    assert export(shown.app, folder).exit_code == 0
    page = unescape((folder / f"b/{shown.code}/index.html").read_text(encoding="utf-8"))
    assert "suspendu" in page
    assert "ne compte pas pour le moment" in page
    assert [form for form in FORMS if (folder / f"b/{shown.code}.{form}").exists()] == []
    assert check(folder).exit_code == 0


def test_before_the_holder_accepts_nothing_of_a_badge_is_there(shown_at: AwardShown, folder: Path) -> None:
    shown = shown_at(AwardState.OFFERED)
    assert export(shown.app, folder).exit_code == 0
    assert not (folder / "b").exists()
    assert check(folder).exit_code == 0


@pytest.mark.parametrize(("stolen", "in_force"), [(timedelta(days=1), 0), (timedelta(0), 1)])
def test_after_a_theft_it_waits_for_new_signatures_and_then_is_whole(
    shown: Shown, folder: Path, stolen: timedelta, in_force: int
) -> None:
    """A badge from before the theft is signed again; one from after it counts no more, in any of its forms."""
    run = shown.app.test_cli_runner()
    kid = shown.json("/.well-known/jwks.json")["keys"][0]["kid"]
    since = (clock.now() - stolen).isoformat()
    assert run.invoke(args=["keys", "compromised", kid, "--since", since]).exit_code == 0
    if in_force:
        refused = export(shown.app, folder)
        assert (refused.exit_code, "flask awards issue" in refused.output, folder.exists()) == (1, True, False)
    said = run.invoke(args=["awards", "issue"])
    assert said.exit_code == 0, said.output
    assert export(shown.app, folder).exit_code == 0
    whole = check(folder)
    assert whole.exit_code == 0, whole.output
    assert f"{in_force} badge" in whole.output
    assert len([one for one in folder.glob("ob/2/assertions/*") if b'"revoked":true' in one.read_bytes()]) == 1


def test_run_again_it_brings_the_folder_up_to_date(shown: Shown, folder: Path) -> None:
    export(shown.app, folder)
    assert (folder / f"b/{shown.code}.pdf").exists()
    shown.withdraw()
    again = export(shown.app, folder)
    assert again.exit_code == 0, again.output
    assert not (folder / f"b/{shown.code}.pdf").exists()
    assert check(folder).exit_code == 0
    assert [one.name for one in folder.parent.iterdir()] == [folder.name]


def test_a_folder_with_anything_else_in_it_is_left_alone(shown: Shown, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "accounts.ods").write_bytes(b"ours")
    refused = export(shown.app, folder)
    assert refused.exit_code == 1
    assert "holds other things than an archive" in refused.output
    assert files_in(folder) == {"accounts.ods": b"ours"}
    (folder / "accounts.ods").unlink()
    assert export(shown.app, folder).exit_code == 0
    (folder / "notes.txt").write_bytes(b"ours")
    refused = export(shown.app, folder)
    assert "notes.txt" in refused.output
    assert (folder / "notes.txt").read_bytes() == b"ours"
    assert export(shown.app, folder / "notes.txt").exit_code == 1


def test_a_badge_that_was_withdrawn_meanwhile_is_withdrawn_in_all_of_it(shown: Shown, folder: Path) -> None:
    """Its own files are written first, and the lists around them later."""
    done: list[bool] = []

    def withdraw_once() -> None:
        if request.path.startswith("/ob/2/issuers") and not done:
            done.append(True)
            shown.withdraw()

    shown.app.before_request_funcs.setdefault(None, []).append(withdraw_once)
    assert export(shown.app, folder).exit_code == 0
    assert done
    assert not (folder / f"b/{shown.code}.jwt").exists()
    assert check(folder).exit_code == 0
