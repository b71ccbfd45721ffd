"""The floors of the house: who may import whom, and what each folder may hold."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB_AND_DATABASE = ("fastapi", "starlette", "sqlmodel", "sqlalchemy", "httpx")
PURE_NAMES = ("rules", "mapping", "ledger", "vocabulary")
HEAVY = ("numba", "onnxruntime", "tokenizers")
FORBIDDEN_FILES = {
    "service.py",
    "services.py",
    "manager.py",
    "utils.py",
    "util.py",
    "helpers.py",
    "helper.py",
    "crud.py",
}
MAKERS = {
    "create_app", "create_engine", "create_async_engine", "FastAPI", "Starlette", "Session", "AsyncSession",
    "sessionmaker", "async_sessionmaker", "Settings", "Engine", "TestClient", "connect",
    "open", "read_text", "read_bytes", "mkdir", "load_vocabulary", "urlopen",
}  # fmt: skip


@cache
def graph() -> grimp.ImportGraph:
    """Every import in the house, and what it takes from outside."""
    return grimp.build_graph("app", "geo", "seed", include_external_packages=True, cache_dir=None)


def modules(*within: str) -> list[str]:
    """Our own modules, or those within the named packages."""
    roots = within or ("app", "geo", "seed")
    return sorted(
        name for name in graph().modules if any(name == root or name.startswith(f"{root}.") for root in roots)
    )


def sources() -> list[Path]:
    """Our own Python files, migrations left out: they are written once by a generator."""
    found = [path for top in ("app", "geo", "seed") for path in (ROOT / top).rglob("*.py")]
    return sorted(path for path in found if "versions" not in path.parts)


def floors() -> list[set[str]]:
    """The floors as declared in pyproject.toml, top first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "floors")
    return [{name.strip(" ()") for name in layer.split("|")} for layer in layers]


def importers(outside: str) -> set[str]:
    """Our modules that import an outside package themselves."""
    return set(graph().find_modules_that_directly_import(outside)) if outside in graph().modules else set()


def is_pure(module: str) -> bool:
    """Whether a module decides only, and so must reach neither web nor database."""
    parts = module.split(".")
    within = module.startswith(("app.kernel", "app.matching.engine"))
    return parts[0] == "app" and (within or any(part in PURE_NAMES for part in parts[1:]))


def is_door(module: str) -> bool:
    """Whether a module speaks HTTP."""
    last = module.split(".")[-1]
    return last in ("routes", "pages") or module == "app.main" or module.startswith("app.edge")


def test_the_graph_sees_the_house() -> None:
    assert {"app.kernel.errors", "app.directory.rules", "geo"} <= set(modules())
    assert len(modules()) >= 20


def test_every_folder_stands_on_a_floor() -> None:
    declared = set().union(*floors())
    there = {f"app.{path.stem}" for path in (ROOT / "app").glob("*.py") if path.name != "__init__.py"}
    there |= {f"app.{path.name}" for path in (ROOT / "app").iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    assert not there - declared, f"give these a floor in pyproject.toml: {sorted(there - declared)}"


def test_every_folder_of_python_is_a_package() -> None:
    # A script beside the data it computed is run by hand, never imported.
    looked_at = [path.parent for path in sources() if path.parent.name != "data"]
    missing = {folder for folder in looked_at if not (folder / "__init__.py").exists()}
    assert not missing, f"import-linter cannot see into {sorted(map(str, missing))}"


def test_nothing_imports_upwards() -> None:
    height = {name: number for number, names in enumerate(reversed(floors())) for name in names}

    def floor_of(module: str) -> int | None:
        return next(
            (height[name] for name in (".".join(module.split(".")[:2]), module.split(".")[0]) if name in height), None
        )

    climbs = []
    for module in modules():
        for below in graph().find_modules_directly_imported_by(module):
            here, there = floor_of(module), floor_of(below)
            if here is not None and there is not None and there > here:
                climbs.append(f"{module} -> {below}")
    assert not climbs


@pytest.mark.parametrize("outside", WEB_AND_DATABASE)
def test_what_decides_reaches_no_web_and_no_database(outside: str) -> None:
    pure = [module for module in modules() if is_pure(module)]
    assert "app.directory.rules" in pure
    if outside not in graph().modules:
        return  # nobody imports it at all
    chains = [graph().find_shortest_chain(importer=module, imported=outside) for module in pure]
    assert not [" -> ".join(chain) for chain in chains if chain]


def test_only_doors_speak_http() -> None:
    strangers = {module for outside in ("fastapi", "starlette") for module in importers(outside) if not is_door(module)}
    assert not strangers


def test_doors_are_opened_by_main_alone() -> None:
    doors = [module for module in modules("app") if module.split(".")[-1] in ("routes", "pages")]
    others = {
        f"{by} -> {door}"
        for door in doors
        for by in graph().find_modules_that_directly_import(door)
        if by != "app.main"
    }
    assert not others


def test_data_standards_are_used_by_main_cli_and_work_alone() -> None:
    allowed = ("app.main", "app.cli", "app.commands", "app.work", "app.tables", "app.standards")
    users = {f"{by} -> {module}" for module in modules("app.standards")
             for by in graph().find_modules_that_directly_import(module) if not by.startswith(allowed)}  # fmt: skip
    assert not users


def test_geo_stays_at_home() -> None:
    assert importers("httpx") & set(modules("geo")) <= {"geo.remote"}
    taken = {module: graph().find_modules_directly_imported_by(module) for module in modules("geo")}
    strangers = {f"{module} -> {below}" for module, all_below in taken.items() for below in all_below
                 if below.startswith(("app", "seed"))}  # fmt: skip
    assert not strangers


@pytest.mark.parametrize("package", HEAVY)
def test_heavy_packages_stay_in_their_corner(package: str) -> None:
    corner = ("app.matching.engine.index", "app.matching.engine.meaning")
    assert not {module for module in importers(package) if not module.startswith(corner)}


def test_each_signal_stands_alone() -> None:
    signals = [module for module in modules("app.matching.engine.signals") if module.count(".") > 3]
    each_other = {f"{one} -> {other}" for one in signals for other in signals
                  if other in graph().find_modules_directly_imported_by(one)}  # fmt: skip
    assert not each_other


def test_no_circles() -> None:
    edges = {module: graph().find_modules_directly_imported_by(module) & set(modules()) for module in modules()}
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]))


def test_no_file_is_called_after_nothing() -> None:
    assert not [str(path.relative_to(ROOT)) for path in sources() if path.name in FORBIDDEN_FILES]


def test_packages_hold_no_code() -> None:
    def is_words(node: ast.stmt) -> bool:
        return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)

    holding = [path for path in sources() if path.name == "__init__.py"
               and not all(is_words(node) for node in ast.parse(path.read_text()).body)]  # fmt: skip
    assert not holding


def run_at_import(tree: ast.Module) -> Iterator[ast.AST]:
    """What runs when a module is imported: all but the insides of functions and of `if __name__ ...`."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
            continue
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def made_at_import(text: str) -> list[str]:
    """Names of what a module opens, reads or starts while it is imported."""
    calls = [node.func for node in run_at_import(ast.parse(text)) if isinstance(node, ast.Call)]
    names = [func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in calls]
    return [name for name in names if name in MAKERS]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("engine = create_engine('sqlite://')", ["create_engine"]),
        ("class A:\n    words = open('words.txt').read()", ["open"]),
        ("def f(at=Path('x').read_text()): ...", ["read_text"]),
        ("def f():\n    return open('words.txt')", []),
        ("if __name__ == '__main__':\n    create_app()", []),
    ],
)
def test_the_look_at_imports_sees_what_happens(text: str, made: list[str]) -> None:
    assert made_at_import(text) == made


def test_nothing_happens_at_import() -> None:
    happening = {str(path.relative_to(ROOT)): made_at_import(path.read_text()) for path in sources()}
    assert not {where: made for where, made in happening.items() if made}
