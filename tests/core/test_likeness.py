"""Names that look the same, and names that people have."""

import pytest

from peerlearn.core.likeness import holds_name, mixes_alphabets

REAL = [
    "Jean-Noël d’Œuvray",
    "José Ñíguez Muñoz",
    "Łukasz Żółć",
    "Олена Кравченко-Сорока",
    "Ростислав",
    "Γιώργος Παπαδόπουλος",
    "فاطمة الزهراء",
    "Nguyễn Thị Ánh",
    "田中ゆき子",
    "김 민준",
    "Олена Petit",
    "O'Neil",
    "Mme 2ᵉ Durand",
]


@pytest.mark.parametrize("name", REAL)
def test_real_names_are_of_one_alphabet_and_like_themselves_alone(name: str) -> None:
    assert not mixes_alphabets(name)
    assert holds_name(name, name)
    assert holds_name(f"Mme {name.upper()}", name)
    assert [other for other in REAL if other != name and holds_name(other, name)] == []


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Рос Хасе", "Poc Xace"),  # Cyrillic from its first letter to its last
        ("ΝΙΚΟΣ ΒΑΚΑ", "NIKOΣ BAKA"),
        ("Вова", "ВОВА"),
        ("Ali", "AIi"),
    ],
)
def test_whole_words_of_another_alphabet_are_compared_by_their_looks(name: str, other: str) -> None:
    assert holds_name(other, name)
    assert holds_name(name, other)


@pytest.mark.parametrize("other", ["Carole", "Petit", "Caroline Petit", "Karim Petit", "Nadia Berthier", "", "…"])
def test_another_name_is_another_one(other: str) -> None:
    assert not holds_name(other, "Carole Petit")
    assert not holds_name("Carole Petit", "…")
