"""Nobody can type a social security number into any field of any form."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from wtforms import PasswordField, StringField
from wtforms.fields.core import UnboundField

from peerlearn.web.kit.forms import Length, NoNir, PageForm

# Fields whose text is stored nowhere as it was typed.
NOT_STORED = {
    "SignInForm.identifier": "only compared",
    "VerifyForm.input": "only checked",
    "HolderForm.holder_code": "only compared",
    "ConfirmForm.seen": "only compared",
    "TheftForm.seen": "only compared",
    "PublishForm.seen": "only compared",
    "IssuingForm.seen": "only compared",
    "SigningForm.read_at": "only compared",
    "PresenceTap.state": "one of six words",
}


def test_every_field_of_text_refuses_a_number(app: Flask) -> None:
    open_to_all = {
        f"{form.__name__}.{name}"
        for form in _forms(PageForm)
        for name, field in _text_fields(form)
        if not any(isinstance(validator, NoNir) for validator in field.kwargs.get("validators", ()))
    }
    assert open_to_all == set(NOT_STORED)


def test_what_is_too_long_is_looked_through_nowhere(app: Flask) -> None:
    """Looking for a number takes its time over each word, so the length is judged first, and stops the rest."""
    unbounded = {
        f"{form.__name__}.{name}": kinds
        for form in _forms(PageForm)
        for name, field in _text_fields(form)
        if NoNir in (kinds := [type(one) for one in field.kwargs.get("validators", ())])
        and Length not in kinds[: kinds.index(NoNir)]
    }
    assert unbounded == {}


def test_every_form_was_looked_at(app: Flask) -> None:
    assert len(_forms(PageForm)) > 10


def _forms(form: type[PageForm]) -> list[type[PageForm]]:
    return [one for child in form.__subclasses__() for one in (child, *_forms(child))]


def _text_fields(form: type[PageForm]) -> Iterator[tuple[str, Any]]:
    for name in dir(form):
        field: Any = getattr(form, name, None)
        if isinstance(field, UnboundField) and issubclass(field.field_class, StringField):
            yield from () if issubclass(field.field_class, PasswordField) else ((name, field),)
