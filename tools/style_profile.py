"""Prints how long our functions and files are; fails only for what nobody can read in one go."""

import ast
import sys
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

ROOTS = ("app", "geo", "seed")
LEFT_OUT = ("app/db/migrations/versions",)  # written once, read in order, never changed
SHORT = 25
LONGEST_FUNCTION = 60
LONGEST_FILE = 400


@dataclass
class Profile:
    """Lengths in lines, each with the place it was found."""

    functions: list[tuple[int, str]] = field(default_factory=list)
    files: list[tuple[int, str]] = field(default_factory=list)


def measure(root: Path) -> Profile:
    """The lengths of every function and file below `root`'s packages."""
    profile = Profile()
    for path in sorted(file for name in ROOTS for file in (root / name).rglob("*.py")):
        where = path.relative_to(root).as_posix()
        if where.startswith(LEFT_OUT) or path.name == "__init__.py":
            continue
        text = path.read_text(encoding="utf-8")
        profile.files.append((text.count("\n"), where))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                profile.functions.append((lines, f"{where}:{node.lineno} {node.name}"))
    return profile


def percentile(lengths: list[int], share: float) -> int:
    """The length that `share` of all lengths do not exceed (nearest rank)."""
    ranked = sorted(lengths)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else 0


def too_long(profile: Profile) -> list[str]:
    """What is over the limit, in words."""
    functions = [(size, where, LONGEST_FUNCTION) for size, where in profile.functions if size > LONGEST_FUNCTION]
    files = [(size, where, LONGEST_FILE) for size, where in profile.files if size > LONGEST_FILE]
    return [f"{where}: {size} lines, at most {limit}" for size, where, limit in functions + files]


def row(name: str, lengths: list[int], aim: str) -> str:
    """One line of the table."""
    short = 100 * sum(size <= SHORT for size in lengths) / max(1, len(lengths))
    middle = median(lengths) if lengths else 0
    share = f"{short:.0f} %" if name == "functions" else ""
    return f"{name:<10}{len(lengths):>6}{middle:>8.0f}{percentile(lengths, 0.95):>6}{share:>8}   {aim}"


def main() -> int:
    """Print the table, then what is too long; 1 when anything is."""
    profile = measure(Path(__file__).resolve().parent.parent)
    print(f"{'style':<10}{'count':>6}{'median':>8}{'p95':>6}{'<= 25':>8}   aim")
    print(row("functions", [size for size, _ in profile.functions], "half <= 10 lines, 85 % <= 25, none > 60"))
    print(row("files", [size for size, _ in profile.files], "about 110 lines, none > 400"))
    problems = too_long(profile)
    for problem in problems:
        print(f"too long: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
