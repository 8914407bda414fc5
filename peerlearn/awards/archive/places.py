"""Which files an archive has, and only those: what was added to it is found even where the list was changed too."""

import re

from peerlearn.awards.archive import manifest
from peerlearn.awards.archive.files import Files

INDEX = "index.html"
CARDS = f"v/{INDEX}"
COVER = (INDEX, CARDS, ".well-known/jwks.json")
FORMS = (".json", ".jwt", ".ob2.json", ".jws", ".png", ".svg", ".pdf")
HOSTED = ".ob2.json"
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_NAME = r"[A-Za-z0-9_-]+"
_KNOWN = re.compile(
    "|".join(
        (
            *(re.escape(path) for path in COVER),
            r"\.well-known/did\.json",
            rf"b/{_NAME}/index(\.[a-z]{{2}})?\.html",
            rf"b/{_NAME}({'|'.join(re.escape(form) for form in FORMS)})",
            rf"ob/2/assertions/{_UUID}\.json",
            rf"ob/2/(badges|issuers|keys|revocations)/{_NAME}\.json",
            rf"ob/3/credentials/{_UUID}\.(json|jwt)",
            rf"ob/3/endorsements/{_UUID}\.json",
            rf"ob/3/(achievements|keys)/{_NAME}\.json",
            rf"ob/3/issuers/{_NAME}/(did|profile)\.json",
            r"ob/3/status/[0-9]+\.(json|jwt)",
            rf"ob/images/{_NAME}\.png",
            r"static/([\w-]+/)*[\w.-]+\.(css|svg|woff2)",
        )
    )
)


def check_files(files: Files) -> None:
    """Compare the folder with its list, and the list with what an archive has."""
    listed = files.manifest.files
    for path in sorted({*listed, *files.paths}):
        if path not in files.paths:
            files.note(path, "is missing")
        elif (files.root / path).is_symlink():
            files.note(path, "is a link to somewhere else")
        elif path not in listed:
            files.note(path, f"was added: {manifest.NAME} does not list it")
        elif _fingerprint(files, path) != listed[path]:
            files.note(path, f"was changed: it is not the file that {manifest.NAME} lists")
        if not _KNOWN.fullmatch(path):
            files.note(path, "has no place in an archive of badges")
    for path in COVER:
        files.holds(path)


def _fingerprint(files: Files, path: str) -> tuple[str, int] | None:
    try:
        file = files.root / path
        return manifest.fingerprint(file) if manifest.is_plain(file) else None
    except OSError:
        return None


def codes(files: Files) -> list[str]:
    """The public code of every badge, in order: those with a page, and those with any other file."""
    found = (re.fullmatch(rf"b/({_NAME})[./].*", path) for path in files.paths)
    return sorted({match[1] for match in found if match})
