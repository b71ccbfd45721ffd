"""Where each topic takes place: near the middles first, then anywhere in the five towns."""

from collections.abc import Iterator
from dataclasses import dataclass

from seed.areas import DemoArea, demo_areas
from seed.chance import dice, pick, weighed
from seed.places import ANCHORS, TOWN_WEIGHTS, Sector, by_code, lived_in
from seed.topics import Topic


@dataclass(frozen=True)
class Placing:
    """One listing to be: its slug, its topic, its sector, its area and the areas it serves beyond."""

    slug: str
    topic: Topic
    sector: Sector
    area: DemoArea
    serves: tuple[str, ...] = ()

    @property
    def near_name(self) -> str:
        """The neighbourhood as people say it; a listing for a whole area says the area's name."""
        return self.area.name if self.topic.each in ("area", "network") else self.sector.area


def placings(topic: Topic) -> Iterator[Placing]:
    """Every listing of a topic, in a fixed order."""
    if topic.each:
        yield from _one_each(topic)
        return
    for anchor in _anchors(topic):
        sector = by_code()[pick(dice(f"{topic.code}-{anchor}", "sector"), ANCHORS[anchor])]
        yield _placing(f"{topic.code}-{anchor}", topic, sector)
    for code in topic.at:
        yield _placing(f"{topic.code}-{code.lower().replace(' ', '-')}", topic, by_code()[code])
    for number in range(1, topic.spread + 1):
        slug = f"{topic.code}-{number}"
        rng = dice(slug, "sector")
        yield _placing(slug, topic, pick(rng, lived_in(weighed(rng, TOWN_WEIGHTS))))


def _anchors(topic: Topic) -> list[str]:
    names = list(ANCHORS)
    dice(topic.code, "anchors").shuffle(names)
    return [name for name in ANCHORS if name in names[: topic.near]]


def _one_each(topic: Topic) -> Iterator[Placing]:
    for area in demo_areas():
        sector = by_code()[area.around[0]]
        if topic.each == "area" or (topic.each == "network" and area.kind == "network"):
            yield Placing(f"{topic.code}-{area.slug}", topic, sector, area, (area.code,))
    if topic.each == "town":
        yield from (_for_town(topic, town) for town in TOWN_WEIGHTS)


def _for_town(topic: Topic, town: str) -> Placing:
    slug = f"{topic.code}-{town}"
    sector = by_code()[pick(dice(slug, "sector"), ANCHORS[town])]
    everywhere = tuple(area.code for area in demo_areas() if area.town == town)
    return Placing(slug, topic, sector, _area_of(sector), everywhere)


def _placing(slug: str, topic: Topic, sector: Sector) -> Placing:
    return Placing(slug, topic, sector, _area_of(sector))


def _area_of(sector: Sector) -> DemoArea:
    return next(a for a in demo_areas() if a.slug == sector.patch and a.town == sector.town)
