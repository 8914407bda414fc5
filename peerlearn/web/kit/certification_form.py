"""The form for what others certified: the same for staff and in one's own space."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, StringField

from peerlearn.people.certifications import CertificationFacts
from peerlearn.people.models import ExternalCertification
from peerlearn.people.rules import LONGEST_PROOF_LINK
from peerlearn.web.kit.forms import FormNumberField, PageForm, needed, optional, short_text

# Suggested while one types; anything else can be written.
ISSUERS = ("GIP Pix", "Certif Pro (CléA)", "ICDL France", "AFPA")
TITLES = ("Pix", "ABC Pix", "CléA numérique", "ICDL", "PCIE")


class CertificationForm(PageForm):
    """What stands on the document."""

    PLACES: ClassVar = {
        "people.certified_to_come": "awarded_on",
        "people.certified_long_ago": "awarded_on",
        "people.expires_before": "expires_on",
        "people.link_wrong": "link",
    }
    title = StringField(_l("What is it called?"), validators=[needed(_l("Write what it is called.")), *short_text()])
    issuer = StringField(_l("Who gave it?"), validators=[needed(_l("Write who gave it.")), *short_text()])
    awarded_on = DateField(_l("When?"), validators=[needed(_l("Write the day on the document."))])
    level = StringField(_l("Level or score"), validators=[optional(), *short_text(longest=60)])
    expires_on = DateField(_l("Until when it holds"), validators=[optional()])
    proof = StringField(_l("Number on the document"), validators=[optional(), *short_text(longest=80)])
    link = StringField(
        _l("Link to the proof"),
        validators=[optional(), *short_text(longest=LONGEST_PROOF_LINK)],
    )
    is_seen = BooleanField(_l("I have seen the document"))
    form_id = FormNumberField()

    @classmethod
    def of(cls, noted: ExternalCertification) -> "CertificationForm":
        """What was written, to correct it."""
        written = ("title", "issuer", "awarded_on", "level", "expires_on", "proof", "link")
        values: dict[str, Any] = {name: getattr(noted, name) for name in written}
        return cls(is_seen=noted.seen_at is not None, **values)

    def facts(self) -> CertificationFacts:
        """What was typed, as the action takes it."""
        assert self.awarded_on.data is not None  # noqa: S101 - the field is needed
        return CertificationFacts(
            issuer=str(self.issuer.data),
            title=str(self.title.data),
            awarded_on=self.awarded_on.data,
            level=self.level.data,
            expires_on=self.expires_on.data,
            proof=self.proof.data,
            link=self.link.data,
        )

    @property
    def says_more(self) -> bool:
        """Whether the folded part must be open: something in it is wrong, or written."""
        folded = ("level", "expires_on", "proof", "link")
        return any(self[name].errors or self[name].data for name in folded)

    def words(self) -> dict[str, Any]:
        """What the page suggests while one types."""
        return {"issuers": ISSUERS, "titles": TITLES}
