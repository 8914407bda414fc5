"""Badges of another issuer, whose site is on a port of this machine; or who has no site and vouches for itself."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

import badges
from badges import multibase
from tests.badges.foreign_site import credential, did_document, public, sign_document, status_entry, status_list
from tests.badges.test_resolve_guarded import Server, say, serving

KEY = badges.generate_signing_key(controller="did:web:x", algorithm=badges.Algorithm.ED25519)
_PUBLIC = public(KEY)
assert isinstance(_PUBLIC, Ed25519PublicKey)
_NAME = multibase.multikey(_PUBLIC)
SELF, SELF_KID = f"did:key:{_NAME}", f"did:key:{_NAME}#{_NAME}"
_ISSUER = {"type": ["Profile"], "name": "École d’à côté"}


@dataclass(frozen=True)
class Site:
    """The site of another issuer at `http://localhost:PORT`, whether it answers or not."""

    port: int

    @property
    def host(self) -> str:
        """Its name, as pages show it."""
        return f"localhost:{self.port}"

    @property
    def did(self) -> str:
        """Who it is."""
        return f"did:web:localhost%3A{self.port}"

    @property
    def kid(self) -> str:
        """Its key."""
        return f"{self.did}#{badges.key_name(public(KEY))}"

    @property
    def listed_at(self) -> str:
        """The address of its list of withdrawals."""
        return f"http://{self.host}/status/1"

    def badge(self, **members: object) -> str:
        """A badge that it signed."""
        unsigned = credential(issuer={"id": self.did, **_ISSUER}, **members)
        return json.dumps(sign_document(unsigned, KEY, verificationMethod=self.kid))

    def status(self, index: int = 7) -> dict[str, Any]:
        """A place in its list of withdrawals."""
        return status_entry(index, id=f"{self.listed_at}#{index}", statusListCredential=self.listed_at)

    def talk(self, connection: socket.socket, path: str) -> None:
        """Answer as such a site does: with its keys, and with a list in which badge 9 is withdrawn."""
        listed = {**status_list(9, issuer=self.did), "id": self.listed_at}
        pages: dict[str, object] = {
            "/.well-known/did.json": did_document(self.did, public(KEY)),
            "/status/1": sign_document(listed, KEY, verificationMethod=self.kid),
            "/badge.json": json.loads(self.badge()),
        }
        if path in pages:
            say(json.dumps(pages[path]).encode())(connection, path)
        else:
            say(b"nothing here", status=b"404 Not Found")(connection, path)


def self_declared(**members: object) -> str:
    """A badge whose issuer is a key and nothing else: nobody vouches for who that is."""
    unsigned = credential(issuer={"id": SELF, **_ISSUER}, **members)
    return json.dumps(sign_document(unsigned, KEY, verificationMethod=SELF_KID))


@contextmanager
def answering() -> Iterator[tuple[Site, Server]]:
    """A site that answers, and the server that counts what it was asked."""
    sites: list[Site] = []

    def talk(connection: socket.socket, path: str) -> None:
        sites[0].talk(connection, path)

    with serving(talk) as server:
        sites.append(Site(server.port))
        yield sites[0], server


def closed_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def silent(connection: socket.socket, _path: str) -> None:
    """Say nothing, until the other side has had enough."""
    connection.recv(1)
