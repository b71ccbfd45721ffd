"""Puts a summary together from sentences written by hand."""

from seed.chance import dice, pick, weighed
from seed.lists import read_list
from seed.plan import Placing

SHAPES = {"what": 14.0, "what more": 34.0, "what last": 20.0, "what more last": 32.0}


def summary(placing: Placing) -> str:
    """One to three sentences; the same for the same slug."""
    topic, rng = placing.topic, dice(placing.slug, "summary")
    spoken = {"what": topic.what, "more": topic.more, "last": read_list("closings")[topic.kind]}
    shape = weighed(rng, SHAPES).split()
    return " ".join(pick(rng, spoken[part]) for part in shape if spoken[part]).replace("{area}", placing.near_name)
