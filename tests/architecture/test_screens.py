"""A new screen joins the bars by itself: every page route has an example, every template somebody who looks at it."""

import ast
import re
from pathlib import Path

import pytest

from app.access.rules import ALLOWED, Role
from app.edge.templating import ERROR_PAGES
from app.upkeep.rules import Step
from tests.browser.atlas import EXAMPLES, NO_SCREENS, PARAMETER, NoExample, all_screens, page_doors, screens_of
from tests.browser.staff_steps import BEHIND, COMING_AND_GOING
from tests.browser.steps import STEPS
from tools.lighthouse import PAGES as LIGHTHOUSE

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "frontend" / "templates"
AFTER_STEPS = {steps.template for known in (STEPS, BEHIND, COMING_AND_GOING) for steps in known.values()}


@pytest.mark.parametrize("template", sorted(page_doors()))
def test_a_page_route_has_an_example_of_each_parameter(template: str) -> None:
    assert template in NO_SCREENS or list(screens_of(template, page_doors()[template]))


def test_a_parameter_that_nobody_has_met_is_refused() -> None:
    deed = page_doors()["/urgent"]
    assert [screen.address for screen in screens_of("/neither/here", deed)] == ["/neither/here"]
    with pytest.raises(NoExample):
        list(screens_of("/offices/{office_id}", deed))


def test_no_example_and_no_excuse_is_left_over() -> None:
    used = {
        key for template in page_doors() for found in PARAMETER.finditer(template) for key in _keys(template, found)
    }
    assert set(EXAMPLES) - used == set()
    assert set(NO_SCREENS) - set(page_doors()) == set()


def _keys(template: str, found: re.Match[str]) -> tuple[str, ...]:
    return template, template[: found.end()], found[0]


def test_nobody_looks_at_one_screen_twice() -> None:
    addresses = [screen.address for screen in all_screens()]
    assert len(addresses) == len(set(addresses)) > 30


def test_every_template_of_a_page_is_looked_at() -> None:
    """Those that a GET route shows, those after steps, those of errors: nothing is left."""
    pages = {
        path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html") if not path.stem.startswith("_")
    }
    steps = {f"upkeep/{step.value.replace('-', '_')}.html" for step in Step}
    errors = {f"errors/{status}.html" for status in ERROR_PAGES}
    assert pages - shown_by_routes() - AFTER_STEPS - steps - errors == set(), (
        "say in tests/browser/steps.py how to come to it"
    )
    assert AFTER_STEPS - pages == set()


def shown_by_routes() -> set[str]:
    """Templates that a function behind a GET route of a pages module names, or one that it calls in the same module."""
    return set().union(*(_shown_by(path) for path in sorted((ROOT / "app").rglob("pages.py"))))


def _shown_by(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    waiting = [name for name, node in functions.items() if any(_is_get(mark) for mark in node.decorator_list)]
    seen: set[str] = set()
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            parts = list(ast.walk(functions[name]))
            found |= {str(part.value) for part in parts if isinstance(part, ast.Constant) and _is_page(part.value)}
            waiting += [part.id for part in parts if isinstance(part, ast.Name) and part.id in functions]
    return found


def _is_get(mark: ast.expr) -> bool:
    return isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "get"


def _is_page(value: object) -> bool:
    return isinstance(value, str) and value.endswith(".html")


# Open pages that no address alone opens: somebody's own link, a draft, a way in; one for who works on the pages; and a
# single kind of problem, which is a piece of the page of all.
NOT_MEASURED = ("/check/", "/groups/new/", "/offline/last", "/sign-in/", "/sign-out", "/styleguide", "/problems/")


def test_lighthouse_measures_every_open_page() -> None:
    measured = {path.partition("?")[0] for path in LIGHTHOUSE.values()}
    doors = {door for door, deed in page_doors().items() if Role.RESIDENT in ALLOWED[deed]}
    ways = {door: re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(door))) for door in doors}
    missing = {door for door, way in ways.items() if not any(way.fullmatch(path) for path in measured)}
    assert {door for door in missing if not door.startswith(NOT_MEASURED)} == set(), "add it to tools/lighthouse.py"
    assert all(any(way.fullmatch(path) for way in ways.values()) for path in measured)
