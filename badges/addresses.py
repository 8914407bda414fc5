"""The two kinds of identifier an issuer has: an http(s) address and, made from it, a `did:web`."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from .errors import ContentRefused

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_PRINTABLE = re.compile(r"[\x21-\x7e]+")


def check_http(address: str, *, what: str) -> str:
    """Return `address` if it is an absolute http(s) address that can be published.

    Plain http is for localhost only (the demonstration).

    Raises:
        ContentRefused: relative, another scheme, user name, fragment, white space, or http elsewhere.
    """
    if not _PRINTABLE.fullmatch(address):
        raise ContentRefused(f"{what}: not an address")
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise ContentRefused(f"{what}: not an address") from error
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or parts.fragment:
        raise ContentRefused(f"{what}: not an absolute http(s) address without user name and fragment")
    if parts.scheme == "http" and host != "localhost":
        raise ContentRefused(f"{what}: http is allowed on localhost only")
    return address


def origin_of(address: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an http(s) address, or None for any other identifier."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80)


def did_web(base: str) -> str:
    """Return the `did:web` whose document lies under the address `base` (did:web method, section 3.1).

    `https://badges.example` gives `did:web:badges.example`, whose document is `/.well-known/did.json`;
    `https://badges.example/ob/3/issuers/a` gives `did:web:badges.example:ob:3:issuers:a`, whose document is
    `/ob/3/issuers/a/did.json`. A port is written `%3A`. The method means https and forbids IP addresses;
    http on localhost is our exception for the demonstration.

    Raises:
        ContentRefused: not such an address.
    """
    check_http(base, what="base of did:web")
    parts = urlsplit(base)
    host = parts.hostname or ""
    if parts.query or not _HOST.fullmatch(host) or _is_ip(host):
        raise ContentRefused("did:web needs a host name (no IP address) and no query")
    if "%" in parts.path or "//" in parts.path:
        raise ContentRefused("did:web: plain path segments only")
    port = f"%3A{parts.port}" if parts.port is not None else ""
    segments = [quote(segment, safe="-._~") for segment in parts.path.split("/") if segment]
    if any(segment in {".", ".."} for segment in segments):
        raise ContentRefused("did:web: a path that goes straight down")
    return ":".join(["did:web", host + port, *segments])


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        # 127.1 and 2130706433 are addresses for many resolvers: a name whose last label is a number is none.
        return host.rsplit(".", 1)[-1].isdigit()
    return True
