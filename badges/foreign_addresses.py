"""Addresses that strangers write: only one reading of each is let through.

Two programs that read the same address differently are how a scope is escaped and how a request is sent inwards.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

_LABEL = r"[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Printable ASCII, without the characters that browsers and libraries read in several ways.
_CHARACTERS = re.compile(r"[\x21-\x7e]+")
_AMBIGUOUS = re.compile(r"[\\<>\"^`{|}]")
_DOTS = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
_MAX_ADDRESS = 2_000


def is_host_name(host: str) -> bool:
    """Tell whether this is a plain DNS name in lower case: no IP address in any of its spellings, no last dot."""
    if len(host) > 253 or not _HOST.fullmatch(host):
        return False
    try:
        ip_address(host)
    except ValueError:
        # 127.1, 2130706433 and 0x7f000001 are addresses for many resolvers.
        return not _NUMBER.fullmatch(host.rsplit(".", 1)[-1])
    return False


def split_plain(address: str) -> SplitResult | None:
    """Return the parts of an absolute http(s) address with a host name, or None.

    None also for a user name, a fragment, dot segments in any spelling, a percent-encoded slash, or characters that
    are not plain printable ASCII.
    """
    if len(address) > _MAX_ADDRESS or not _CHARACTERS.fullmatch(address) or _AMBIGUOUS.search(address):
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    # The host in lower case as it stands: urlsplit lowers it, which would hide a second spelling.
    host = parts.netloc.partition(":")[0]
    if parts.scheme not in ("http", "https") or not is_host_name(host) or "@" in parts.netloc:
        return None
    if "#" in address or _DOTS.search(parts.path) or "%2f" in parts.path.lower() or "%5c" in parts.path.lower():
        return None
    return parts


def origin(address: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of a plain address, or None for anything else."""
    parts = split_plain(address)
    if parts is None or parts.hostname is None:
        return None
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
