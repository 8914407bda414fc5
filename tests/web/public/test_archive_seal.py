"""The list of an archive is signed: what nothing else that is signed speaks for cannot be changed along with it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import badges
from peerlearn.awards.archive import manifest
from peerlearn.awards.archive.seal import NAME, seal
from peerlearn.awards.models import IssuerKey
from peerlearn.awards.rules import KeyState
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from tests.web.public.conftest import Shown
from tests.web.public.shelf import check, export, files_in

OTHER_LIST = "manifest.json: was changed: it is not the list that manifest.jws signs"


def script_on_the_page_of_cards(archive: Path) -> None:
    """The worst of all: it gives verdicts."""
    file = archive / "v/index.html"
    file.write_bytes(file.read_bytes() + b"<script>document.body.textContent = 'VALID'</script>")


def other_words_on_a_page(archive: Path) -> None:
    file = next(iter(sorted(archive.glob("b/*/index.html"))))
    file.write_text(file.read_text(encoding="utf-8").replace("</main>", "<p>Chef</p></main>"), encoding="utf-8")


def another_picture(archive: Path) -> None:
    file = next(iter(sorted(archive.glob("ob/images/*.png"))))
    file.write_bytes(file.read_bytes()[:-12] + b"\x00" + file.read_bytes()[-12:])


def another_sheet_of_style(archive: Path) -> None:
    file = next(iter(sorted(archive.glob("static/**/*.css"))))
    file.write_bytes(file.read_bytes() + b".verdict { display: none }")


def a_badge_taken_away_whole(archive: Path) -> None:
    """With its page, its files and its hosted documents, as if it had never been given."""
    code = next(iter(sorted(archive.glob("b/*.jwt")))).stem
    uuid = json.loads((archive / f"b/{code}.json").read_bytes())["id"].removeprefix("urn:uuid:")
    for file in (*archive.glob(f"b/{code}.*"), *archive.glob(f"ob/*/*/{uuid}.*")):
        file.unlink()
    shutil.rmtree(archive / "b" / code)


def an_address_added(archive: Path) -> None:
    said = json.loads((archive / manifest.NAME).read_bytes())
    said["bases"].append("https://elsewhere.example")
    (archive / manifest.NAME).write_text(json.dumps(said), encoding="utf-8")


def the_files_named_twice(archive: Path) -> None:
    file = archive / manifest.NAME
    file.write_bytes(file.read_bytes().rstrip()[:-1] + b',"files": {}}')


@pytest.mark.parametrize(
    "spoil",
    [
        script_on_the_page_of_cards,
        other_words_on_a_page,
        another_picture,
        another_sheet_of_style,
        a_badge_taken_away_whole,
    ],
    ids=lambda spoil: spoil.__name__,
)
def test_whoever_writes_the_list_anew_is_found_out(archive: Path, spoil: Callable[[Path], None]) -> None:
    spoil(archive)
    manifest.write(archive, manifest.read(archive).about)
    said = check(archive)
    assert (said.exit_code, OTHER_LIST in said.output) == (1, True), said.output


@pytest.mark.parametrize("spoil", [an_address_added, the_files_named_twice], ids=lambda spoil: spoil.__name__)
def test_the_list_itself_stays_as_it_was_written(archive: Path, spoil: Callable[[Path], None]) -> None:
    spoil(archive)
    said = check(archive)
    assert (said.exit_code, OTHER_LIST in said.output) == (1, True), said.output


def test_a_list_that_nobody_signed_is_not_believed(archive: Path) -> None:
    for body in (None, b"", b"\xff", b"a.b.c", b"x" * 300_000):
        (archive / NAME).unlink(missing_ok=True)
        if body is not None:
            (archive / NAME).write_bytes(body)
        said = check(archive)
        assert (said.exit_code, f"  {NAME}: " in said.output) == (1, True), body
    (archive / NAME).unlink()
    (archive / NAME).symlink_to("/dev/zero")
    assert check(archive).exit_code == 1


def test_nor_one_that_somebody_else_signed(archive: Path) -> None:
    kid = badges.jws.take_apart((archive / NAME).read_text("ascii")).header["kid"]
    did = str(kid).partition("#")[0]
    stranger = badges.generate_signing_key(controller=did)
    borrowed = badges.SigningKey(kid=str(kid), private_key=stranger.private_key)
    for key in (stranger, borrowed, badges.generate_signing_key(controller="did:web:elsewhere.example")):
        seal(archive, key)
        said = check(archive)
        assert (said.exit_code, f"{NAME}: is not signed with a key of an issuer" in said.output) == (1, True), key.kid


def test_the_signature_of_another_archive_is_none_of_this_one(archive: Path) -> None:
    shutil.copy(archive.parent / "before" / NAME, archive / NAME)
    said = check(archive)
    assert (said.exit_code, OTHER_LIST in said.output) == (1, True)


def test_a_folder_with_nothing_in_it_was_added(archive: Path) -> None:
    (archive / "b" / "empty").mkdir()
    said = check(archive)
    assert (said.exit_code, "b/empty: was added" in said.output) == (1, True)


def test_the_seal_is_no_badge_and_raises_no_alarm(
    archive: Path, shown: Shown, caplog: pytest.LogCaptureFixture
) -> None:
    assert export(shown.app, archive.parent / "own").exit_code == 0
    token = (archive.parent / "own" / NAME).read_text("ascii")
    told = shown.browser.post("/api/v1/verify", json={"input": token}).get_json()
    assert told["verdict"] == "not_valid"
    assert "alarm" not in caplog.text


def test_without_a_key_at_hand_nothing_is_written(shown: Shown, tmp_path: Path) -> None:
    assert export(shown.app, tmp_path / "copy").exit_code == 0
    before = files_in(tmp_path / "copy")
    _retire_everything(shown)
    said = export(shown.app, tmp_path / "copy")
    assert (said.exit_code, "No key is ready to sign" in said.output) == (1, True)
    assert files_in(tmp_path / "copy") == before


def _retire_everything(shown: Shown) -> None:
    with shown.app.app_context():
        scope.enter(db.session(), Scope.everything("no key is left"))
        for key in db.session.query(IssuerKey):
            key.state = KeyState.RETIRED
        db.session.commit()
