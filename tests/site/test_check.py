"""The judgement on an installation, and what was found with a real encoder and a real database."""

from pathlib import Path

import pytest
from sqlmodel import Session

from app.areas.gaps import Gaps
from app.directory.rules import Freshness
from app.matching.candidates import read_candidates
from app.matching.engine.meaning.model import find_model
from app.matching.meanings import Meanings
from app.settings import Settings
from app.site.check import check
from app.site.rules import Check, CheckUp, DirectoryFacts, Facts, State, check_up
from tests.builders import CLOCK, empty_directory, fill, listing

WELL = DirectoryFacts({Freshness.CHECKED: 5}, areas=2, texts=9)


def by_name(found: CheckUp) -> dict[str, Check]:
    return {each.name: each for each in found.checks}


def test_all_is_well() -> None:
    found = check_up(Facts(units=3, directory=WELL))
    assert found.ok
    assert {each.state for each in found.checks} == {State.OK}


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        (Facts(database_problem="It is shut."), "database"),
        (Facts(key_problem="There is no key.", directory=WELL), "secret_key"),
        (Facts(directory=DirectoryFacts(areas=2)), "listings"),
        (Facts(directory=DirectoryFacts({Freshness.CHECKED: 5})), "areas"),
    ],
)
def test_what_is_essential_is_wrong(facts: Facts, name: str) -> None:
    found = check_up(facts)
    assert not found.ok
    assert by_name(found)[name].state is State.WRONG


def test_what_is_missing_besides_is_a_warning() -> None:
    there = DirectoryFacts(
        {Freshness.CHECKED: 1, Freshness.SINKING: 1_200},
        areas=2,
        gaps=Gaps(term_dates=("Chapel Hill",)),
        texts=4_000,
        unread=1_500,
        demo_since="2026-11-22",
    )
    found = check_up(Facts(encoder_problem="It has no weights.", directory=there))
    said = by_name(found)
    assert found.ok
    assert said["freshness"].say == "Of 1,201 listings, 1,200 are sinking."
    assert said["vectors"].say == "1,500 of 4,000 texts are not read yet. Run: kith reindex"
    assert said["term_dates"].say.endswith("Chapel Hill.")
    assert said["encoder"].say.endswith('pip install "kith[semantic]"')
    assert {said[name].state for name in ("freshness", "vectors", "term_dates", "encoder", "demo", "postcodes")} == {
        State.WARN
    }


def test_texts_that_the_encoder_has_not_read_are_counted(tmp_path: Path) -> None:
    engine = empty_directory(tmp_path)
    fill(engine, listing(), listing())
    settings = Settings(_env_file=None, var=tmp_path, model_dir=None)
    said = by_name(check(settings, CLOCK))["vectors"]
    assert said.state is State.WARN
    assert "kith reindex" in said.say
    meanings = Meanings(engine, find_model())
    before = int(said.say.split(" of ")[0].replace(",", ""))
    with Session(engine) as session:
        ours = read_candidates(session)[0].text
    meanings.make(["Gardeners of nowhere", ours])  # one that nobody asks for, one that is there
    after = int(by_name(check(settings, CLOCK))["vectors"].say.split(" of ")[0].replace(",", ""))
    assert after == before - 1
    engine.dispose()


def test_a_password_is_never_said(tmp_path: Path) -> None:
    url = "postgresql+psycopg://kith:not-to-be-said@127.0.0.1:1/kith"
    found = check(Settings(_env_file=None, var=tmp_path, database_url=url), CLOCK)
    assert not found.ok
    assert "not-to-be-said" not in str(found.as_dict())


def test_a_folder_that_nothing_can_be_kept_in_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where the folder would be")
    said = by_name(check(Settings(_env_file=None, var=tmp_path / "file" / "var"), CLOCK))["var"]
    assert said.state is State.WRONG
    assert "a file and not a folder" in said.say
    assert "var" not in by_name(check(Settings(_env_file=None, var=tmp_path / "new"), CLOCK))


def test_a_driver_that_is_missing_is_said_with_its_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.db.engine.find_spec", lambda name: None)
    found = check(Settings(_env_file=None, var=tmp_path, database_url="postgresql://127.0.0.1:1/kith"), CLOCK)
    assert by_name(found)["database"].say.endswith('Run: pip install "kith[postgres]"')


def test_in_production_a_key_must_be_set(tmp_path: Path) -> None:
    said = by_name(check(Settings(_env_file=None, var=tmp_path, env="production"), CLOCK))["secret_key"]
    assert said.state is State.WRONG
    assert "KITH_SECRET_KEY" in said.say
