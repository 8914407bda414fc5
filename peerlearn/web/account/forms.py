"""Forms of signing in."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import Length

from peerlearn.web.kit.forms import PageForm, needed


class SignInForm(PageForm):
    """E-mail or card code, and password or PIN."""

    identifier = StringField(
        _l("E-mail or card code"),
        validators=[needed(_l("Write your e-mail, or the code on your card.")), Length(max=254)],
    )
    secret = PasswordField(
        _l("Password or PIN"), validators=[needed(_l("Write your password or your PIN.")), Length(max=200)]
    )


class ChoosePasswordForm(PageForm):
    """The password of a new account."""

    password = PasswordField(_l("Your password"), validators=[needed(_l("Choose a password.")), Length(max=200)])
