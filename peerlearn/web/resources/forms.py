"""The form of a resource. What is no file that may be kept has the wrong shape, and is said beside the file."""

from collections.abc import Sequence
from typing import ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import RadioField, SelectChoice, SelectField, StringField  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from peerlearn.core.errors import DomainError
from peerlearn.organisations.models import Organisation
from peerlearn.resources.actions import ResourceFacts
from peerlearn.resources.examining import Examined, examine
from peerlearn.resources.rules import LARGEST_FILE, LONGEST_LINK, ResourceKind
from peerlearn.web.kit.errors import message_of
from peerlearn.web.kit.forms import PageForm, needed, optional, short_text
from peerlearn.web.kit.labels import choices_of

EVERYBODY = "everybody"


class _Kept:
    """The file, if there is one, is of a kind that is kept and holds nothing that acts."""

    def __call__(self, form: BaseForm, field: FileField) -> None:
        """Raise StopValidation, saying what to do with the file."""
        file: FileStorage | None = field.data
        if not file:
            return
        try:
            form.examined = examine(file.read(LARGEST_FILE + 1))  # type: ignore[attr-defined]
        except DomainError as refused:
            raise StopValidation(message_of(refused)) from refused


class ResourceForm(PageForm):
    """A link or a file, what it is called, and for whom it is."""

    PLACES: ClassVar = {"not_a_name": "title", "resources.link_wrong": "link", "resources.link_or_file": "file"}
    title = StringField(_l("Title"), validators=[needed(_l("Write a title.")), *short_text()])
    kind = RadioField(_l("What it is"), default=ResourceKind.SHEET.value)
    file = FileField(
        _l("File"),
        validators=[_Kept()],
        description=_l("PDF, picture, sound, video, text, ODT or DOCX. Up to 10 MB."),
    )
    link = StringField(_l("Or a link"), validators=[optional(), *short_text(longest=LONGEST_LINK)])
    owner = SelectField(_l("For whom"))
    examined: Examined | None = None

    def offer(self, owners: Sequence[Organisation], *, with_everybody: bool) -> None:
        """For whom it may be: one of these organisations, or everybody."""
        everybody = [SelectChoice(EVERYBODY, _("Everybody in the programme"))] if with_everybody else []
        self.owner.choices = [*everybody, *(SelectChoice(one.public_id, one.name) for one in owners)]
        self.kind.choices = choices_of(*ResourceKind)
        self._with_everybody = with_everybody
        self._owners = {one.public_id: one for one in owners}

    @property
    def is_choice(self) -> bool:
        """Whether there is more than one to choose from."""
        return len(self._owners) + self._with_everybody > 1

    def chosen_owner(self) -> Organisation | None:
        """The organisation it is for; None is everybody."""
        return self._owners.get(self.owner.data or "")

    def facts(self) -> ResourceFacts:
        """What was written down, once the shape is right."""
        kind = ResourceKind(self.kind.data)
        return ResourceFacts(str(self.title.data), kind, link=self.link.data or "", file=self.examined)
