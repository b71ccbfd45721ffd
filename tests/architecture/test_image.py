"""What the Dockerfile promises: small, not root, looked after, told what to do in exec form."""

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
STAGES = [stage.strip() for stage in re.split(r"^(?=FROM )", TEXT, flags=re.MULTILINE) if stage.startswith("FROM ")]
FINAL = STAGES[-1]


def instructions(stage: str, word: str) -> list[str]:
    """The arguments of an instruction, in order."""
    return re.findall(rf"^{word} +(.*)$", stage, flags=re.MULTILINE)


def test_it_is_built_in_one_stage_and_run_in_another() -> None:
    assert len(STAGES) == 2
    assert STAGES[0].splitlines()[0].endswith("AS builder")
    assert all(source.startswith("--from=builder /opt/kith") for source in instructions(FINAL, "COPY"))


def test_the_wheel_is_what_is_installed() -> None:
    assert "pip wheel" in STAGES[0]
    assert "kith-*.whl" in STAGES[0]
    assert " -e " not in TEXT
    assert "pip " not in " ".join(instructions(FINAL, "RUN"))


def test_it_does_not_run_as_root() -> None:
    (user,) = instructions(FINAL, "USER")
    assert user == "kith"
    assert re.search(r"useradd .*--uid 10001 .*\bkith\b", FINAL)
    assert FINAL.index("USER kith") < FINAL.index("CMD [")
    assert "chown kith:kith /data" in FINAL


def test_what_must_last_is_on_a_volume() -> None:
    assert instructions(FINAL, "VOLUME") == ["/data"]
    assert "KITH_VAR=/data" in FINAL


def test_it_says_whether_it_is_well() -> None:
    (check,) = instructions(FINAL, "HEALTHCHECK")
    words = json.loads(check.partition("CMD ")[2])
    assert words[:2] == ["python", "-c"]
    assert "127.0.0.1:8000/healthz" in words[2]
    compile(words[2], "healthcheck", "exec")


def test_it_starts_in_exec_form() -> None:
    """A shell between would keep the signal to stop for itself."""
    (start,) = [line for line in instructions(FINAL, "CMD") if line.startswith("[")]
    assert json.loads(start) == ["kith", "serve", "--host", "0.0.0.0", "--port", "8000"]


def test_everything_copied_is_let_through_and_exists() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {word for line in instructions(STAGES[0], "COPY") for word in line.split()[:-1]}
    assert copied == allowed
    assert not [name for name in copied if not (ROOT / name).exists()]


def test_the_scripts_are_sound() -> None:
    scripts = [*sorted((ROOT / "tools").glob("*.sh")), ROOT / ".ci" / "run"]
    assert len(scripts) >= 4
    for script in scripts:
        subprocess.run(["bash", "-n", script], check=True)
        assert script.stat().st_mode & 0o111, f"{script.name} cannot be run"
        assert "\nset -euo pipefail\n" in script.read_text()
