"""Documents from a folder: an archive is checked from its files, and nothing outside of them is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from badges.errors import Unreachable
from badges.resolve import MAX_DOCUMENT, FolderResolve


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of two hosts, with a secret beside it."""
    folder = tmp_path / "archive"
    for name in ("a.example/.well-known/did.json", "a.example/user/alice/did.json", "a.example_8443/x", "b/é.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    (tmp_path / "secret").write_text("secret")
    return folder


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.example/.well-known/did.json", "a.example/.well-known/did.json"),
        ("https://a.example/user/alice/did.json", "a.example/user/alice/did.json"),
        ("https://a.example:8443/x", "a.example_8443/x"),
        ("https://b/%C3%A9.json", "b/é.json"),
    ],
)
def test_an_address_is_a_file(archive: Path, url: str, name: str) -> None:
    assert FolderResolve(archive)(url) == name.encode()


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/missing",
        "https://a.example",
        "https://a.example/",
        "https://a.example/user",
        "https://a.example/../../secret",
        "https://a.example/%2e%2e/%2e%2e/secret",
        "https://a.example/..%2f..%2fsecret",
        "https://a.example/..%5c..%5csecret",
        "https://a.example//.well-known/did.json",
        "https://../secret",
        "https://a.example/.well-known/did.json?x=1",
        "https://a.example/.well-known/did.json#x",
        "https://u@a.example/.well-known/did.json",
        "https://a.example/%00",
        "file:" + "///etc/passwd",
        "a.example/.well-known/did.json",
        "https://a.example/" + "x" * 300,
        "",
    ],
)
def test_nothing_else_is_read(archive: Path, url: str) -> None:
    with pytest.raises(Unreachable):
        FolderResolve(archive)(url)


def test_a_link_out_of_the_folder_is_not_followed(archive: Path) -> None:
    (archive / "b" / "out").symlink_to(archive.parent / "secret")

    with pytest.raises(Unreachable):
        FolderResolve(archive)("https://b/out")


def test_a_huge_file_is_not_read(archive: Path) -> None:
    (archive / "b" / "huge").write_bytes(b"x" * (MAX_DOCUMENT + 1))

    with pytest.raises(Unreachable):
        FolderResolve(archive)("https://b/huge")


def test_an_archive_of_one_site_lies_below_its_base(archive: Path) -> None:
    resolve = FolderResolve(archive / "a.example", base="https://a.example")

    assert resolve("https://a.example/.well-known/did.json")
    for url in ("https://a.example.evil/.well-known/did.json", "https://b/%C3%A9.json"):
        with pytest.raises(Unreachable):
            resolve(url)
