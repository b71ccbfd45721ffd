"""Every screen there is: the doors of the application that show a page, each with an example of what stands in it.

A new page route is a screen here without a line: only a parameter that nobody has met before needs an example.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from app.access.rules import ALLOWED, ROUTES, Deed, Role
from app.edge.errors import JSON_PATHS
from app.upkeep.rules import Reply, Room, Step

# Page routes that show nothing of their own, and why.
NO_SCREENS: Mapping[str, str] = {
    "/offline/last": "sends on to /offline; only the worker answers here",
    "/match": "without a question it sends on to the front page; the results stand among the screens with steps",
}
# What to put in the place of a parameter: the name of an example in the world, or each of these values. The whole
# address counts before the part that ends with the parameter, and that before the parameter alone.
EXAMPLES: Mapping[str, str | tuple[str, ...]] = {
    "{listing_id}": "listing",
    "{token}": "check_token",
    "{reply}": tuple(reply.value for reply in (*Reply, *Room)),
    "{step}": tuple(step.value for step in Step),
    "{kept_id}": "one",
    "{gone_id}": "other",
    "{account_id}": "account",
    "{key_id}": "key",
    "{sheet}": "sheet",
    "/problems/{kind}": ("malformed",),
    "/networks/{code}": "area",
    "/steward/areas/{code}": "area",
    "/list/{code}": "kept_list",
    "/groups/new/{code}": "draft",
    "/groups/new/{code}/others": "draft_of_twin",
    "/groups/new/{code}/done": "sent_draft",
    "/groups/new/{code}/card": "sent_draft",
    "/steward/listings/{listing_id}": "waiting",
    "/me/groups/{listing_id}": "own",
}  # fmt: skip
PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Screen:
    """A page to open: its route, its address with "{example}" where the world has to be asked, and who may see it."""

    template: str
    address: str
    deed: Deed

    @property
    def needs_staff(self) -> bool:
        """Whether one has to be signed in."""
        return Role.RESIDENT not in ALLOWED[self.deed]


class NoExample(LookupError):
    """A page route with a parameter of which nobody gave an example."""


def page_doors() -> dict[str, Deed]:
    """The templates of all page routes: asked with GET, for people and not for machines, and no file."""
    return {
        template: deed
        for (method, template), deed in sorted(ROUTES.items())
        if method == "GET" and not template.startswith(JSON_PATHS) and "." not in template.rpartition("/")[2]
    }


def example_of(template: str, parameter: re.Match[str]) -> tuple[str, ...]:
    """What may stand in the place of a parameter; raises NoExample."""
    for key in (template, template[: parameter.end()], parameter[0]):
        if key in EXAMPLES:
            found = EXAMPLES[key]
            return (f"{{{found}}}",) if isinstance(found, str) else found
    raise NoExample(f"say in tests/browser/atlas.py what an example of {parameter[0]} in {template} is")


def screens_of(template: str, deed: Deed) -> Iterator[Screen]:
    """The screens behind one route; raises NoExample."""
    parameters = list(PARAMETER.finditer(template))
    for values in product(*(example_of(template, parameter) for parameter in parameters)):
        words = PARAMETER.split(template)[::2]  # what stands between the parameters
        yield Screen(template, "".join(part for pair in zip(words, (*values, ""), strict=True) for part in pair), deed)


def all_screens() -> list[Screen]:
    """Every screen that has an address of its own."""
    doors = {template: deed for template, deed in page_doors().items() if template not in NO_SCREENS}
    return [screen for template, deed in doors.items() for screen in screens_of(template, deed)]
