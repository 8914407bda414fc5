"""How the library words what is wrong: the command line prints it behind a code or a reason."""

from __future__ import annotations

import re

# The only words with capitals.
NAMES = {
    *("BadgeClass", "DID", "ES256", "Ed25519", "GZIP", "Infinity", "JSON", "JWK", "JWS", "JWT", "LD", "MB", "MiB"),
    *("Multikey", "NUL", "NaN", "OB", "OpenBadgeCredential", "P", "PNG", "Profile", "RSA", "SVG", "Set", "UTF"),
    *("assertionMethod", "encodedList", "kB", "proofValue", "publicKeyMultibase", "publicKeyPem", "validUntil"),
    *("verificationMethod", "zTXt"),
}


def is_phrase(text: str) -> bool:
    """Tell whether it reads on behind a colon: words, and small letters but for names."""
    words = re.findall(r"\w+", text)
    return words != [] and all(word.islower() or word.isdigit() or word in NAMES for word in words)
