"""Made-up pieces for the style guide, so that it shows what pages really use."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from app.directory.rules import Capacity, Kind
from app.kernel.clock import HOME_ZONE
from app.matching.shapes import (
    BringOut,
    ContactOut,
    CostOut,
    FreshnessOut,
    PhoneOut,
    SessionOut,
    SuggestionOut,
    UrgentOut,
    WhyOut,
)
from app.matching.view import Idea

Translate = Callable[[str], str]
NUMBER = "0113 496 0142"  # from the range kept for drama
CHECKED_DAYS, IN_DAYS = 6, 3


def sample_idea(today: date, _: Translate) -> Idea:
    """A card with everything on it."""
    starts = datetime.combine(today + timedelta(days=IN_DAYS), time(10, 30), HOME_ZONE)
    why = WhyOut(signal="interests", text=_("You said gardening."), matched=[_("gardening")], score=0.8)
    it = SuggestionOut(
        id=UUID(int=1), source_id=None, rung=2, kind=Kind.GROUP.value, name=_("Gardeners of Compton Road"),
        summary=_("They grow vegetables and drink tea."), why=[why],
        bring=[BringOut(text=_("They would welcome someone who sews."), matched=[])], order=None,
        distance_m=640, minutes=11, next_session=SessionOut(starts=starts, ends=starts + timedelta(hours=1)),
        cost=CostOut(free=True, text=""), access={"step_free": "yes", "toilet": "unknown"}, way_in="walk_in",
        way_in_note=None, opening=None, place="Compton Hall", lat=None, lon=None, url=None, labels=[], min_age=60,
        capacity=Capacity.NEARLY_FULL.value, languages=["en", "ur"], text_language="en", score=0.8,
        freshness=FreshnessOut(state="checked", checked_on=today - timedelta(days=CHECKED_DAYS)),
        contact=PhoneOut(phone=NUMBER, email=None),
    )  # fmt: skip
    return Idea(
        number=1, section="groups", it=it, reasons=(why,), in_days=IN_DAYS, checked_days=CHECKED_DAYS,
        asked=(("step_free", "yes"), ("toilet", "unknown")), known=(), area_only=False, by="walk", miles=0,
        further="", photo=None, companion="Pat",
    )  # fmt: skip


def sample_lines(_: Translate) -> UrgentOut:
    """Two lines to ring, one of them without a number to press."""
    return UrgentOut(
        kind="sample",
        text=_("You can talk to someone at any time."),
        contacts=[
            ContactOut(name=_("A helpline"), contact=NUMBER, note=_("Day and night.")),
            ContactOut(name=_("The council’s fund"), contact=_("Ask your council"), note=_("Office hours.")),
        ],
    )
