"""Where a point lies: GCJ-02 undone to WGS-84, and degrees laid flat in metres.

GCJ-02 shifts every point of the mainland by a smooth function; its inverse is found by iteration. CGCS2000 is taken as
WGS-84 (they differ by less than a metre). The plane is a transverse Mercator projection on the WGS-84 ellipsoid.
"""

import numpy as np
from numpy.typing import NDArray

from grids.enums import Datum

Points = NDArray[np.float64]

# The ellipsoid that GCJ-02 shifts on (Krassovsky 1940), and the one that positions are given on (WGS-84).
SHIFT_RADIUS, SHIFT_ECCENTRICITY = 6378245.0, 0.00669342162296594323
RADIUS, FLATTENING = 6378137.0, 1 / 298.257223563
# Chengdu lies around 104° E, 30.6° N; within the city the scale is true to one part in ten thousand.
CENTRAL_MERIDIAN, ORIGIN_LATITUDE = 104.0, 30.6
ROUNDS = 6  # each round of the inversion gains more than two digits; six leave less than a millimetre


def to_wgs84(points: Points, datum: Datum) -> Points:
    """Columns longitude and latitude, in degrees."""
    if datum is not Datum.GCJ02:
        return points
    found = points.copy()
    for _round in range(ROUNDS):
        found -= to_gcj02(found) - points
    return found


def to_gcj02(points: Points) -> Points:
    """Apply the published shift."""
    x, y = points[:, 0] - 105.0, points[:, 1] - 35.0
    root = np.sqrt(np.abs(x))
    ripple = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    north = -100 + 2 * x + 3 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * root
    north += (ripple + 20 * np.sin(np.pi * y) + 40 * np.sin(np.pi * y / 3)) * 2 / 3
    north += (160 * np.sin(np.pi * y / 12) + 320 * np.sin(np.pi * y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * root
    east += (ripple + 20 * np.sin(np.pi * x) + 40 * np.sin(np.pi * x / 3)) * 2 / 3
    east += (150 * np.sin(np.pi * x / 12) + 300 * np.sin(np.pi * x / 30)) * 2 / 3
    latitude = np.radians(points[:, 1])
    magic = 1 - SHIFT_ECCENTRICITY * np.sin(latitude) ** 2
    along = SHIFT_RADIUS / np.sqrt(magic) * np.cos(latitude)
    across = SHIFT_RADIUS * (1 - SHIFT_ECCENTRICITY) / magic**1.5
    return points + np.degrees(np.column_stack((east / along, north / across)))


def flat(points: Points, about: tuple[float, float] = (CENTRAL_MERIDIAN, ORIGIN_LATITUDE)) -> Points:
    """Metres east and north of ``about``, by Krüger's series for the transverse Mercator projection centred on it."""
    meridian, origin = about
    east, north = _mercator(np.radians(points[:, 0] - meridian), np.radians(points[:, 1]))
    _zero, base = _mercator(np.zeros(1), np.radians(np.array([origin])))
    return np.column_stack((east, north - base))


def _mercator(longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> tuple[Points, Points]:
    n = FLATTENING / (2 - FLATTENING)
    scale = RADIUS / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    series = (n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16, 13 * n**2 / 48 - 3 * n**3 / 5, 61 * n**3 / 240)
    bulge = 2 * np.sqrt(n) / (1 + n)
    sine = np.sin(latitude)
    conformal = np.sinh(np.arctanh(sine) - bulge * np.arctanh(bulge * sine))
    xi = np.arctan2(conformal, np.cos(longitude))
    eta = np.arctanh(np.sin(longitude) / np.sqrt(1 + conformal**2))
    east, north = eta.copy(), xi.copy()
    for order, term in enumerate(series, start=1):
        east += term * np.cos(2 * order * xi) * np.sinh(2 * order * eta)
        north += term * np.sin(2 * order * xi) * np.cosh(2 * order * eta)
    return scale * east, scale * north
