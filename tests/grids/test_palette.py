"""The tints of heat maps can be told apart by colour-blind readers and in grey (Machado, Oliveira, Fernandes 2009)."""

import re
from itertools import combinations

import numpy as np
import pytest

from grids.domain import colouring
from grids.domain.drawing import TEXTURES, Grade
from tests.architecture.house import ROOT

CSS = (ROOT / "static" / "css" / "map.css").read_text(encoding="utf-8")
FILLS = dict(re.findall(r"\.gm \.(h-\w+|c\d), \.sw\.\S+ \{ fill: (#[0-9a-f]{3,6}); \}", CSS))
# Full deficiency, in linear RGB.
EYES = {
    "normal": np.eye(3),
    "deutan": np.array([[0.3673, 0.8607, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]]),
    "protan": np.array([[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]]),
    "tritan": np.array([[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]]),
}
JUDGED = (Grade.GOOD, Grade.FAIR, Grade.POOR, Grade.BAD, Grade.NO_DATA)
STEPS = (Grade.NOUGHT, Grade.FEW, Grade.SOME, Grade.MANY, Grade.MOST)


def lab(colour: str, eye: np.ndarray) -> np.ndarray:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = np.array([int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = np.clip(eye @ linear, 0, 1)
    white = np.array([0.9505, 1, 1.089])
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ seen / white
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("grades", [JUDGED, STEPS], ids=["judged", "steps"])
def test_tints_of_one_map_are_apart_for_every_eye(grades, eye):
    seen = {grade: lab(FILLS[f"h-{grade.value}"], EYES[eye]) for grade in grades}
    for one, other in combinations(grades, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 12, (one, other)


@pytest.mark.parametrize("eye", EYES)
def test_steps_grow_darker(eye):
    light = [lab(FILLS[f"h-{grade.value}"], EYES[eye])[0] for grade in STEPS]
    assert all(before - after > 8 for before, after in zip(light, light[1:], strict=False))


def test_what_lies_close_in_grey_differs_in_texture():
    for grades in (JUDGED, STEPS):
        light = {grade: lab(FILLS[f"h-{grade.value}"], EYES["normal"])[0] for grade in grades}
        for one, other in combinations(grades, 2):
            if abs(light[one] - light[other]) < 8:
                assert TEXTURES.get(one) != TEXTURES.get(other), (one, other)


def test_colours_of_neighbours_are_apart_for_every_eye_and_the_same_on_page_and_paper():
    assert [FILLS[f"c{number}"] for number in range(6)] == list(colouring.PALETTE)
    for eye in EYES.values():
        seen = [lab(colour, eye) for colour in colouring.PALETTE]
        assert min(np.linalg.norm(one - other) for one, other in combinations(seen, 2)) > 14
