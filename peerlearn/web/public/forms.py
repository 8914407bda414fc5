"""The one box of verification."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import TextAreaField

from peerlearn.web.kit.forms import PageForm
from peerlearn.web.public.several import Given, given_in


class VerifyForm(PageForm):
    """A link, a code, a text or a file. It changes nothing, so it needs no token."""

    class Meta(PageForm.Meta):
        """Without a token: making one would set a cookie."""

        csrf = False

    input = TextAreaField(
        _l("Link, code or text of the badge"),
        description=_l("The code has 8 signs. It is on the card, and in the link. Several: one on each line."),
    )
    file = FileField(
        _l("Or the file of the badge"),
        description=_l(
            "A photo of the card, a screenshot, a picture, a PDF, or a .jwt or .json file. Up to 30 files at once."
        ),
    )

    given: Sequence[Given] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse an empty box; what is inside is for the verification to judge."""
        if not super().validate(extra_validators):
            return False
        self.given = given_in(request.files.getlist("file"), self.input.data or "")
        if self.given:
            return True
        nothing = _l("There is nothing to check yet. Paste a link or a code, or choose a file.")
        self.input.errors = [*self.input.errors, nothing]
        return False
