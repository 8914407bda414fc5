"""The rings and pictograms of badges. Pictograms are drawn on 24 units, with a stroke of 2."""

from __future__ import annotations

from .pen import Pen

CENTRE = (120.0, 84.0)
"""Of the medallion, in the 240 units of a badge."""


def one_ring(pen: Pen, mark: str) -> None:
    """One ring: oneself."""
    pen.ring(CENTRE, outer=82, inner=64, colour=mark)


def four_arcs(pen: Pen, mark: str) -> None:
    """Four arcs: the four levels."""
    for number in range(4):
        start = number * 90 + 7 - 90
        pen.line(pen.arc(CENTRE, 64, start, start + 76), 10, mark)


def eight_discs(pen: Pen, mark: str) -> None:
    """Eight discs: the group one leads."""
    for number in range(8):
        angle = (number + 0.5) * 45
        pen.disc(pen.arc(CENTRE, 64, angle, angle)[0], 9, mark)


def telephone(pen: Pen, mark: str) -> None:
    """A telephone with a tick: I can use mine."""
    pen.line(pen.box_outline((6.5, 2, 17.5, 22), 2.5), 2, mark)
    pen.line([(9.3, 10.8), (11.3, 12.8), (15, 8.8)], 2, mark)
    pen.line([(10.7, 18.5), (13.3, 18.5)], 2, mark)


def conversation(pen: Pen, mark: str) -> None:
    """A speech bubble holding four rising bars: a talk that finds the level."""
    bubble = [
        *pen.arc((5, 5.5), 2.5, 180, 270),
        *pen.arc((19, 5.5), 2.5, 270, 360),
        *pen.arc((19, 14), 2.5, 0, 90),
        (11.5, 16.5),
        (6.5, 21),
        (6.5, 16.5),
        *pen.arc((5, 14), 2.5, 90, 180),
    ]
    pen.line([*bubble, bubble[0], bubble[1]], 2, mark)
    for x, top in ((7, 11), (10.3, 10), (13.7, 8.5), (17, 7)):
        pen.line([(x, 12.5), (x, top)], 2, mark)


def speaker(pen: Pen, mark: str) -> None:
    """Somebody who speaks, the bubble filled: the one who leads."""
    pen.disc((6.7, 10.8), 4, mark)
    shoulders = [
        *pen.curve((1.5, 21.5), (1.8, 17.8), (3.8, 16), (7, 16)),
        *pen.curve((7, 16), (10.2, 16), (12.2, 17.8), (12.5, 21.5)),
    ]
    pen.line(shoulders, 2, mark)
    bubble = [
        *pen.arc((21, 4), 1.5, 270, 360),
        *pen.arc((21, 10.5), 1.5, 0, 90),
        (17.5, 12),
        (13.5, 15.5),
        (13.5, 12),
        *pen.arc((13.5, 10.5), 1.5, 90, 180),
        *pen.arc((13.5, 4), 1.5, 180, 270),
    ]
    pen.area(bubble, mark)
    pen.line([*bubble, bubble[0], bubble[1]], 2, mark)
