"""Checking an archive with nothing but its files: no database, no network, no key from elsewhere.

So it proves that all of it belongs together and was not changed since it was made, by anybody who has not the
issuer's keys. Whether these keys are the issuer's, whoever has another copy can tell: their names are fingerprints.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from peerlearn.awards.archive.badge_files import check_badge
from peerlearn.awards.archive.endorsement_files import check_endorsements
from peerlearn.awards.archive.files import Files, Finding
from peerlearn.awards.archive.key_files import check_keys
from peerlearn.awards.archive.list_files import check_hosted, check_lists
from peerlearn.awards.archive.manifest import NAME, About
from peerlearn.awards.archive.places import check_files, codes
from peerlearn.awards.archive.seal import check_seal


@dataclass(frozen=True)
class Checked:
    """What came of it. `keys`: their kids, each of which ends with its fingerprint; `sealed_with`: the one that signed
    the list of files, if any did."""

    about: About
    findings: tuple[Finding, ...]
    keys: tuple[str, ...]
    handed_out: int
    others: int
    sealed_with: str


class Check:
    """The check of one archive; `badges` walks through them, so that progress can be shown."""

    def __init__(self, folder: Path, *, now: datetime) -> None:
        """Open the archive.

        Raises:
            ManifestError: it is none.
        """
        self._files = Files.below(folder)
        self.about = self._files.manifest.about
        self._files.expect(NAME, self.about.made_at <= now, "says that it was made in the future")
        # As of the day it was made: a badge that has expired since is no damage.
        self._now = min(self.about.made_at, now)
        self._counted: Counter[bool] = Counter()
        self.codes = codes(self._files)

    def badges(self) -> Iterator[str]:
        """Check everything, badge by badge; gives the code of each."""
        check_files(self._files)
        self._sealed_with = check_seal(self._files, now=self._now)
        self._keys = check_keys(self._files, now=self._now)
        withdrawn = check_lists(self._files, now=self._now)
        check_hosted(self._files, withdrawn)
        in_force = set()
        for code in self.codes:
            edition = check_badge(self._files, code, now=self._now)
            self._counted[bool(edition)] += 1
            in_force.add(edition)
            yield code
        self._check_strays(in_force, withdrawn)
        check_endorsements(self._files, in_force, now=self._now)
        self._check_ids()

    def result(self) -> Checked:
        """What was found, once all badges were walked through."""
        findings = tuple(sorted(self._files.findings, key=lambda one: (one.path, one.words)))
        counted = self._counted[True], self._counted[False]
        return Checked(self.about, findings, tuple(self._keys), *counted, self._sealed_with)

    def _check_strays(self, in_force: set[str], withdrawn: set[str]) -> None:
        """Every hosted document belongs to a badge with a page."""
        for prefix, suffix, known in (
            ("ob/2/assertions/", ".json", in_force | withdrawn),
            ("ob/3/credentials/", ".json", in_force),
            ("ob/3/credentials/", ".jwt", in_force),
        ):
            for uuid in self._files.named(prefix, suffix):
                self._files.expect(f"{prefix}{uuid}{suffix}", uuid in known, "belongs to no badge of this archive")

    def _check_ids(self) -> None:
        """A hosted document names its own address, byte for byte: readers compare."""
        for path in sorted(self._files.paths):
            if path.startswith(("ob/2/", "ob/3/achievements/")):
                said = self._files.document(path).get("id")
                self._files.expect(path, self._files.is_address_of(said, path), "does not name its own address")
