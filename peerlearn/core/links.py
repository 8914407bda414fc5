"""Which addresses may be linked to, whoever wrote them down: sites of the internet, by their names, over https."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

# A browser turns a back slash round and drops what is quoted: both lead elsewhere than they say.
_SIGNS_THAT_DECEIVE = '\\"<>^`{|}'
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
# Numbers name machines, not sites, however they are written (127.1, 0x7f.1): the last part of a name has letters.
_LAST_LABEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
_LONGEST_NAME = 253
# Names of the machine itself, or of a network at home or at work: everybody who taps would get somewhere else.
_NEARBY = frozenset({"arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local", "localhost", "onion"})


def is_safe_link(address: str, *, longest: int) -> bool:
    """Whether this is the address of a site on the internet, over https, that hides nothing: no secret, no port, no
    number in place of a name, nothing that cannot be seen."""
    if len(address) > longest or not address.isascii() or any(one <= " " for one in address):
        return False
    if any(one in _SIGNS_THAT_DECEIVE for one in address) or _hides(unquote(address)):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and _is_site(parts.netloc.lower().removesuffix("."))


def host_of(address: str) -> str:
    """The site that an address leads to, as it is registered: a look-alike shows as what it is."""
    return urlsplit(address).hostname or ""


def _is_site(name: str) -> bool:
    """Whether the whole of what stands between `https://` and the path is a name: no `@`, no colon, no bracket."""
    *labels, last = name.split(".")
    is_registered = bool(labels) and last not in _NEARBY and _LAST_LABEL.fullmatch(last) is not None
    return len(name) <= _LONGEST_NAME and is_registered and all(_LABEL.fullmatch(one) for one in labels)


def _hides(text: str) -> bool:
    return any(unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for one in text)
