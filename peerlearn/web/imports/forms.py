"""Forms of the imports. What cannot be read as a table has the wrong shape, and is said beside the file."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import SelectChoice, SelectField  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from peerlearn.core.errors import DomainError
from peerlearn.imports.actions import HandedIn
from peerlearn.imports.reading import LARGEST_FILE, read
from peerlearn.organisations.models import Organisation
from peerlearn.web.kit.errors import message_of
from peerlearn.web.kit.forms import PageForm


class _Table:
    """The file holds a table."""

    def __call__(self, form: BaseForm, field: FileField) -> None:
        """Raise StopValidation, saying what to do with the file."""
        file: FileStorage | None = field.data
        if not file:
            raise StopValidation(str(_l("Choose a file first.")))
        content = file.read(LARGEST_FILE + 1)
        try:
            form.handed_in = HandedIn(file.filename or "", content, read(content))  # type: ignore[attr-defined]
        except DomainError as refused:
            raise StopValidation(message_of(refused)) from refused


class FileForm(PageForm):
    """A file of organisations."""

    file = FileField(
        _l("File (CSV)"),
        validators=[_Table()],
        description=_l("Up to 5 MB and 20,000 lines. The first line says what each column holds."),
    )
    handed_in: HandedIn

    def place_of(self, refused: DomainError) -> str:
        """Whatever is refused is about the file."""
        return "file" if refused.code.startswith("imports.") else super().place_of(refused)


class PeopleFileForm(FileForm):
    """A file of people goes into one organisation."""

    organisation = SelectField(_l("Into which organisation"))

    def offer(self, organisations: Sequence[Organisation]) -> None:
        """The organisations one may choose."""
        self.organisation.choices = [SelectChoice(one.public_id, one.name) for one in organisations]
