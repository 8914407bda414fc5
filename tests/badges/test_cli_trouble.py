"""`python -m badges` when something is in the way: each case ends in one line that says what to do."""

from __future__ import annotations

import getpass
import io
import subprocess
import sys
from pathlib import Path

import pytest

from badges import cli_signing
from badges.cli import WRONG_USAGE, main
from badges.strict_json import read_object

from .pictures import png
from .specimen import ASSERTION, TOKEN

SITE = "https://badges.example.org"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an award, a key and a picture; the passphrase is in the environment."""
    monkeypatch.setenv("BADGES_PASSPHRASE", "a passphrase of a test, long enough")
    monkeypatch.chdir(tmp_path)
    assert main(["sign", "--example", "-o", "award.json"]) == 0
    assert main(["keygen", "-o", "issuer.key"]) == 0
    (tmp_path / "picture.png").write_bytes(png())
    return tmp_path


def _told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert main(list(arguments)) == WRONG_USAGE
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_of_two_badges_in_a_picture_the_person_says_which(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "two.json").write_bytes(ASSERTION)
    (desk / "three.jwt").write_text(TOKEN)
    assert main(["bake", "picture.png", "two.json", "-o", "both.png"]) == 0
    assert main(["bake", "both.png", "three.jwt", "-o", "both.png"]) == 0

    assert "two badges" in _told(capsys, "unbake", "both.png")
    assert main(["unbake", "both.png", "--version", "3"]) == 0
    assert capsys.readouterr().out.strip() == TOKEN
    assert main(["inspect", "both.png"]) == 0
    shown = [read_object(line) for line in capsys.readouterr().out.splitlines()]
    assert {one.get("secured_by") for one in shown} == {None, "JWS"}


def test_a_badge_may_come_through_a_pipe(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TOKEN.encode())))
    capsys.readouterr()
    assert main(["inspect", "-"]) == 0
    assert read_object(capsys.readouterr().out)["name"] == "Smartphone"


def test_what_is_no_badge_is_neither_baked_nor_shown(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "letter.txt").write_text("Bonjour")
    assert "neither the JSON" in _told(capsys, "bake", "picture.png", "letter.txt", "-o", "x.png")
    assert "neither the JSON" in _told(capsys, "inspect", "letter.txt")
    assert "carries no badge" in _told(capsys, "inspect", "picture.png")


def test_an_address_is_asked_of_the_trusted_files_when_offline(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["verify", "--offline", f"{SITE}/assertions/1.json"]) == 2
    assert "unreachable" in capsys.readouterr().out


def test_a_file_larger_than_any_badge_is_not_read(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "large.png").write_bytes(bytes(5_000_001))
    assert "larger than 5 MB" in _told(capsys, "unbake", "large.png")


def test_a_place_that_cannot_be_written_is_named(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "cannot be written" in _told(capsys, "sign", "--example", "-o", "award.json/inside.json")


def test_without_a_file_named_the_award_is_printed(desk: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    capfdbinary.readouterr()
    assert main(["sign", "award.json", "--key", "issuer.key"]) == 0
    assert b"eddsa-rdfc-2022" in capfdbinary.readouterr().out


def test_the_passphrase_may_lie_in_a_file_and_is_asked_for_where_somebody_sits(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "words").write_text("a passphrase of a test, long enough\n")
    monkeypatch.delenv("BADGES_PASSPHRASE")
    signing = ["sign", "award.json", "--key", "issuer.key"]
    assert main([*signing, "--passphrase-file", "words", "-o", "badge.json"]) == 0
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert "BADGES_PASSPHRASE" in _told(capsys, *signing)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(getpass, "getpass", lambda _: "a passphrase of a test, long enough")
    assert main([*signing, "-o", "again.json"]) == 0


def test_a_key_whose_public_half_was_damaged_signs_nothing(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for content in ("{", "{}"):
        (desk / "issuer.key.public.json").write_text(content)
        assert "not what `keygen` wrote" in _told(capsys, "sign", "award.json", "--key", "issuer.key")


def test_a_key_without_a_site_signs_json_alone(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--site" in _told(capsys, "keygen", "-o", "other.key", "--form", "jwt")


def test_the_document_of_another_issuer_is_left_alone(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = desk / "site/badges.example.org/.well-known/did.json"
    place.parent.mkdir(parents=True)
    place.write_text('{"id":"did:web:other.example"}')
    capsys.readouterr()
    assert main(["keygen", "--site", SITE, "--publish", "site", "-o", "site.key"]) == WRONG_USAGE
    assert "another issuer" in capsys.readouterr().err
    assert place.read_text() == '{"id":"did:web:other.example"}'


@pytest.mark.parametrize(
    ("award", "words"),
    [
        ("[", "not the JSON of an award"),
        ("{}", "is missing"),
        ('{"issuer":[],"achievement":[]}', "cannot be read"),
        ('{"valid_from":"yesterday"}', "an instant needs"),
    ],
)
def test_an_award_that_cannot_be_read_says_why(
    desk: Path, capsys: pytest.CaptureFixture[str], award: str, words: str
) -> None:
    (desk / "award.json").write_text(award)
    assert words in _told(capsys, "sign", "award.json", "--key", "issuer.key")


def test_an_award_that_breaks_the_standard_is_refused_with_its_own_words(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = (desk / "award.json").read_text().replace("https://tilleuls.example/badges/smartphone.png", "ftp://x")
    (desk / "award.json").write_text(told)
    assert "http" in _told(capsys, "sign", "award.json", "--key", "issuer.key")


def test_a_list_with_an_unknown_column_is_stopped(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "people.csv").write_text("holder,birthday\nMoussa,1990\n")
    many = ["sign", "award.json", "--key", "issuer.key", "--batch", "people.csv"]
    assert "birthday" in _told(capsys, *many, "-o", "signed")
    assert "name a folder" in _told(capsys, *many)


def test_a_long_list_shows_how_far_it_is(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    capsys.readouterr()
    cli_signing._show(1, 3_000)
    cli_signing._show(1_000, 3_000)
    assert capsys.readouterr().err == "1000 of 3000\n"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    cli_signing._show(1, 2)
    cli_signing._show(2, 2)
    assert capsys.readouterr().err == f"\r[{'#' * 15}{'.' * 15}] 1/2\r[{'#' * 30}] 2/2\n"


def test_the_command_is_there_as_a_module(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "badges", "sign", "--example"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert read_object(done.stdout.strip())["holder"] == "Awa D."
