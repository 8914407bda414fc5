"""`flask archive check`: with nothing but the files, and whatever was spoilt, it says where."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from click.testing import CliRunner

import badges
from badges import status
from peerlearn.awards.archive import manifest
from peerlearn.commands.archive import archive as command
from tests.services.keeper import PROJECT
from tests.web.public.shelf import check

OTHER_LIST = "manifest.json: was changed: it is not the list that manifest.jws signs"


def _one(archive: Path, pattern: str) -> Path:
    return next(iter(sorted(archive.glob(pattern))))


def _replace(file: Path, old: bytes, new: bytes) -> Path:
    body = file.read_bytes()
    assert old in body
    file.write_bytes(body.replace(old, new, 1))
    return file


def _change(file: Path, at: int) -> Path:
    body = bytearray(file.read_bytes())
    body[at] = ord("A") if body[at] != ord("A") else ord("B")
    file.write_bytes(body)
    return file


def _edit(file: Path, edit: Callable[[Any], object]) -> Path:
    said = json.loads(file.read_bytes())
    edit(said)
    file.write_bytes(badges.write_json(said))
    return file


def a_byte_in_a_jwt(archive: Path) -> Path:
    return _change(_one(archive, "b/*.jwt"), -20)


def a_byte_in_the_json(archive: Path) -> Path:
    code = _one(archive, "b/*.jwt").stem
    return _replace(archive / f"b/{code}.json", b"Animation", b"Animatiom")


def a_byte_in_the_hosted_assertion(archive: Path) -> Path:
    """In both of its places and in the picture: only the signed form tells."""
    code = _one(archive, "b/*.jwt").stem
    uuid = json.loads((archive / f"b/{code}.json").read_bytes())["id"].removeprefix("urn:uuid:")
    for path in (f"b/{code}.ob2.json", f"ob/2/assertions/{uuid}.json"):
        _edit(archive / path, lambda said: said.update(issuedOn="2020-01-01T00:00:00Z"))
    picture, hosted = archive / f"b/{code}.png", (archive / f"b/{code}.ob2.json").read_text(encoding="utf-8")
    picture.write_bytes(badges.bake(picture.read_bytes(), hosted, keyword=badges.OB2_KEYWORD))
    return archive / f"b/{code}.ob2.json"


def a_byte_in_the_picture(archive: Path) -> Path:
    picture = _one(archive, "b/*.png")
    return _change(picture, picture.read_bytes().index(b"openbadgecredential") + 60)


def another_badge_in_the_picture(archive: Path) -> Path:
    picture = _one(archive, "b/*.png")
    text = badges.unbake(picture.read_bytes())[badges.OB3_KEYWORD]
    picture.write_bytes(badges.bake(picture.read_bytes(), f"{text[:-4]}AAAA", keyword=badges.OB3_KEYWORD))
    return picture


def a_byte_in_the_drawing(archive: Path) -> Path:
    return _replace(_one(archive, "b/*.svg"), b"urn:uuid:", b"urn:uuie:")


def a_byte_in_the_attachment(archive: Path) -> Path:
    sheet = _one(archive, "b/*.pdf")
    body = sheet.read_bytes()
    stream = body.index(b"stream\n", body.index(b"/Type/EmbeddedFile")) + len(b"stream\n")
    return _change(sheet, stream + 300)


def another_attachment(archive: Path) -> Path:
    sheet = _one(archive, "b/*.pdf")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("badge.json", b"{}")
    made = io.BytesIO()
    writer.write(made)
    sheet.write_bytes(made.getvalue())
    return sheet


def a_bit_cleared_in_a_list(archive: Path) -> Path:
    def clear(said: Any) -> None:
        said["credentialSubject"]["encodedList"] = status.encode(status.bitstring([]))

    return _edit(_one(archive, "ob/3/status/*.json"), clear)


def a_list_from_before_the_withdrawal(archive: Path) -> Path:
    """Well signed, in both forms, and out of date."""
    for form in ("json", "jwt"):
        file = _one(archive, f"ob/3/status/*.{form}")
        file.write_bytes((archive.parent / "before" / file.relative_to(archive)).read_bytes())
    return archive / "ob/2/revocations"


def an_entry_taken_out_of_the_revocations(archive: Path) -> Path:
    return _edit(_one(archive, "ob/2/revocations/*"), lambda said: said["revokedAssertions"].pop())


def both_entries_taken_out_of_the_revocations(archive: Path) -> Path:
    def forget(said: Any) -> None:
        del said["revokedAssertions"][-2:]

    _edit(_one(archive, "ob/2/revocations/*"), forget)
    return archive / "ob/2/revocations"


def a_key_in_place_of_another(archive: Path) -> Path:
    file = _one(archive, "ob/3/keys/*")
    kid = json.loads(file.read_bytes())["kid"]
    other = badges.generate_signing_key(controller="did:web:localhost").private_key.public_key()
    file.write_bytes(badges.write_json(badges.public_jwk(other, kid=kid)))
    return file


def a_key_in_place_of_another_in_the_did_document(archive: Path) -> Path:
    """In each of its places: then it has another name than its own."""

    def exchange(said: Any) -> None:
        other = badges.generate_did_key()[1].kid.rpartition("#")[2]
        method = next(one for one in said["verificationMethod"] if one["type"] == "Multikey")
        method["publicKeyMultibase"] = other

    file = _edit(_one(archive, "ob/3/issuers/*/did.json"), exchange)
    (archive / ".well-known/did.json").write_bytes(file.read_bytes())
    return file


def a_file_taken_away(archive: Path) -> Path:
    file = _one(archive, "b/*.png")
    file.unlink()
    return file


def the_refusal_of_a_withdrawn_badge_taken_away(archive: Path) -> Path:
    refusing = next(one for one in sorted(archive.glob("b/*.ob2.json")) if b'"revoked":true' in one.read_bytes())
    address: str = json.loads(refusing.read_bytes())["id"]
    file = archive / "ob/2/assertions" / address.rpartition("/")[2]
    file.unlink()
    return file


def a_file_added(archive: Path) -> Path:
    file = archive / "b" / "press.html"
    file.write_bytes(b"<p>come and see</p>")
    return file


def a_badge_added(archive: Path) -> Path:
    file = archive / "b" / "AAAABBBB" / "index.html"
    file.parent.mkdir()
    code = _one(archive, "b/*.jwt").stem
    page = (archive / f"b/{code}/index.html").read_text(encoding="utf-8")
    file.write_text(page.replace(code, "AAAABBBB"), encoding="utf-8")
    return file


def another_name_on_the_page(archive: Path) -> Path:
    code = _one(archive, "b/*.jwt").stem
    file = archive / f"b/{code}/index.html"
    file.write_text(file.read_text(encoding="utf-8").replace("Moussa Traoré", "Moussa Touré"), encoding="utf-8")
    return file


def a_withdrawal_unknown_to_the_page_of_cards(archive: Path) -> Path:
    file = archive / "v/index.html"
    file.write_text(re.sub(r'"lists": ?\{[^}]*\}', '"lists": {"1": []}', file.read_text(encoding="utf-8")))
    return file


def another_name_on_the_page_in_another_language(archive: Path) -> Path:
    code = _one(archive, "b/*.jwt").stem
    file = archive / f"b/{code}/index.uk.html"
    file.write_text(file.read_text(encoding="utf-8").replace("Moussa Traoré", "Moussa Touré"), encoding="utf-8")
    return file


def another_key_on_the_page_of_cards(archive: Path) -> Path:
    """It would find cards good that this key signs."""
    other = badges.generate_signing_key(controller="did:web:localhost").private_key.public_key()
    jwk = {name: value for name, value in badges.public_jwk(other).items() if name in {"kty", "crv", "x", "y"}}

    def exchange(said: Any) -> None:
        said["keys"][0] |= {"jwk": jwk, "name": badges.summary_key_id(other).hex()}

    return _edit_cards(archive, exchange)


def a_key_under_the_name_of_another_on_the_page_of_cards(archive: Path) -> Path:
    return _edit_cards(archive, lambda said: said["keys"][0].update(name="0" * 16))


def a_key_taken_off_the_page_of_cards(archive: Path) -> Path:
    return _edit_cards(archive, lambda said: said.update(keys=[]))


def _edit_cards(archive: Path, edit: Callable[[Any], object]) -> Path:
    file = archive / "v/index.html"
    page = file.read_text(encoding="utf-8")
    before, found, after = re.split(r'(?<=id="known">)(.*?)(?=</script>)', page, maxsplit=1, flags=re.DOTALL)
    said = json.loads(found)
    edit(said)
    file.write_text(f"{before}{json.dumps(said)}{after}", encoding="utf-8")
    return file


def a_key_no_longer_published(archive: Path) -> Path:
    """Neither in the set of all keys nor on its own: the issuer's document still names it."""
    did = json.loads(_one(archive, "ob/3/issuers/*/did.json").read_bytes())
    name = did["assertionMethod"][-1].rpartition("#")[2]
    (archive / f"ob/3/keys/{name}.json").unlink()

    def forget(said: Any) -> None:
        said["keys"] = [key for key in said["keys"] if not key["kid"].endswith(name)]

    return _edit(archive / ".well-known/jwks.json", forget)


def a_key_without_a_name(archive: Path) -> Path:
    other = badges.generate_signing_key(controller="did:web:localhost").private_key.public_key()
    return _edit(archive / ".well-known/jwks.json", lambda said: said["keys"].append(badges.public_jwk(other)))


SPOILT = (
    a_byte_in_a_jwt,
    a_byte_in_the_json,
    a_byte_in_the_hosted_assertion,
    a_byte_in_the_picture,
    another_badge_in_the_picture,
    a_byte_in_the_drawing,
    a_byte_in_the_attachment,
    another_attachment,
    a_bit_cleared_in_a_list,
    a_list_from_before_the_withdrawal,
    an_entry_taken_out_of_the_revocations,
    both_entries_taken_out_of_the_revocations,
    a_key_in_place_of_another,
    a_key_in_place_of_another_in_the_did_document,
    a_file_taken_away,
    the_refusal_of_a_withdrawn_badge_taken_away,
    a_file_added,
    a_badge_added,
    another_name_on_the_page,
    a_withdrawal_unknown_to_the_page_of_cards,
    another_name_on_the_page_in_another_language,
    another_key_on_the_page_of_cards,
    a_key_under_the_name_of_another_on_the_page_of_cards,
    a_key_taken_off_the_page_of_cards,
    a_key_no_longer_published,
    a_key_without_a_name,
)


def test_a_whole_archive_is_whole_and_says_what_vouches_for_it(archive: Path) -> None:
    said = check(archive)
    assert said.exit_code == 0, said.output
    assert "WHOLE: nothing is missing" in said.output
    assert "1 badge in force, 1 withdrawn or suspended." in said.output
    for key in archive.glob("ob/3/keys/*"):
        assert f"#{key.stem}" in said.output
    assert "Compare it with another copy" in said.output


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_whatever_was_spoilt_is_found_and_named(archive: Path, spoil: Callable[[Path], Path]) -> None:
    """Also by whoever wrote a new list of the files afterwards: only what is signed, and what it says, tells then."""
    where = spoil(archive).relative_to(archive)
    said = check(archive)
    assert said.exit_code == 1, said.output
    assert f"  {where}" in said.output
    manifest.write(archive, manifest.read(archive).about)
    said = check(archive)
    assert said.exit_code == 1, said.output
    assert f"  {where}" in said.output
    assert said.output.count("manifest.json") == said.output.count(OTHER_LIST) == 1, "besides, the list tells nothing"


def test_whatever_stands_in_the_files_it_ends_with_words(archive: Path) -> None:
    strange = {"id": 7, "keys": 3, "assertionMethod": 4, "publicKey": 5, "revokedAssertions": 6, "revoked": True}
    for file in (*archive.glob("ob/**/*.json"), *archive.glob(".well-known/*"), *archive.glob("b/*.ob2.json")):
        file.write_bytes(badges.write_json(strange))
    for file in (*archive.glob("b/*.jws"), *archive.glob("b/*.pdf"), archive / "v/index.html"):
        file.write_bytes(b"%PDF-1.7 \xff\x00")
    (archive / "ob/3/status/x.json").write_bytes(b"[]")
    (archive / "b/elsewhere.jwt").symlink_to("/etc/hostname")
    said = check(archive)
    assert isinstance(said.exception, SystemExit), said.exception
    assert said.exit_code == 1
    assert "b/elsewhere.jwt: is a link to somewhere else" in said.output
    assert "NOT WHOLE" in said.output


def test_what_lies_on_the_stick_neither_stops_it_nor_speaks_in_its_place(archive: Path) -> None:
    """A pipe that nobody writes to, a file without end, folders in folders, and names that are lines of their own."""
    os.mkfifo(archive / "b/waits.jwt")
    with (archive / "b/endless.json").open("wb") as file:
        file.truncate(1 << 40)
    archive.joinpath("b", *("deep",) * 40).mkdir(parents=True)
    for name in (b"x\nWHOLE: nothing is missing", b"\x1b[8munseen", b"\xff"):
        Path(os.fsdecode(bytes(archive / "b") + b"/" + name)).touch()
    _edit_list(archive, lambda said: said["bases"].append("http://a\nWHOLE: all of it\ud800"))
    _edit_list(archive, lambda said: said.update(made_at="9999-12-31T23:59:59-14:00"))
    said = check(archive)
    assert isinstance(said.exception, SystemExit), said.exception
    assert said.exit_code == 1
    assert "\nWHOLE" not in said.output
    assert "\x1b" not in said.output
    assert "b/waits.jwt: is no plain file" in said.output
    assert "says that it was made in the future" in said.output


def test_it_is_of_no_issuer_whose_keys_it_does_not_have(archive: Path) -> None:
    _edit_list(archive, lambda said: said["issuers"].append("did:web:ministry.example"))
    said = check(archive)
    assert said.exit_code == 1
    assert "names did:web:ministry.example, whose keys this archive does not have" in said.output


def _edit_list(archive: Path, edit: Callable[[Any], object]) -> None:
    said = json.loads((archive / manifest.NAME).read_bytes())
    edit(said)
    (archive / manifest.NAME).write_text(json.dumps(said))


def test_it_runs_where_nothing_is_set_up(archive: Path, tmp_path: Path) -> None:
    """No database, no settings, no network: as on the machine of somebody who found the stick."""
    typed = [sys.executable, "-m", "flask", "--app", "app", "archive", "check", str(archive)]
    bare = {"PATH": "", "PEERLEARN_DATA_DIR": str(tmp_path / "nowhere")}
    done = subprocess.run(typed, cwd=PROJECT, env=bare, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WHOLE" in done.stdout


def test_what_is_no_archive_is_not_judged(tmp_path: Path) -> None:
    (tmp_path / "holidays").mkdir()
    for arguments, words in (
        ([str(tmp_path / "nowhere")], "is no folder"),
        ([str(tmp_path / "holidays")], "cannot be checked"),
        ([], "Name the folder"),
    ):
        said = CliRunner().invoke(command, ["check", *arguments])
        assert said.exit_code == 64
        assert words in said.output
    head = '"made_at": "2026-01-01T00:00:00Z", "format": "peerlearn-badge-archive/1"'
    infinite = f'{{{head}, "files": {{"a": {{"sha256": "", "size": 1e999}}}}}}'
    for damaged in ("{", "[]", '{"format": "of tomorrow"}', "[" * 200_000, infinite, None):
        kept = tmp_path / "holidays" / manifest.NAME
        kept.unlink(missing_ok=True)
        kept.symlink_to("/dev/zero") if damaged is None else kept.write_text(damaged)
        said = check(tmp_path / "holidays")
        assert said.exit_code == 64
        assert "manifest.json" in said.output
