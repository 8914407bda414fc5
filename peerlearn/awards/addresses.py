"""The public addresses of an issuer's files. They live in signed bytes: never rename one."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Addresses:
    """The addresses under one permanent base (no trailing slash)."""

    base: str

    def page(self, public_code: str) -> str:
        """The badge page that people share and print."""
        return f"{self.base}/b/{public_code}"

    def picture_of_award(self, public_code: str) -> str:
        """The picture with the badge baked in."""
        return f"{self.base}/b/{public_code}.png"

    def issuer(self, public_id: str) -> str:
        """The OB 2.0 profile, which is the issuer's OB 2.0 identifier."""
        return f"{self.base}/ob/2/issuers/{public_id}.json"

    def revocations(self, public_id: str) -> str:
        """The OB 2.0 revocation list of an issuer."""
        return f"{self.base}/ob/2/revocations/{public_id}.json"

    def badge_class(self, public_id: str) -> str:
        """The OB 2.0 BadgeClass of an achievement."""
        return f"{self.base}/ob/2/badges/{public_id}.json"

    def assertion(self, credential_uuid: UUID) -> str:
        """The hosted OB 2.0 assertion, which is its identifier."""
        return f"{self.base}/ob/2/assertions/{credential_uuid}.json"

    def achievement(self, public_id: str) -> str:
        """The OB 3.0 achievement."""
        return f"{self.base}/ob/3/achievements/{public_id}.json"

    def credential(self, credential_uuid: UUID) -> str:
        """The OB 3.0 credential as VC-JWT."""
        return f"{self.base}/ob/3/credentials/{credential_uuid}.jwt"

    def ob2_key(self, name: str) -> str:
        """The OB 2.0 CryptographicKey, which is its identifier."""
        return f"{self.base}/ob/2/keys/{name}.json"

    def picture(self, public_id: str) -> str:
        """The picture of an achievement, with nothing baked in."""
        return f"{self.base}/ob/images/{public_id}.png"

    def status_list(self, number: int) -> str:
        """The status list as VC-JWT, for badges signed as JWT: its identifier there."""
        return f"{self.base}/ob/3/status/{number}.jwt"

    def status_list_json(self, number: int) -> str:
        """The status list as JSON with a proof, for badges signed likewise: its identifier there."""
        return f"{self.base}/ob/3/status/{number}.json"

    def path_of_did(self, public_id: str) -> str:
        """What a partner's `did:web` is made of; its document lies under it as `did.json`."""
        return f"{self.base}/ob/3/issuers/{public_id}"
