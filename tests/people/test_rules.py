"""How a room tells people apart."""

import pytest

from peerlearn.people.rules import Called, initials, names_in_room


@pytest.mark.parametrize(
    ("people", "names"),
    [
        ([Called("Awa"), Called("Rosa")], ["Awa", "Rosa"]),
        ([Called("Malika", "Benali"), Called("Malika", "Traoré")], ["Malika B.", "Malika T."]),
        ([Called("Malika", "Benali"), Called("Malika", "Bouzid")], ["Malika B. 1", "Malika B. 2"]),
        ([Called("Awa"), Called("Awa")], ["Awa 1", "Awa 2"]),
        ([Called("Awa"), Called("awa", "Diop")], ["Awa", "awa D."]),
        ([Called("Élodie", "Petit"), Called("Elodie", "Roux")], ["Élodie P.", "Elodie R."]),
        ([Called("Moussa", "  ndiaye"), Called("Moussa", "Traoré")], ["Moussa N.", "Moussa T."]),
        ([], []),
    ],
)
def test_two_of_the_same_first_name_are_told_apart(people: list[Called], names: list[str]) -> None:
    assert names_in_room(people) == names


def test_initials_of_a_first_name_alone_and_of_both() -> None:
    assert initials("awa", None) == "A."
    assert initials("Awa", "Diop") == "A. D."
    assert initials("Awa", "  ") == "A."
