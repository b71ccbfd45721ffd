"""What somebody says of a group, page by page, as it is kept until it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.directory.rules import Ease
from app.kernel.text import has_stray, tidy
from app.upkeep.rules import MOST_DRAFT_BYTES, Step

MOST_LETTERS = 4_000
# What somebody who runs a group knows of it, without a tape measure.
EASE_ASKED = (
    Ease.STEP_FREE, Ease.TOILET, Ease.ACCESSIBLE_TOILET, Ease.HEARING_LOOP, Ease.NEAR_BUS, Ease.SEATED, Ease.QUIET,
    Ease.BRING_A_CHILD, Ease.COMPANION,
)  # fmt: skip


class Answers(BaseModel):
    """Everything as typed; what is not said is empty. Nothing here is public."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str = ""
    summary: str = ""
    hopes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    gifts: tuple[str, ...] = ()
    keep_open: tuple[str, ...] = ()  # numbers and addresses in the words above that everybody may read
    setting: str = ""
    place_name: str = ""
    address: str = ""
    postcode: str = ""
    repeats: str = ""
    days: tuple[str, ...] = ()
    week: str = ""
    times: str = ""
    first_on: str = ""
    term_time: str = ""
    days_off: str = ""
    opening: str = ""
    way_in: str = ""
    way_in_note: str = ""
    keep_open_in: tuple[str, ...] = ()  # the same for that note
    keep_open_when: tuple[str, ...] = ()  # and for when it is on, in own words
    free: str = ""
    cost: str = ""
    ease: tuple[str, ...] = ()  # "step_free:yes"
    contact_name: str = ""
    phone: str = ""
    email: str = ""
    url: str = ""
    show: str = ""
    helper_name: str = ""
    helper_from: str = ""
    for_name: str = ""
    confirm_by: str = ""


FIELDS: dict[Step, tuple[str, ...]] = {
    Step.WHAT: ("name", "summary", "hopes", "labels", "gifts", "keep_open"),
    Step.WHERE: ("setting", "place_name", "address", "postcode"),
    Step.WHEN: ("repeats", "days", "week", "times", "first_on", "term_time", "days_off", "opening", "keep_open_when"),
    Step.GETTING_IN: ("way_in", "way_in_note", "keep_open_in", "free", "cost", "ease"),
    Step.CONTACT: (
        "contact_name", "phone", "email", "url", "show", "helper_name", "helper_from", "for_name", "confirm_by",
    ),
    Step.CHECK: (),
}  # fmt: skip
_MANY = frozenset(name for name, field in Answers.model_fields.items() if field.default == ())
MOST_CHOICES = 12
LABELS_ASKED = ("women", "men", "carers", "older", "young", "families", "disabled", "lgbt", "deaf")


@dataclass(frozen=True)
class KeptDraft:
    """A draft as it was read: its answers, the pages that were gone through, and the listing it became."""

    key: str
    answers: Answers
    done: frozenset[str]
    helped: bool
    listing_id: Any = None
    changes_id: UUID | None = None  # the listing that it changes, by whom, and what stood there
    changes_by: str = ""
    began: Answers | None = None


def read_step(step: Step, pairs: Iterable[tuple[str, str]], before: Answers) -> Answers:
    """The answers after one page was sent; other pages' stay. Long texts are cut, stray characters taken out."""
    said = list(pairs)
    fresh: dict[str, Any] = {}
    for name in FIELDS[step]:
        values = [_clean(value) for key, value in said if key == name and value.strip()]
        if name == "ease":
            values = [f"{ease}:{value}" for ease in EASE_ASKED for key, value in said
                      if key == f"ease-{ease}" and value in ("yes", "no")]  # fmt: skip
        fresh[name] = tuple(values[:MOST_CHOICES]) if name in _MANY else (values[-1] if values else "")
    return Answers.model_validate(before.model_dump() | fresh)


def _clean(value: str) -> str:
    text = "".join(sign for sign in value if not has_stray(sign)) if has_stray(value) else value
    return tidy(text[:MOST_LETTERS])


def fits(answers: Answers) -> bool:
    """Whether a draft is of a size that somebody may type."""
    return len(answers.model_dump_json()) <= MOST_DRAFT_BYTES
