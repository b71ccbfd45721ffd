"""The made-up country: the same at every run, clustered as people live, with vectors that can be used."""

import numpy as np

from app.proof.bench.listings import make_country, make_vectors, theme_vectors
from geo.centroids import sector_columns
from geo.distance import metres_to_many
from geo.points import Point
from seed.lists import read_list
from seed.topics import topics

COUNTRY = 400


def test_the_same_number_gives_the_same_country() -> None:
    one, other = (make_country(COUNTRY, topics(), read_list("names")) for _ in range(2))
    assert one == other
    assert len({listing.id for listing in one.listings}) == COUNTRY
    assert not [listing.name for listing in one.listings if "{" in listing.name + listing.summary]


def test_every_listing_lies_beside_a_real_sector() -> None:
    sectors = sector_columns()
    for listing in make_country(100, topics(), read_list("names")).listings:
        assert listing.lat is not None
        assert listing.lon is not None
        assert metres_to_many(Point(listing.lat, listing.lon), sectors.lats, sectors.lons).min() < 3_500


def test_more_goes_on_in_some_places_than_in_others() -> None:
    lats = np.array([listing.lat for listing in make_country(5_000, topics(), read_list("names")).listings])
    cells = np.histogram(lats, bins=60)[0]
    assert cells.max() > 4 * np.median(cells)


def test_a_listing_lies_close_to_its_own_theme_and_far_from_others() -> None:
    themes = [0, 1, 2, 1, 0]
    vectors, centres = make_vectors(themes), theme_vectors(3)
    for theme, centre in enumerate(centres):
        close = vectors.closeness(centre)
        own = np.array(themes) == theme
        assert close[own].min() > 0.5 > 0.3 > close[~own].max()
