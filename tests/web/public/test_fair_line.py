"""Few are served at once: whoever brings much waits behind themselves, and holds up nobody else."""

from peerlearn.web.public.fair_line import FairLine


def _served(line: FairLine[str]) -> list[str]:
    return list(iter(line.serve, None))


def _line(*items: str) -> FairLine[str]:
    """Of four places and four in line, with these in it; an item begins with the letter of its address."""
    line = FairLine[str](4, 4)
    for item in items:
        assert line.join(item, item[0]) == (True, None)
    return line


def test_one_address_leaves_a_place_and_the_line_to_others() -> None:
    line = _line("a1", "a2", "a3", "a4", "a5")
    assert _served(line) == ["a1", "a2", "a3"]
    assert line.join("b1", "b") == (True, None)
    assert _served(line) == ["b1"]
    line.leave("b1")
    assert _served(line) == [], "the fourth place stays free for somebody else"
    line.leave("a2")
    assert _served(line) == ["a4"]


def test_in_a_full_line_the_last_of_whoever_has_most_gives_way() -> None:
    line = _line(*(f"a{number}" for number in range(1, 9)))
    assert _served(line) == ["a1", "a2", "a3"]
    assert line.join("a9", "a") == (False, None)
    assert line.join("b1", "b") == (True, "a8")
    assert line.join("b2", "b") == (True, "a7")
    assert _served(line) == ["b1"]
    assert line.join("c1", "c") == (True, "a6")
    line.leave("a1")
    assert _served(line) == ["c1"], "whoever has the least being served comes first"


def test_when_all_have_brought_as_much_nobody_gives_way() -> None:
    line = _line("a", "b", "c", "d", "e", "f", "g", "h")
    assert _served(line) == ["a", "b", "c", "d"]
    assert line.join("i", "i") == (False, None)
    assert line.join("a2", "a") == (False, None)
    line.leave("f")
    assert line.join("i", "i") == (True, None), "who went away has left room"
    line.leave("a")
    assert _served(line) == ["e"]
