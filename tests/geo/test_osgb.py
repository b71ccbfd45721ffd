"""Eastings and northings to degrees, against an oracle of the exact grid."""

import math

import numpy as np
import pytest
from convertbng import cutil as oracle

from geo import osgb
from geo.distance import metres_between
from geo.points import Point

# Corners, coasts and towns: Scilly to Shetland, Land's End to Lowestoft.
PLACES = [
    (90_000, 10_500), (134_200, 25_100), (178_500, 665_000), (240_000, 55_000), (322_000, 1_066_000),
    (429_317, 433_507), (447_700, 1_141_600), (358_016, 405_780), (530_000, 180_000), (655_000, 293_000),
    (318_000, 176_000), (262_000, 845_000), (449_500, 520_300), (435_200, 336_200), (394_000, 806_000),
]  # fmt: skip


def test_a_postcode_of_leeds() -> None:
    assert metres_between(osgb.to_point(429_317, 433_507), Point(53.797049, -1.556406)) < 5


@pytest.mark.parametrize(("east", "north"), PLACES)
def test_within_five_metres_of_the_exact_grid(east: int, north: int) -> None:
    lons, lats = oracle.convert_osgb36_to_ll([east], [north])
    assert metres_between(osgb.to_point(east, north), Point(lats[0], lons[0])) < 5


def test_a_sweep_over_land_stays_within_five_metres() -> None:
    easts, norths = (
        a.ravel() for a in np.meshgrid(np.arange(250_000, 620_001, 10_000), np.arange(60_000, 980_001, 10_000))
    )
    lons, lats = oracle.convert_osgb36_to_ll(easts.tolist(), norths.tolist())
    our_lats, our_lons = osgb.to_degrees(easts, norths)
    # The oracle answers NaN off its grid (far out at sea).
    checked = [
        metres_between(Point(a, b), Point(c, d))
        for a, b, c, d in zip(our_lats, our_lons, lats, lons, strict=True)
        if math.isfinite(c)
    ]
    assert len(checked) > 2_000
    assert max(checked) < 5


def test_one_and_many_agree() -> None:
    lats, lons = osgb.to_degrees([429_317, 358_016], [433_507, 405_780])
    assert osgb.to_point(358_016, 405_780) == Point(float(lats[1]), float(lons[1]))
