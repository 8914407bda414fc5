"""Phone numbers as people in France write them."""

import re

import phonenumbers

# A number of La Réunion is not valid "in France": each overseas plan is tried in turn.
_PLANS = ("FR", "RE", "GP", "GF", "MQ", "YT", "PM", "NC", "PF", "WF")
# Numbers that the regulator keeps for films and examples: a demonstration needs some that ring nowhere.
_FICTION = re.compile(r"\+33(?:63998|19900|26191|35301|46571|53649)\d{4}")


def find_phone(text: str) -> str | None:
    """The number in the international form (E.164), or None when `text` is none that exists."""
    for plan in _PLANS:
        try:
            number = phonenumbers.parse(text, plan)
        except phonenumbers.NumberParseException:
            continue
        stored = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(number) or _FICTION.fullmatch(stored):
            return stored
    return None


def phone_as_said(stored: str) -> str:
    """A stored number as people say it: "06 12 34 56 78" at home, "+32 2 555 12 12" abroad."""
    number = phonenumbers.parse(stored)
    is_french = number.country_code in {33, 262, 508, 590, 594, 596}
    style = phonenumbers.PhoneNumberFormat.NATIONAL if is_french else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)
