"""What tells whether a source's row has changed: the hash stays as it was, or all would be gone over anew."""

import hashlib
from datetime import date

import orjson
import pytest

from app.directory.placing import Placed
from app.directory.rows import content_hash
from app.directory.shapes import ListingIn
from seed.listings import demo_listings
from tests.builders import home, listing, person

SOME = [draft.listing for draft in demo_listings(date(2026, 11, 22))][::25]
PLACED = Placed(sector="LS8 5", lat=53.81, lon=-1.51, precision="sector", private=True)


@pytest.mark.parametrize("placed", [None, PLACED])
@pytest.mark.parametrize("one", [*SOME, listing(), listing(place=home()), person()], ids=lambda one: one.name)
def test_the_hash_is_that_of_the_listing_as_json(one: ListingIn, placed: Placed | None) -> None:
    body = orjson.dumps([one.model_dump(mode="json"), placed], default=str, option=orjson.OPT_SORT_KEYS)
    assert content_hash(one, placed) == hashlib.blake2b(body, digest_size=16).hexdigest()


def test_another_word_is_another_hash() -> None:
    one = listing()
    assert content_hash(one, None) != content_hash(one.model_copy(update={"summary": "Other"}), None)
    assert content_hash(one, None) != content_hash(one, PLACED)
