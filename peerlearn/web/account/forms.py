"""Forms of signing in, and of one's own account."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField

from peerlearn.web.kit.forms import Length, PageForm, needed

_LONGEST_SECRET = 200


class SignInForm(PageForm):
    """E-mail or card code, and password or PIN."""

    identifier = StringField(
        _l("E-mail or card code"),
        validators=[needed(_l("Write your e-mail, or the code on your card.")), Length(max=254)],
    )
    secret = PasswordField(
        _l("Password or PIN"), validators=[needed(_l("Write your password or your PIN.")), Length(max=_LONGEST_SECRET)]
    )


class InvitationForm(PageForm):
    """The password of the account with the invited e-mail, or of the one to be opened."""

    password = PasswordField(
        _l("Your password"), validators=[needed(_l("Write a password.")), Length(max=_LONGEST_SECRET)]
    )


class ChangeSecretForm(PageForm):
    """Another password, or another PIN."""

    current = PasswordField(
        _l("The one you have now"),
        validators=[needed(_l("Write the password or PIN you have now.")), Length(max=_LONGEST_SECRET)],
    )
    new = PasswordField(
        _l("The new one"), validators=[needed(_l("Choose a new password or PIN.")), Length(max=_LONGEST_SECRET)]
    )
