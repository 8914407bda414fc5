"""The archive of the demonstration on a server that only knows files: programs of other people still believe it.

The badges name `http://localhost`; each of them is told by its own means that this site is on another port now.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from flask import Flask
from openbadgeslib.ob2.verifier import OB2Verifier
from openbadgeslib.ob3.verifier import OB3Verifier
from openbadgeslib.verify import verify_badge

from tests.demo.conftest import demonstration as demonstration  # noqa: PLC0414 - a fixture, for pytest to see
from tests.reference.conftest import reference_says, wallet_says
from tests.web.public.shelf import check, export

_FAMILIES = ("digitalbazaar", "digitalcredentials")

# What `python -m http.server` runs, for as long as the test holds the other end of its input.
_SERVER = """
import os, runpy, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
runpy.run_module("http.server", run_name="__main__", alter_sys=True)
"""


@contextmanager
def on_a_plain_server(folder: Path) -> Iterator[str]:
    """`python -m http.server`, which says itself on which port it is."""
    command = [sys.executable, "-u", "-c", _SERVER, "0", "--bind", "127.0.0.1", "--directory", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout
        line = server.stdout.readline()
        port = re.search(r"port (\d+)", line)
        assert port, line
        yield f"http://localhost:{port[1]}"


def _site(address: str) -> Callable[[str], bytes]:
    """Its addresses as openbadgeslib reaches them; did:web means https, which localhost does not speak."""

    def download(url: str) -> bytes:
        answer = requests.get(address + url.partition("://localhost")[2], timeout=20)
        if answer.status_code != requests.codes.ok:
            raise OSError(f"{answer.status_code} for {url}")
        return answer.content

    return download


@pytest.mark.usefixtures("demonstration")
def test_other_programs_believe_the_archive_of_the_demonstration(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    made = export(app, folder)
    assert made.exit_code == 0, made.output
    whole = check(folder)
    assert whole.exit_code == 0, whole.output
    held = sorted(folder.glob("b/*.jwt"))
    withdrawn = [one for one in sorted(folder.glob("b/*.ob2.json")) if b'"revoked":true' in one.read_bytes()]
    assert held
    assert withdrawn
    with on_a_plain_server(folder) as address:
        _of_openbadgeslib(held[0], _site(address))
        _of_the_reference_validator(held[0], withdrawn[0], address)
        for family in _FAMILIES:
            found = wallet_says(family, held[0].with_suffix(".json").read_text(encoding="utf-8"), at=address)
            assert found["verified"], found
            assert found["status"], found


def _of_openbadgeslib(token: Path, site: Callable[[str], bytes]) -> None:
    verifier = OB3Verifier.for_issuer_did("did:web:localhost", download=site)
    said = token.read_text(encoding="utf-8")
    accepted = verifier.verify(said, check_status=True, verify_status_list=True, download=site)
    assert accepted.issuer.id == "did:web:localhost"
    hosted = token.with_suffix(".ob2.json").read_text(encoding="utf-8")
    assert str(OB2Verifier(download=site).verify_hosted(hosted, check_revocation=True).id) in hosted
    in_picture = token.with_suffix(".png").read_bytes()
    result = verify_badge(in_picture, "3", resolve_did=True, check_status=True, download=site)
    assert (result.valid, result.trusted) == (True, True), result.reason


def _of_the_reference_validator(token: Path, withdrawn: Path, address: str) -> None:
    hosted = json.loads(token.with_suffix(".ob2.json").read_bytes())["id"]
    for asked in (hosted, token.with_suffix(".jws").read_text(encoding="utf-8")):
        report = reference_says(input=asked, at=address)
        assert report["valid"], report
        assert report["errorCount"] == 0, report
    assert not reference_says(input=json.loads(withdrawn.read_bytes())["id"], at=address)["valid"]
