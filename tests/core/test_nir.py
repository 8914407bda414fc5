"""The social security number is recognised however it is written, and nothing else is."""

import re
import time
from itertools import combinations, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import String

from peerlearn.core.db import UNAMBIGUOUS, Base
from peerlearn.core.nir import LONGEST_TEXT, NirError, contains_nir, refuse_nir

# Made up: nobody was born in the 99th month of a commune that does not exist. Keys are right.
WRITTEN = {
    "in one piece": "1850578006084",
    "in one piece with its key": "185057800608491",
    "as on the card": "1 85 05 78 006 084 91",
    "as on the card, without the key": "2 85 05 78 006 084",
    "the key after a slash": "1 85 05 78 006 084 / 91",
    "the key after a word": "1 85 05 78 006 084 clé 91",
    "dots": "1.85.05.78.006.084.91",
    "dashes": "1-85-05-78-006-084-91",
    "long dashes": "1–85–05–78–006–084",
    "no-break spaces": "1\u00a085\u00a005\u00a078\u00a0006\u00a0084\u00a091",
    "narrow no-break spaces": "1\u202f85\u202f05\u202f78\u202f006\u202f084",
    "two spaces": "1  85  05  78  006  084",
    "tabs": "1\t85\t05\t78\t006\t084",
    "commas": "1, 85, 05, 78, 006, 084",
    "underscores": "1_85_05_78_006_084",
    "full-width digits": "１８５０５７８００６０８４",
    "Arabic digits": "١٨٥٠٥٧٨٠٠٦٠٨٤",
    "digits with something invisible between": "185\u200b0578\u200d006\u2060084",
    "a word right before": "NIR1850578006084",
    "a colon right before": "n° de sécu:185057800608491",
    "in a sentence": "Awa (1 85 05 78 006 084) vient mardi à 9 h, au 12 rue des Écoles.",
    "the first fields in one": "18505 78 006 084",
    "birth in one": "185 05 78 006 084 91",
    "commune and order in one": "1 85 05 78 006084",
    "in pairs, with its key": "18 50 57 80 06 08 49 1",
    "from the left in threes, with its key": "1 850 578 006 084 91",
    "Southern Corsica": "1 85 05 2A 006 084",
    "Northern Corsica": "285052b006084",
    "Corsica with its key": "285052A00608482",
    "Corsica in two": "1 85 05 2 A 006 084",
    "born abroad": "2 91 07 99 352 018",
    "born overseas": "1 72 11 97 411 203",
    "born overseas, as on the card": "1 72 11 974 11 203",
    "born overseas, with its key": "1 85 05 974 11 084 22",
    "the place of birth in one, as INSEE has it": "1 85 05 78006 084",
    "the place of birth in one, with its key": "1 85 05 78006 084 91",
    "up to the place, then the rest": "1850578 006084",
    "birth in one, then the place, then the rest": "18505 78 006084",
    "sex and year in one": "185 05 78 006084",
    "birth and place in one each": "18505 78006 084",
    "all but the order in one": "1850578006 084",
    "the sex apart": "1 850578006084",
    "digit by digit": "1 8 5 0 5 7 8 0 0 6 0 8 4",
    "digit by digit, with dots": "1.8.5.0.5.7.8.0.0.6.0.8.4",
    "in pairs after the sex, with its key": "1 85 05 78 00 60 84 91",
    "in any pieces, with its key": "18 5057 800 6084 91",
    "two dashes between": "1 -- 85 -- 05 -- 78 -- 006 -- 084",
    "four spaces between": "1    85    05    78    006    084",
    "letters that nobody sees between": "1\u316485\u316405\u316478\u3164006\u3164084",
    "after a plus sign": "+1850578006084",
    "after a plus sign, as on the card": "+1 85 05 78 006 084",
    "a number in waiting, in one piece": "3850578006084",
    "an unknown month of birth": "1 60 20 99 135 001",
    "a month that stands for an unknown one": "2 60 42 99 135 001",
    "another month that stands for an unknown one": "1 60 73 99 135 001",
    "a provisional number": "7 85 05 78 006 084",
    "a number in waiting, with its key": "3 85 05 78 006 084 06",
}
SOMETHING_ELSE = {
    "a SIRET": "73282932000074",
    "a SIRET as printed": "732 829 320 00074",
    "a SIRET and a flat": "732 829 320 00074 2",
    "a SIREN": "732 829 320",
    "two SIREN": "732 829 320 356 000 000",
    "a phone": "06 12 34 56 78",
    "a phone in threes": "0692 123 456",
    "the emergency and a phone overseas": "112 0692 123 456",
    "phones in a row": "01 42 68 53 12 06 12 34 56 78 07 81 12 05 75",
    "phones in a row, abroad": "+33 1 42 68 53 12 +33 6 12 34 56 78",
    "a phone, then another": "+33 1 42 68 53 12 06 12 34 56 78",
    "a phone in thirteen digits": "0033142685312",
    "a phone of Paris from abroad": "+33142685312",
    "a phone of La Réunion": "+262 692 12 34 56",
    "a post code and a phone": "13001 0491123456",
    "a device": "352099001761481",
    "a device in pieces": "35 209900 176148 1",
    "a device in pieces of another kind": "352099 00 176148 1",
    "a day": "22/11/2026",
    "days": "01/05/1985, 02/06/1985, 03/07/1985",
    "a day and a time": "2026-11-22 18:47:04",
    "an instant": "1795374424000",
    "an IBAN": "FR76 3000 6000 0112 3456 7890 189",
    "the end of an IBAN": "0112 3456 7890 189",
    "an IBAN of Norway": "NO93 8601 1117 947",
    "a bank card": "4970 1012 3456 7890",
    "a card with fifteen digits": "3782 822463 10005",
    "a code of a badge": "K7MX 4RQD",
    "an address": "12 bis rue des Écoles, 59000 Lille",
    "a book": "978-2-07-036822-8",
    "prices": "1 250,50 + 2 300,00",
    "nothing": "",
    "a bar code": "1855078006084",
    "a bar code of France": "3017620422003",
    "an order": "2250612345678",
    "another instant": "1785123456789",
    "amounts": "2 10 12 13 100 200",
    "other amounts": "1 30 09 30 120 150",
    "an age, then amounts": "1 12 05 14 200 300",
    "a month that does not exist": "1 85 13 78 006 084",
    "no commune": "1 85 05 78 000 084",
    "another key in one piece": "385057800608492",
    "one digit too many": "18505780060849",
}
_SEPARATORS = st.sampled_from([" ", ".", "-", "/", "\u00a0", "\u202f", " - ", "_", ", "])


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_a_number_is_seen(text: str) -> None:
    assert contains_nir(text)


@pytest.mark.parametrize("text", SOMETHING_ELSE.values(), ids=SOMETHING_ELSE)
def test_what_only_looks_like_one_passes(text: str) -> None:
    assert not contains_nir(text)


@st.composite
def numbers(draw: st.DrawFn) -> list[str]:
    """The fields of a number that may exist, its key included; round at both ends, it could be amounts without it."""
    months = [*range(1, 13), 20, *range(30, 43), *range(50, 100)]
    department = draw(st.sampled_from([*(f"{n:02d}" for n in range(1, 100)), "2A", "2B"]))
    fields = [
        draw(st.sampled_from("12")),
        f"{draw(st.integers(0, 99)):02d}",
        f"{draw(st.sampled_from(months)):02d}",
        department,
        f"{draw(st.integers(1, 999)):03d}",
        f"{draw(st.integers(1, 999)):03d}",
    ]
    plain = "".join(fields).replace("2A", "19").replace("2B", "18") if department in {"2A", "2B"} else "".join(fields)
    return [*fields, f"{97 - int(plain) % 97:02d}"]


@given(
    numbers(),
    st.lists(_SEPARATORS, min_size=6, max_size=6),
    st.sampled_from(["", "NIR ", "Née à Lille, ", "12 rue X "]),
    st.booleans(),
)
def test_any_number_is_seen_field_by_field(fields: list[str], between: list[str], before: str, keyed: bool) -> None:
    written = fields[0] + "".join(s + f for s, f in zip(between, fields[1 : 7 if keyed else 6], strict=False))
    assume(keyed or not (fields[4][-1] == fields[5][-1] == "0"))
    assert contains_nir(f"{before}{written}, merci")


@given(numbers(), st.lists(st.integers(1, 14), max_size=6))
def test_any_number_with_its_key_is_seen_in_whatever_pieces(fields: list[str], cuts: list[int]) -> None:
    written = "".join(fields)
    ends = [0, *sorted(set(cuts)), len(written)]
    # "2A" is one sign to the eye: nobody writes "285052 A".
    assume(not any(written[end - 1 : end + 1] in {"2A", "2B"} for end in ends[1:-1]))
    assume(not _looks_like_a_device(written))
    assert contains_nir(" ".join(written[start:end] for start, end in pairwise(ends)))


@given(numbers(), st.sampled_from(["97", "98"]), st.lists(st.booleans(), min_size=5, max_size=5))
def test_any_likely_number_is_seen_in_any_merging_of_its_fields(
    fields: list[str], overseas: str, joined: list[bool]
) -> None:
    sex, year, month, _, commune, order, _ = fields
    assume((year >= "30" or year <= "10") and month <= "42")
    for written in (fields[:6], [sex, year, month, overseas + commune[0], commune[1:], order]):
        assume(not ("".join(written)[9] == order[-1] == "0"))
        between = ["" if one else " " for one in joined]
        assert contains_nir(written[0] + "".join(s + f for s, f in zip(between, written[1:], strict=True)))


def _looks_like_a_device(digits: str) -> bool:
    doubled = (int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits))) if digits.isdigit() else [1]
    return digits[0] in "034589" and sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def test_half_a_number_in_each_of_two_texts_is_a_number() -> None:
    refuse_nir("Awa", None, "12 rue des Écoles")
    for texts in (("1 85 05", "78 006 084"), ("Awa 185", "0578 006084 Diop"), ("1850578", None, "006084")):
        with pytest.raises(NirError):
            refuse_nir(*texts)


def test_a_long_text_is_judged_in_a_moment() -> None:
    started = time.process_time()
    for text in ("1 ", "12 345 ", "1 85 05 78 "):
        assert not contains_nir((text * LONGEST_TEXT)[:LONGEST_TEXT])
    assert time.process_time() - started < 1


def _in_pieces(digits: str, cuts: tuple[int, ...], separator: str) -> str:
    ends = [sum(cuts[: n + 1]) for n in range(len(cuts))]
    return separator.join(digits[end - cut : end] for cut, end in zip(cuts, ends, strict=True))


@st.composite
def phones(draw: st.DrawFn) -> str:
    """A phone number of France, near or far, as people write it."""
    rest = draw(st.from_regex(r"[1-9][0-9]{8}", fullmatch=True))
    separator = draw(st.sampled_from([" ", ".", "-", "\u00a0", ""]))
    start, cuts = draw(
        st.sampled_from(
            [
                ("0", (2, 2, 2, 2, 2)),
                ("0", (4, 3, 3)),
                ("0", (4, 2, 2, 2)),
                ("+33 ", (1, 2, 2, 2, 2)),
                ("0033 ", (1, 2, 2, 2, 2)),
                ("+33 (0)", (1, 2, 2, 2, 2)),
                ("+262 ", (3, 2, 2, 2)),
                ("00590 ", (3, 2, 2, 2)),
            ]
        )
    )
    if start == "0":
        return _in_pieces("0" + rest, cuts, separator)
    return start + _in_pieces(rest, cuts, separator)


@st.composite
def sirets(draw: st.DrawFn) -> str:
    """Fourteen digits, in one piece or as printed."""
    digits = draw(st.from_regex(r"[0-9]{14}", fullmatch=True))
    return _in_pieces(digits, draw(st.sampled_from([(14,), (3, 3, 3, 5), (9, 5)])), " ")


@st.composite
def devices(draw: st.DrawFn) -> str:
    """An IMEI: fifteen digits of which the last is Luhn's, in one piece or in the usual ones."""
    digits = draw(st.sampled_from(["01", "35", "86", "99", "45", "52"])) + draw(
        st.from_regex(r"[0-9]{12}", fullmatch=True)
    )
    doubled = (int(d) * (2 - place % 2) for place, d in enumerate(reversed(digits)))
    check = -sum(n - 9 if n > 9 else n for n in doubled) % 10
    cuts = draw(st.sampled_from([(15,), (2, 6, 6, 1), (6, 2, 6, 1), (8, 6, 1)]))
    return _in_pieces(f"{digits}{check}", cuts, draw(st.sampled_from([" ", "-"])))


@st.composite
def accounts(draw: st.DrawFn) -> str:
    """An IBAN of France, in fours."""
    digits = draw(st.from_regex(r"[0-9]{25}", fullmatch=True))
    return "FR" + _in_pieces(digits, (2, 4, 4, 4, 4, 4, 3), " ")


@st.composite
def days(draw: st.DrawFn) -> str:
    """A date, and maybe a time."""
    moment = draw(st.datetimes())
    return moment.strftime(draw(st.sampled_from(["%d/%m/%Y", "%Y-%m-%d %H:%M", "%d.%m.%y", "%d-%m-%Y"])))


codes = st.text(UNAMBIGUOUS, min_size=4, max_size=4).map(lambda text: f"{text} {text[::-1]}")


@given(
    st.lists(st.one_of(phones(), sirets(), devices(), accounts(), days()), min_size=1, max_size=4),
    st.sampled_from([" ", ", ", " / ", " ou ", "\n", " - "]),
)
def test_numbers_of_other_kinds_pass_alone_and_in_a_row(texts: list[str], between: str) -> None:
    text = between.join(texts)
    # A few rows of numbers are a social security number for all that anybody can tell.
    assume(not _holds_keyed_number(text) and not _holds_fields(text))
    assert not contains_nir(text)


def _holds_keyed_number(text: str) -> bool:
    words = re.findall(r"\d+", text)
    rows = ("".join(words[first:last]) for first, last in combinations(range(len(words) + 1), 2))
    keyed = (row for row in rows if len(row) == 15)
    return any(row[0] in "123478" and 97 - int(row[:13]) % 97 == int(row[13:]) for row in keyed)


def _holds_fields(text: str) -> bool:
    """Whether numbers side by side are thirteen digits, never cut inside a field, of somebody born in a month."""
    words = re.findall(r"\d+", text)
    for first, last in combinations(range(len(words) + 1), 2):
        row = "".join(words[first:last])
        ends = {sum(map(len, words[first:end])) for end in range(first + 1, last)}
        if re.fullmatch(r"[123478]\d\d(0[1-9]|1[0-2]|20|3\d|4[0-2])\d{8}", row) and ends <= {1, 3, 5, 7, 8, 10}:
            return True
    return False


@given(st.one_of(phones(), sirets(), devices(), accounts(), days()))
def test_a_number_of_another_kind_alone_has_the_structure_or_passes(text: str) -> None:
    assume(not _holds_keyed_number(text))
    assert not contains_nir(text)


@given(codes)
def test_codes_of_cards_pass(text: str) -> None:
    assert not contains_nir(text)


def test_every_column_of_text_that_people_type_refuses_one() -> None:
    coded = {
        "code", "version", "token_hash", "identifier_hash", "address_hash", "device_hash", "secret_hash",
        "content_sha256", "sha256", "public_id", "public_code", "card_code", "kid", "form", "algorithm", "base_url",
        "language", "device", "time_zone", "region_code", "department_code", "siret", "phone", "search_key", "word",
        "encoding", "action", "subject_type", "because", "did",
        "curriculum_code", "module_code", "stored_name", "digest", "holder_code_hash",
    }  # fmt: skip
    open_to_all = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        # Names and free text have a type of their own, and values of the trade another.
        if type(column.type) is String and column.name not in coded
    }
    # Written by a command of the national team, from its own settings; and the codes of which mark waits, and why.
    own = {"issuer_profile.email", "field_mark.reason", "untold_mark.reason"}
    own |= {"untold_mark.kind", "untold_mark.workshop_code"}
    assert open_to_all - own == set()
