"""The program in a process of its own."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.services.server import serving


def test_the_program_answers_until_the_block_ends(database_url: str, tmp_path: Path) -> None:
    with serving(database_url, tmp_path) as address:
        assert requests.get(f"{address}/healthz", timeout=30).status_code == 200
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", urlsplit(address).port or 0), timeout=5)


def test_a_program_that_cannot_start_is_not_waited_for(database_url: str, tmp_path: Path) -> None:
    stopped_at_the_start = serving(database_url, tmp_path, PEERLEARN_SECRET_KEY="short")
    with stopped_at_the_start as address, pytest.raises(requests.ConnectionError):
        requests.get(f"{address}/healthz", timeout=30)
    assert "PEERLEARN_SECRET_KEY" in (tmp_path / "server.log").read_text(encoding="utf-8")
