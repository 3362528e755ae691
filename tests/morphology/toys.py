"""Toy neurons with one trap each, and what has to come out of them with one compartment."""

from __future__ import annotations

from typing import NamedTuple


class Toy(NamedTuple):
    """An SWC text; parents of branches; per branch group, length, radius, area, volume, loads."""

    text: str
    parents: list[int]
    rows: list[tuple[str, float, float, float, float, float, float]]


def swc(rows: str) -> str:
    """Return the SWC text of rows that are separated by semicolons."""
    return "\n".join(row.strip() for row in rows.split(";")) + "\n"


def cylinder(group: str, length: float, r: float) -> tuple[str, float, float, float, float, float]:
    pi = 3.141592653589793
    load = length / 2.0 / (pi * r**2)
    return (group, length, r, 2.0 * pi * r * length, pi * r**2 * length, load, load)


def sphere(group: str, r: float) -> tuple[str, float, float, float, float, float]:
    pi = 3.141592653589793
    load = 1.0 / (pi * r)
    return (group, 2.0 * r, r, 4.0 * pi * r**2, 4.0 / 3.0 * pi * r**3, load, load)


SOMATIC = """1 1 0 0 0 1 -1; 2 1 1 0 0 1 1; 3 2 0 -2 0 1 1; 4 2 0 -3 0 1 3;
             5 1 -1 0 0 1 1; 6 1 -2 0 0 1 5; 7 3 5 0 0 1 2; 8 3 6 0 0 1 7"""

# Written out: nine digits of a chain of radii .2 .8 .2 .2 .2 .5 .2 .2 and of two daughters.
_UP = "".join(
    f"; {k} 0 0 {10 * k - 10} 0 {r} {k - 1 or -1}"
    for k, r in enumerate([0.2, 0.8, 0.2, 0.2, 0.2, 0.5, 0.2, 0.2], start=1)
)
_DAUGHTER = [0.2, 0.14, 0.2, 0.2, 0.2, 0.2, 1.2, 0.2]
_ONE = "".join(f"; {k} 1 0 {10 * k - 10} 0 {r} {k - 1}" for k, r in enumerate(_DAUGHTER, start=9))
_TWO = "".join(
    f"; {k} 1 {10 * k - 160} {10 * k - 90} 0 {r} {k - 1 if k > 17 else 8}"
    for k, r in enumerate(_DAUGHTER, start=17)
)

TOYS = {
    "3_types": Toy(
        swc("1 1 0 0 0 .1 -1; 2 1 0 0 1 .1 1; 3 2 0 0 2 .1 2; 4 3 0 0 3 .1 2"),
        [-1, 0, 0],
        [cylinder("soma", 1, 0.1), cylinder("axon", 1, 0.1), cylinder("basal", 2, 0.1)],
    ),
    "3_types_single_point_soma": Toy(
        swc(
            "1 1 0 0 0 1 -1; 2 2 2 0 0 .1 1; 3 2 3 0 0 .1 2;"
            "4 3 0 2 0 .3 1; 5 3 0 3 0 .2 4; 6 3 0 4 0 .1 5"
        ),
        [-1, 0, 0],
        [
            sphere("soma", 1),
            cylinder("axon", 1, 0.1),
            ("basal", 2, 0.2, 2.525809, 0.272271, 5.305165, 15.915494),
        ],
    ),
    "interrupted_soma": Toy(
        swc(
            "1 1 0 0 0 1 -1; 2 1 1 0 0 1 1; 3 3 5 0 0 1 2;"
            "4 3 6 0 0 1 3; 5 1 -1 0 0 1 1; 6 1 -2 0 0 1 5"
        ),
        [-1, 0],
        [cylinder("soma", 3, 1), cylinder("basal", 5, 1)],
    ),
    "soma_both_ends": Toy(
        swc(
            "1 1 0 0 0 1 -1; 2 1 1 0 0 1 1; 3 3 2.1 0 0 1 2;"
            "4 3 3.2 0 0 1 3; 5 3 1.3 0 0 1 1; 6 3 2.6 0 0 1 5"
        ),
        [-1, 0, 0],
        [cylinder("soma", 1, 1), cylinder("basal", 2.2, 1), cylinder("basal", 2.6, 1)],
    ),
    "somatic_branchpoint": Toy(
        swc(SOMATIC),
        [-1, 0, 0, 0],
        [
            cylinder("soma", 1, 1),
            cylinder("axon", 1, 1),
            cylinder("soma", 2, 1),
            cylinder("basal", 5, 1),
        ],
    ),
    "non_somatic_branchpoint": Toy(
        swc(SOMATIC.replace(" 1 0", " 4 0", 1).replace("2 1 1", "2 4 1"))
        .replace("5 1", "5 4")
        .replace("6 1", "6 4"),
        [-1, 0, 0, 0],
        [
            cylinder("apical", 1, 1),
            cylinder("axon", 3, 1),
            cylinder("apical", 2, 1),
            cylinder("basal", 5, 1),
        ],
    ),
    "single_branch": Toy(
        swc("1 2 0 0 0 8.119 -1; 2 2 1 0 0 8.119 1; 3 2 2 0 0 8.119 2; 4 2 2 0 0 8.119 3"),
        [-1],
        [cylinder("axon", 2, 8.119)],
    ),
    "minimal": Toy(
        swc(
            "1 1 0 0 0 8.119 -1; 2 1 0 1.2 0 7.23 1; 3 4 0 2.4 0 1.66 2; 4 4 0 3.6 0 2.6 3;"
            "5 4 1.5 0 0 .888 1; 6 4 3 0 0 .71 5; 7 3 2.5 0 0 .888 2; 8 3 5 0 0 .71 7"
        ),
        [-1, 0, 0, 0],
        [
            ("soma", 1.2, 7.6745, 72.013455, 222.288328, 0.003065, 0.003442),
            # Of the soma sample it leaves, the apical dendrite takes the place alone.
            ("apical", 2.4, 1.895, 32.916574, 27.769668, 0.138617, 0.088501),
            ("apical", 3, 0.8435, 15.952436, 6.736762, 0.605502, 0.757304),
            ("basal", 5.273085, 0.845805, 28.054775, 11.904446, 1.064288, 1.317291),
        ],
    ),
    "variable_radiuses_within_branch": Toy(
        swc("1 1 0 0 0 15 -1; 2 1 0 40 0 .2 1; 3 1 0 80 0 .2 2; 4 1 0 120 0 .2 3"),
        [-1],
        [("soma", 120, 2.666667, 2137.172447, 9562.170279, 163.399075, 477.464829)],
    ),
    "variable_radiuses_multi_branch": Toy(
        swc((_UP + _ONE + _TWO).removeprefix("; ")),
        [-1, 0, 0],
        [
            ("soma", 80, 0.3175, 160.032020, 42.884834, 386.519148, 185.680767),
            # Away from the soma, so the loads are those of the trace in reverse.
            ("undefined", 70, 0.328571, 144.646045, 29.530971, 183.028185, 159.154943),
            ("soma", 113.137085, 0.3175, 226.009339, 60.648314, 546.620621, 262.592259),
        ],
    ),
    "stem_that_branches_at_once": Toy(
        swc("1 1 0 0 0 5 -1; 2 1 10 0 0 5 1; 3 3 30 0 0 1 2; 4 3 40 10 0 1 3; 5 3 40 -10 0 1 3"),
        [-1, 0, 1, 1],
        [
            cylinder("soma", 10, 5),
            cylinder("basal", 20, 1),
            cylinder("basal", 200**0.5, 1),
            cylinder("basal", 200**0.5, 1),
        ],
    ),
    "soma_in_the_middle": Toy(
        swc("1 3 40 0 0 1 -1; 2 3 20 0 0 1 1; 3 1 0 0 0 5 2; 4 2 -20 0 0 1 3; 5 2 -40 0 0 1 4"),
        [-1, 0, 0],
        [sphere("soma", 5), cylinder("basal", 20, 1), cylinder("axon", 20, 1)],
    ),
}
