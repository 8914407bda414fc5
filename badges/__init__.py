"""Open Badges 2.0 and 3.0: issue, bake, draw and verify them.

Pure: no web, no database, no clock, no settings, no network. What is trusted is passed in by name: the
    keys, the register, the time. This page is the public face; the modules behind it may be rearranged.
"""

from . import endorsements, ob2, ob3, proofs, status
from .addresses import did_web
from .artwork import Palette, Template, WayBack, contrast, draw_badge, draw_badge_svg
from .baking import OB2_KEYWORD, OB3_KEYWORD, PreparedPicture, bake, prepare, unbake
from .baking_svg import bake_svg, unbake_svg
from .errors import (
    ArtworkRefused,
    BadgeError,
    ContentRefused,
    ContextUnknown,
    Gone,
    InvalidKey,
    KeyFileError,
    KeyFileExists,
    Malformed,
    RegisterUnavailable,
    SignatureInvalid,
    TooLarge,
    Unreachable,
)
from .jws import read_signed, sign
from .key_files import read_signing_key, write_signing_key
from .keys import (
    Algorithm,
    KeyState,
    SigningKey,
    VerificationKey,
    generate_did_key,
    generate_signing_key,
    key_name,
    public_jwk,
    public_key_from_jwk,
)
from .model import Achievement, Alignment, Award, Endorsement, Evidence, Issuer, StatusEntry
from .published_keys import cryptographic_key, did_document, jwk_set, published
from .qr import QrCode, make_qr
from .recognise import Kind, Recognised, recognise
from .report import Check, Outcome, Reason, Recipient, Report, Verdict
from .resolve import FolderResolve
from .resolve_guarded import GuardedFetch
from .seen import badge_in_pdf, links_in_picture
from .strict_json import read as read_json
from .strict_json import write as write_json
from .summary import Summary, make_summary, read_summary, summary_key_id
from .trust import Registered, RegisterState, Resolve, StoredTrust, Trust, digest
from .unproven import read_unproven
from .verify import verify

__all__ = [
    "OB2_KEYWORD",
    "OB3_KEYWORD",
    "Achievement",
    "Algorithm",
    "Alignment",
    "ArtworkRefused",
    "Award",
    "BadgeError",
    "Check",
    "ContentRefused",
    "ContextUnknown",
    "Endorsement",
    "Evidence",
    "FolderResolve",
    "Gone",
    "GuardedFetch",
    "InvalidKey",
    "Issuer",
    "KeyFileError",
    "KeyFileExists",
    "KeyState",
    "Kind",
    "Malformed",
    "Outcome",
    "Palette",
    "PreparedPicture",
    "QrCode",
    "Reason",
    "Recipient",
    "Recognised",
    "RegisterState",
    "RegisterUnavailable",
    "Registered",
    "Report",
    "Resolve",
    "SignatureInvalid",
    "SigningKey",
    "StatusEntry",
    "StoredTrust",
    "Summary",
    "Template",
    "TooLarge",
    "Trust",
    "Unreachable",
    "Verdict",
    "VerificationKey",
    "WayBack",
    "badge_in_pdf",
    "bake",
    "bake_svg",
    "contrast",
    "cryptographic_key",
    "did_document",
    "did_web",
    "digest",
    "draw_badge",
    "draw_badge_svg",
    "endorsements",
    "generate_did_key",
    "generate_signing_key",
    "jwk_set",
    "key_name",
    "links_in_picture",
    "make_qr",
    "make_summary",
    "ob2",
    "ob3",
    "prepare",
    "proofs",
    "public_jwk",
    "public_key_from_jwk",
    "published",
    "read_json",
    "read_signed",
    "read_signing_key",
    "read_summary",
    "read_unproven",
    "recognise",
    "sign",
    "status",
    "summary_key_id",
    "unbake",
    "unbake_svg",
    "verify",
    "write_json",
    "write_signing_key",
]
