"""Forms check shape and keep what was typed; whether it is true is the action's business."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid4

from flask import render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from flask_wtf.form import _Auto
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, Form, StringField, ValidationError
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Optional, Regexp, StopValidation
from wtforms.validators import Length as _Length
from wtforms.widgets import HiddenInput

from peerlearn.core.errors import DomainError
from peerlearn.core.nir import contains_nir
from peerlearn.core.texts import is_showable
from peerlearn.web.kit import transaction
from peerlearn.web.kit.errors import message_of

T = TypeVar("T")
# Controls, and what is there without being seen or turns what follows: no address holds them.
_HIDDEN = r"\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"


class Length(_Length):
    """Refuse what is too long, and look at it no further: what comes after may take its time over each word."""

    def __call__(self, form: BaseForm, field: StringField) -> None:
        """Raise StopValidation when the text is too long."""
        try:
            super().__call__(form, field)
        except ValidationError as too_long:
            raise StopValidation(*too_long.args) from too_long


class NoNir:
    """Refuse a social security number, wherever it is typed."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise ValidationError when the text holds one."""
        if isinstance(field.data, str) and contains_nir(field.data):
            raise ValidationError(str(message_of(DomainError("nir"))))


class Printable:
    """Refuse what no paper or badge can show, such as control characters: they come from pasting, or from malice."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise ValidationError when the text holds one."""
        if isinstance(field.data, str) and not is_showable(field.data):
            raise ValidationError(message_of(DomainError("hidden_text")))


def stripped(value: str | None) -> str | None:
    """What was typed, without the spaces around it; nothing at all is None."""
    return value.strip() or None if isinstance(value, str) else value


class Needed(InputRequired):
    """Something must be there, and spaces are nothing."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Raise StopValidation when nothing was typed, or nothing but spaces."""
        super().__call__(form, field)
        if field.data is None and not field.process_errors:
            raise StopValidation(self.message or "")


def needed(message: str) -> Needed:
    """The field must be filled in; `message` says what to write."""
    return Needed(message=message)


def short_text(*, longest: int = 120) -> list[Any]:
    """Validators of a one-line text."""
    return [Length(max=longest, message=_l("Use at most %(max)d characters.")), Printable(), NoNir()]


def optional() -> Optional:
    """The field may stay empty."""
    return Optional(strip_whitespace=True)


def email() -> Regexp:
    """The shape of an e-mail address; whether it exists, a letter will tell."""
    label = rf"[^@\s.{_HIDDEN}]+"
    return Regexp(
        rf"^[^@\s{_HIDDEN}]+@{label}(\.{label})+$",
        message=_l("This is not an e-mail address. Example: claire@example.org"),
    )


class FormNumberField(Field):
    """Which form this is, hidden: sent twice, it counts once. What is no number is that of a new form.

    A number is no text that somebody types: by chance, one in 5,000 looks like a social security number.
    """

    widget = HiddenInput()
    data: UUID

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default=uuid4, **kwargs)

    def _value(self) -> str:
        return str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number that the form was given."""
        try:
            self.data = UUID(valuelist[0]) if valuelist else uuid4()
        except ValueError:
            self.data = uuid4()


class PageForm(FlaskForm):  # type: ignore[misc]
    """A form on a page: one place where refusals of the action come back to what was typed."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Read what a form sends and nothing else; strip spaces around every text."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Texts from the texts, files for the fields of files; never a JSON body."""
            if formdata is not _Auto:
                return formdata
            if request.method not in {"POST", "PUT", "PATCH", "DELETE"}:
                return None
            takes_file = {name for name, field in form._fields.items() if isinstance(field, FileField)}
            files = [(name, file) for name, file in request.files.items(multi=True) if name in takes_file]
            texts = [(name, text) for name, text in request.form.items(multi=True) if name not in takes_file]
            return CombinedMultiDict((MultiDict(files), MultiDict(texts)))

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Add the filter before the field is made."""
            if unbound_field.field_class.__name__ not in {"PasswordField", "FileField", "BooleanField"}:
                options["filters"] = [stripped, *unbound_field.kwargs.get("filters", [])]
                unbound_field.kwargs.pop("filters", None)
            return unbound_field.bind(form=form, **options)

    PLACES: ClassVar[Mapping[str, str]] = {}
    refusal: str | None = None
    refused: DomainError | None = None

    def act(self, action: Callable[[], T]) -> T | None:
        """Run `action` when the form was sent and its shape is right; None when the page must be shown again."""
        if not self.validate_on_submit() or self._holds_nul():
            return None
        transaction.start_writing()
        try:
            return action()
        except DomainError as refused:
            transaction.back_to_reading()
            self.refused, self.refusal = refused, message_of(refused)
            self._say_beside(self.place_of(refused), self.refusal)
            return None

    def _holds_nul(self) -> bool:
        """Whether a text holds what PostgreSQL cannot be asked, be it a secret or a text that is only compared."""
        held = [field for field in self if isinstance(field, StringField) and "\0" in (field.data or "")]
        for field in held:
            self._say_beside(field.name, message_of(DomainError("hidden_text")))
        return bool(held)

    def place_of(self, refused: DomainError) -> str:
        """The name of the field that a refusal is about; nothing when it is about the whole."""
        return self.PLACES.get(refused.code, "")

    def _say_beside(self, name: str, words: str) -> None:
        if name in self:
            self[name].errors = [*self[name].errors, words]
        else:
            self.form_errors.append(words)

    def page(self, template: str, **values: Any) -> tuple[str, int]:
        """The page with this form: 200 when first shown, 422 when it comes back."""
        came_back = self.is_submitted()
        return render_template(template, form=self, **values), 422 if came_back else 200
