"""A page as a screen reader has it: the browser's accessibility tree, and what must be true of every one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

LANDMARKS = frozenset(("banner", "main", "contentinfo", "navigation", "complementary", "region", "search", "form"))
CONTROLS = frozenset((
    "button", "link", "textbox", "searchbox", "checkbox", "radio", "combobox", "listbox", "option", "spinbutton",
    "slider", "switch", "tab", "menuitem", "DisclosureTriangle", "image",
))  # fmt: skip


@dataclass(frozen=True)
class Node:
    """A thing that is read out."""

    role: str
    name: str
    level: int = 0


def tree_of(page: Page) -> list[Node]:
    """Everything that is read out, in the order in which it is read."""
    wire = page.context.new_cdp_session(page)
    nodes = wire.send("Accessibility.getFullAXTree")["nodes"]
    wire.detach()
    return list(_walk({node["nodeId"]: node for node in nodes}, nodes[0]))


def _walk(nodes: dict[str, dict[str, Any]], node: dict[str, Any]) -> Iterator[Node]:
    if not node.get("ignored"):
        level = next((each["value"]["value"] for each in node.get("properties", []) if each["name"] == "level"), 0)
        role, name = (str(node.get(part, {}).get("value", "")) for part in ("role", "name"))
        yield Node(role, " ".join(name.split()), level)
    for child in node.get("childIds", []):
        if child in nodes:
            yield from _walk(nodes, nodes[child])


def headings(tree: list[Node]) -> list[tuple[int, str]]:
    """Level and words of each heading, as they are read."""
    return [(node.level, node.name) for node in tree if node.role == "heading"]


def faults(tree: list[Node], *, framed: bool = True) -> list[str]:
    """What a screen reader would stumble over; `framed` for a page with its own head and foot."""
    return [*_of_headings(tree), *_of_landmarks(tree, framed), *_of_names(tree)]


def _of_headings(tree: list[Node]) -> Iterator[str]:
    # What went wrong stands above the page's own heading, as it is read first.
    levels = [node.level for node in tree if node.role == "heading" and node.name != "Something needs a look"]
    if levels.count(1) != 1 or levels[0] != 1:
        yield f"one h1, and first: {headings(tree)}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading skips from level {before} to {after}: {headings(tree)}"


def _of_landmarks(tree: list[Node], framed: bool) -> Iterator[str]:
    marks = [node for node in tree if node.role in LANDMARKS and (node.name or node.role != "form")]
    found = Counter(node.role for node in marks)
    for role in ("banner", "main", "contentinfo") if framed else ("main",):
        if found[role] != 1:
            yield f"{found[role]} landmarks of the kind {role}"
    named = Counter((node.role, node.name) for node in marks)
    for (role, name), times in named.items():
        if times > 1 or (not name and (found[role] > 1 or role in ("region", "complementary"))):
            yield f"the landmark {role} is called {name!r} {times} times"


def _of_names(tree: list[Node]) -> Iterator[str]:
    for node in tree:
        if node.role in CONTROLS and not node.name:
            yield f"a {node.role} has no name"
