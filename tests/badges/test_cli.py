"""`python -m badges`: what its README promises, and what a person who mistypes is told."""

import json
from pathlib import Path

import pytest

from badges.cli import WRONG_USAGE, main
from badges.strict_json import read_object

from .pictures import png

ONE_ID = "0b7b1c3a-8f53-4f62-a8f9-6a1a5f6c2d11"
VALID, NOT_VALID, COULD_NOT_BE_CHECKED = 0, 1, 2
ID = "c1243637-dca7-4422-a774-1dac852c89ee"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an award and a picture; the passphrase is in the environment."""
    monkeypatch.setenv("BADGES_PASSPHRASE", "a passphrase of a test, long enough")
    monkeypatch.chdir(tmp_path)
    assert main(["sign", "--example", "-o", "award.json"]) == 0
    (tmp_path / "picture.png").write_bytes(png())
    (tmp_path / "picture.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>')
    return tmp_path


def _verdict(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    capsys.readouterr()
    status = main(["verify", "--offline", "--json", *arguments])
    return status, read_object(capsys.readouterr().out)


@pytest.mark.parametrize("picture", ["picture.png", "picture.svg"])
def test_five_commands_make_a_badge_that_is_valid(desk: Path, capsys: pytest.CaptureFixture[str], picture: str) -> None:
    assert main(["keygen", "-o", "issuer.key"]) == 0
    assert main(["sign", "award.json", "--key", "issuer.key", "-o", "badge.json"]) == 0
    assert main(["bake", picture, "badge.json", "-o", f"badge{picture[-4:]}"]) == 0
    assert main(["verify", "--offline", f"badge{picture[-4:]}"]) == VALID
    said = capsys.readouterr().out
    assert said.startswith("VALID\n")
    assert "No site confirms who issued it" in said
    assert main(["unbake", f"badge{picture[-4:]}"]) == 0
    assert capsys.readouterr().out.strip() == (desk / "badge.json").read_text().strip()


@pytest.mark.parametrize("form", ["json", "jwt"])
def test_a_site_is_believed_by_what_it_publishes(desk: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    main(["keygen", "--site", "https://badges.example.org", "--form", form, "--publish", "site", "-o", "site.key"])
    main(["sign", "award.json", "--key", "site.key", "-o", "badge"])
    status, report = _verdict(capsys, "--trust", "site", "badge")
    assert (status, report["verdict"]) == (VALID, "valid")
    status, report = _verdict(capsys, "badge")
    assert (status, report["verdict"]) == (COULD_NOT_BE_CHECKED, "could_not_be_checked")
    assert "unreachable" in json.dumps(report)
    main(["verify", "--offline", "--trust", "site", "badge"])
    assert "confirmed by badges.example.org" in capsys.readouterr().out


def test_a_second_key_joins_the_first_so_that_old_badges_stay_valid(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in ("1", "2"):
        made = ["keygen", "--site", "https://badges.example.org", "--publish", "site", "-o", f"{number}.key"]
        assert main(made) == 0
        assert main(["sign", "award.json", "--key", f"{number}.key", "-o", f"{number}.json"]) == 0
    assert _verdict(capsys, "--trust", "site", "1.json")[0] == _verdict(capsys, "--trust", "site", "2.json")[0] == VALID


def test_a_changed_word_is_not_valid_and_says_why(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["keygen", "-o", "issuer.key"])
    main(["sign", "award.json", "--key", "issuer.key", "-o", "badge.json"])
    changed = (desk / "badge.json").read_text().replace("Awa", "Eva")
    (desk / "changed.json").write_text(changed)
    status, report = _verdict(capsys, "changed.json")
    assert (status, report["verdict"]) == (NOT_VALID, "not_valid")
    assert {"name": "signature", "outcome": "failed", "reason": "altered"} in report["checks"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("people.csv", "holder;evidence\nMoussa;Trois ateliers animés\nÉlodie;\n"),
        ("people.csv", "holder,evidence\nMoussa,Trois ateliers animés\nÉlodie,\n"),
        ("people.jsonl", '{"holder":"Moussa"}\n{"holder":"Élodie"}\n'),
    ],
)
def test_a_list_of_people_gives_a_badge_each(
    desk: Path, capsys: pytest.CaptureFixture[str], name: str, content: str
) -> None:
    (desk / name).write_text(content)
    main(["keygen", "-o", "issuer.key"])
    assert main(["sign", "award.json", "--key", "issuer.key", "--batch", name, "-o", "signed"]) == 0
    files = sorted((desk / "signed").iterdir())
    assert len(files) == 2
    assert {_verdict(capsys, str(file))[0] for file in files} == {VALID}
    assert "2 signed" in capsys.readouterr().err or files


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("people.csv", "holder,id\nMoussa,\nÉlodie,not-a-number\n", "line 3: the award cannot be read: id is no UUID"),
        ("people.csv", "holder,evidence\nMoussa,\n,\n", "line 3: no holder"),
        ("people.csv", "holder,evidence\nMoussa,\nÉlodie,led, twice\n", "line 3: more cells"),
        ("people.csv", "name\nMoussa\n", "line 2: unknown column 'name'"),
        ("people.csv", f"holder,id\nMoussa,{ID}\nÉlodie,{ID}\n", "line 3: an earlier line"),
        ("people.csv", "holder\n", "names nobody"),
        ("people.csv", "holder\n\udce9lodie\n", "is not UTF-8"),
        ("people.jsonl", '{"holder":"Moussa"}\n\n{"holder":\n', "line 3: not a JSON text"),
        ("people.jsonl", '{"holder":"Moussa"}\n{"holder":7}\n', "line 2: the award cannot be read: holder is no text"),
    ],
    ids=lambda value: value if isinstance(value, str) and "\n" not in value else "",
)
def test_a_wrong_line_stops_the_batch_before_anything_is_signed(
    desk: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, words: str
) -> None:
    (desk / name).write_text(content, "utf-8", "surrogateescape")
    main(["keygen", "-o", "issuer.key"])
    assert main(["sign", "award.json", "--key", "issuer.key", "--batch", name, "-o", "signed"]) == WRONG_USAGE
    assert words in capsys.readouterr().err
    assert not (desk / "signed").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"holder,id\nMoussa,{ONE_ID}\nÉlodie,{ONE_ID.upper()}\n".encode(), "line 3"),
        ("holder\nÉlodie\n".encode("latin-1"), "UTF-8"),
        (b"holder\n" + b"a" * 200_000 + b"\n", "cannot be read"),
    ],
    ids=["one id for two people", "a name in another encoding", "a field that never ends"],
)
def test_a_list_that_would_lose_a_badge_or_a_letter_is_not_signed(
    desk: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    (desk / "people.csv").write_bytes(content)
    main(["keygen", "-o", "issuer.key"])
    assert main(["sign", "award.json", "--key", "issuer.key", "--batch", "people.csv", "-o", "signed"]) == WRONG_USAGE
    assert words in capsys.readouterr().err
    assert not (desk / "signed").exists()


def test_inspecting_shows_what_is_said_and_that_nothing_is_proven(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["keygen", "-o", "issuer.key"])
    main(["sign", "award.json", "--key", "issuer.key", "-o", "badge.json"])
    capsys.readouterr()
    assert main(["inspect", "badge.json"]) == 0
    told = capsys.readouterr()
    assert read_object(told.out)["name"] == "Bases du smartphone"
    assert "Nothing of this is proven" in told.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sign", "award.json"], "--key"),
        (["sign", "nowhere.json", "--key", "issuer.key"], "cannot be read"),
        (["verify", "--offline", "nowhere.png"], "cannot be read"),
        (["verify", "--offline", "."], "is a folder"),
        (["verify", "--offline", "--trust", "nowhere", "award.json"], "no such folder"),
        (["bake", "award.json", "award.json", "-o", "x.png"], "award.json is neither PNG nor SVG"),
        (["bake", "picture.png", "award.json", "-o", "x.png"], "has yet to be signed"),
        (["bake", "picture.png", "picture.svg", "-o", "x.png"], "picture.svg is neither the JSON of a badge"),
        (["bake", "picture.png", "award.json", "x.json", "-o", "x.png"], "bake [IMAGE] BADGE"),
        (["unbake", "award.json"], "award.json is neither PNG nor SVG"),
        (["sign", "--example", "-o", "award.json"], "exists already"),
        (["sign", "award.json", "--key", "nowhere.key"], "nowhere.key cannot be read"),
        (["sign", "award.json", "--key", "award.json"], "award.json.public.json is missing"),
        (["sign", "award.json", "--key", "."], "is a folder"),
        (["keygen", "-o", "."], "is a folder"),
        (["keygen", "-o", "issuer.key", "--site", "badges.example.org"], "like https://badges.example.org"),
        (["unbake", "picture.png"], "carries no such badge"),
        (["keygen", "-o", "issuer.key", "--publish", "site"], "--site"),
        (["keygen", "-o", "issuer.key", "--site", "https://192.0.2.1"], "host name"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_what_cannot_be_done_is_said_in_one_line(
    desk: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(arguments) == WRONG_USAGE
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert sorted(file.name for file in desk.iterdir()) == ["award.json", "picture.png", "picture.svg"]


def test_wrong_words_end_with_64_and_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["nonsense"])
    assert ended.value.code == WRONG_USAGE
    assert "usage:" in capsys.readouterr().err


def test_a_key_is_never_overwritten_and_its_file_is_for_its_owner(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keygen", "-o", "issuer.key"]) == 0
    before = (desk / "issuer.key").read_bytes()
    assert main(["keygen", "-o", "issuer.key"]) == WRONG_USAGE
    assert (desk / "issuer.key").read_bytes() == before
    assert (desk / "issuer.key").stat().st_mode & 0o777 == 0o600


def test_the_public_half_of_another_key_signs_nothing(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["keygen", "-o", "one.key"])
    main(["keygen", "-o", "two.key"])
    (desk / "one.key.public.json").write_bytes((desk / "two.key.public.json").read_bytes())
    assert main(["sign", "award.json", "--key", "one.key", "-o", "badge.json"]) == WRONG_USAGE
    assert "not the one expected" in capsys.readouterr().err
    assert not (desk / "badge.json").exists()


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_without_a_picture_a_medal_is_drawn(desk: Path, capsys: pytest.CaptureFixture[str], ending: str) -> None:
    main(["keygen", "-o", "issuer.key"])
    main(["sign", "award.json", "--key", "issuer.key", "-o", "badge.json"])
    assert main(["bake", "-o", f"badge.{ending}", "badge.json"]) == 0
    status, report = _verdict(capsys, f"badge.{ending}")
    assert (status, report["issuer_host"]) == (VALID, None)
    assert main(["bake", f"picture.{ending}", "badge.json", "-o", "x.png"]) == (0 if ending == "png" else WRONG_USAGE)


def test_the_json_names_the_site_that_confirms(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["keygen", "--site", "https://badges.example.org/left", "--publish", "site", "-o", "site.key"])
    assert "to be served at https://badges.example.org/left/did.json\n" in capsys.readouterr().err
    main(["sign", "award.json", "--key", "site.key", "-o", "badge.json"])
    report = _verdict(capsys, "--trust", "site", "badge.json")[1]
    assert report["issuer_id"] == "did:web:badges.example.org:left"
    assert report["issuer_host"] == "badges.example.org"
