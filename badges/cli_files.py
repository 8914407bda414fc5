"""Files and words of the command: read and written so that a mistake loses nothing."""

from __future__ import annotations

import getpass
import os
import secrets
import sys
from argparse import Namespace
from pathlib import Path

_PASSPHRASE = "BADGES_PASSPHRASE"  # noqa: S105 - the name of a variable
_MOST = 5_000_000


class Trouble(Exception):  # noqa: N818 - said to whoever typed the command
    """The command cannot go on; the text says what to do."""


def read(path: Path) -> bytes:
    """Return a file of at most 5 MB.

    Raises:
        Trouble: it cannot be read, or is larger than any badge.
    """
    try:
        if path.is_dir():
            raise Trouble(f"{path} is a folder: name a file")
        with path.open("rb") as file:
            content = file.read(_MOST + 1)
    except OSError as error:
        raise Trouble(f"{path} cannot be read: {error.strerror}") from error
    if len(content) > _MOST:
        raise Trouble(f"{path} is larger than 5 MB, which no badge is")
    return content


def read_or_input(name: str) -> bytes:
    """Return a file, or standard input for `-`."""
    return sys.stdin.buffer.read(_MOST + 1) if name == "-" else read(Path(name))


def write(path: Path, content: bytes) -> None:
    """Write a file aside and rename it, so that a half-written one never stands under its name.

    Raises:
        Trouble: it cannot be written.
    """
    refuse_folder(path)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            aside.write_bytes(content)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise Trouble(f"{path} cannot be written: {error.strerror}") from error


def refuse_folder(path: Path) -> None:
    """Stop before writing a file under the name of a folder.

    Raises:
        Trouble: that is what was asked.
    """
    if path.is_dir():
        raise Trouble(f"{path} is a folder: name the file to make")


def write_or_print(path: Path | None, content: bytes) -> None:
    """Write to the file, or to standard output when none was named."""
    if path is not None:
        write(path, content)
        return
    sys.stdout.buffer.write(content + b"\n")
    sys.stdout.buffer.flush()


def say(text: str) -> None:
    """Tell the person; standard output stays for what programs read."""
    sys.stderr.write(f"{text}\n")


def passphrase_of(asked: Namespace) -> str:
    """Return the passphrase of the key: from the named file, the environment, or the keyboard.

    Raises:
        Trouble: there is none and nobody to ask.
    """
    if asked.passphrase_file:
        return read(asked.passphrase_file).decode(errors="replace").strip()
    if told := os.environ.get(_PASSPHRASE):
        return told
    if not sys.stdin.isatty():
        raise Trouble(f"set {_PASSPHRASE}, or name a file with --passphrase-file")
    try:
        return getpass.getpass("Passphrase of the key: ")
    except (EOFError, KeyboardInterrupt) as error:
        raise Trouble("no passphrase was given; nothing was done") from error
