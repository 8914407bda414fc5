"""The one box of verification."""

import re
from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import TextAreaField

from peerlearn.web.kit.forms import PageForm
from peerlearn.web.public.several import Given, given_in

_SIGNS = 8
# A code with a slip in it, as far as one can tell: few words hold a digit, or are written in capitals.
_LIKE_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9]{5,13}|[A-Z0-9]{5,13}")


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
        if any(one.content for one in self.given):
            return True
        if self.given:
            self.file.errors = [_l("This file is empty. Choose it again, or ask the person to send it again.")]
        else:
            self.input.errors = [_l("There is nothing to check yet. Paste a link or a code, or choose a file.")]
        return False

    def ask_again(self) -> None:
        """What was typed is neither a code nor a link: say what may be wrong in it, beside it."""
        typed = re.sub(r"[\s-]", "", self.input.data or "")
        if not _LIKE_CODE.fullmatch(typed):
            words = _("We see neither a code nor a link here. Paste the link of the badge, or type its code.")
        elif len(typed) == _SIGNS:
            words = _("A code never holds 0, O, 1, I, L or U. Compare it with the card, sign by sign.")
        else:
            words = _("A code has 8 signs. Here there are %(count)s. Compare it with the card.", count=len(typed))
        self.input.errors = [words]
