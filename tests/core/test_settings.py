"""Settings: what is missing stops the start and says what to set."""

from dataclasses import replace
from pathlib import Path

import pytest

from peerlearn.core import settings as module
from peerlearn.core.errors import SettingsError
from peerlearn.core.settings import Settings

NEEDED = {
    "PEERLEARN_SECRET_KEY": "forty characters that nobody would guess",
    "PEERLEARN_KEYS_PASSPHRASE": "forty others that nobody would guess",
    "PEERLEARN_PUBLIC_URL": "https://peerlearn.example/",
    "PEERLEARN_DATABASE_URL": "postgresql://db/peerlearn",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, so that the demonstration's file of this machine is not read."""
    monkeypatch.setattr(module, "PROJECT", tmp_path)
    return tmp_path


def test_a_whole_set_is_read(folder: Path) -> None:
    read = Settings.from_environment(NEEDED | {"PEERLEARN_LANGUAGES": "fr, en ar", "PEERLEARN_DEMO": "yes"})
    assert read.public_url == read.badge_url == "https://peerlearn.example"
    assert read.languages == ("fr", "en", "ar")
    assert read.is_https
    assert read.demo
    assert read.data_dir == folder / "var"


@pytest.mark.parametrize("name", [name for name in NEEDED if name != "PEERLEARN_DATABASE_URL"])
def test_what_is_missing_stops_the_start_and_is_named(folder: Path, name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({key: value for key, value in NEEDED.items() if key != name})
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment(NEEDED | {name: ""})


@pytest.mark.parametrize("name", ["PEERLEARN_SECRET_KEY", "PEERLEARN_KEYS_PASSPHRASE"])
def test_a_secret_that_is_too_short_stops_the_start_without_being_shown(folder: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="too short") as refused:
        Settings.from_environment(NEEDED | {name: "hunter2"})
    assert "hunter2" not in str(refused.value)


def test_a_secret_may_come_from_a_file(folder: Path) -> None:
    (folder / "secret").write_text("written in a file, with a line end\n", encoding="utf-8")
    read = Settings.from_environment(NEEDED | {"PEERLEARN_SECRET_KEY_FILE": str(folder / "secret")})
    assert read.secret_key == "written in a file, with a line end"


def test_a_file_that_cannot_be_read_is_named(folder: Path) -> None:
    with pytest.raises(SettingsError, match="nowhere"):
        Settings.from_environment(NEEDED | {"PEERLEARN_SECRET_KEY_FILE": str(folder / "nowhere")})


def _write_demonstration(folder: Path) -> None:
    (folder / "var").mkdir()
    lines = [f"{name}={value}" for name, value in NEEDED.items() if name != "PEERLEARN_DATABASE_URL"]
    (folder / "var" / "demo.env").write_text("\n".join(["# made by make run", *lines, "PEERLEARN_DEMO=1"]) + "\n")


def test_the_demonstrations_own_file_fills_what_the_shell_does_not_say(folder: Path) -> None:
    _write_demonstration(folder)
    read = Settings.from_environment({"PEERLEARN_PUBLIC_URL": "http://localhost:5001"})
    assert read.secret_key == NEEDED["PEERLEARN_SECRET_KEY"]
    assert read.public_url == "http://localhost:5001"
    assert read.database_url == f"sqlite:///{folder / 'var' / 'peerlearn.db'}"
    assert read.demo


def test_the_demonstrations_file_is_left_alone_where_a_database_is_named(folder: Path) -> None:
    _write_demonstration(folder)
    with pytest.raises(SettingsError, match="PEERLEARN_"):
        Settings.from_environment({"PEERLEARN_DATABASE_URL": "postgresql://db/peerlearn"})


def test_other_variables_of_the_shell_change_nothing(folder: Path) -> None:
    assert Settings.from_environment(NEEDED | {"SECRET_KEY": "x", "DEMO": "1"}) == Settings.from_environment(NEEDED)


def test_how_many_proxies_are_trusted_is_a_small_number_and_none_unless_it_is_said(folder: Path) -> None:
    assert Settings.from_environment(NEEDED).trusted_proxies == 0
    assert Settings.from_environment(NEEDED | {"PEERLEARN_TRUSTED_PROXIES": "2"}).trusted_proxies == 2
    for wrong in ("yes", "-1", "1.5", "10", "²"):
        with pytest.raises(SettingsError, match="PEERLEARN_TRUSTED_PROXIES"):
            Settings.from_environment(NEEDED | {"PEERLEARN_TRUSTED_PROXIES": wrong})


def test_settings_cannot_be_changed_later(settings: Settings) -> None:
    with pytest.raises(AttributeError):
        settings.demo = True  # type: ignore[misc]
    assert replace(settings, demo=True).demo
