"""The made-up country: the same at every run, clustered as people live, with vectors that can be used."""

import numpy as np

from app.directory.vocabulary import load_vocabulary
from app.proof.bench.listings import make_country, make_vectors, theme_vectors
from app.proof.bench.questions import asked, conversations, told_at_length
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


def test_from_a_new_place_nothing_is_known_of_how_far_things_are() -> None:
    one = asked(conversations()[0], load_vocabulary(), 3)
    spot = one.conversation.spot
    assert spot
    spot.kept["there"] = {}
    anew = one.from_a_new_place().conversation.spot
    assert anew == spot
    assert "there" not in anew.kept


def test_what_is_told_at_length_is_longer_than_what_is_asked_of_peers() -> None:
    told, hopes = ([len(said.hopes + said.gifts) for said in some] for some in (told_at_length(), conversations()))
    assert np.mean(told) > 2 * np.mean(hopes)
