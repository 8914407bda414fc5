"""What a badge says of itself when nobody can tell whether it is true: to name what could not be checked, no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import baking, jws, strict_json
from .baking_svg import unbake_svg
from .errors import BadgeError
from .recognise import Kind, Recognised, recognise


def read_unproven(document: bytes | str) -> Mapping[str, Any] | None:
    """Return what stands in a PNG, SVG, compact JWS or JSON, as it stands there; of an address, its `id` alone.

    Nothing is checked and nothing fetched: anybody can write anything into it, so show it as that, and never where a
    report says that a badge is not valid.

    Returns:
        The members of the credential or assertion, of whatever kinds; None when nothing can be read.
    """
    if len(document) > baking.MAX_IMAGE:
        return None
    try:
        return _read(_inside(recognise(document)))
    except BadgeError:
        return None


def _inside(found: Recognised) -> Recognised:
    """What a picture carries; anything else is as it is."""
    if found.kind not in (Kind.PNG, Kind.SVG):
        return found
    texts = baking.unbake(found.raw) if found.kind is Kind.PNG else unbake_svg(found.raw)
    baked = next((texts[word] for word in (baking.OB3_KEYWORD, baking.OB2_KEYWORD) if word in texts), b"")
    return recognise(baked)


def _read(found: Recognised) -> Mapping[str, Any] | None:
    if found.kind is Kind.COMPACT_JWS:
        claims = strict_json.read_object(jws.take_apart(found.text).payload)
        inner = claims.get("vc")
        # VC 1.1 may leave to the registered claims who the issuer is.
        return {"issuer": claims.get("iss"), **inner} if isinstance(inner, dict) else claims
    if found.kind is Kind.JSON:
        return strict_json.read_object(found.raw)
    is_address = found.kind is Kind.TEXT and found.text.startswith(("https://", "http://"))
    return {"id": found.text} if is_address else None
