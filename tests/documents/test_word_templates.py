"""The Word templates that are committed are those that their scripts build."""

import zipfile
from pathlib import Path

import pytest

from zczr.documents.word.__main__ import BUILDERS, build
from zczr.paths import TEMPLATES


@pytest.mark.parametrize("name", BUILDERS)
def test_a_word_template_is_the_one_its_script_builds(name: str, tmp_path: Path) -> None:
    def parts(path: Path) -> dict[str, bytes]:
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist() if name.startswith("word/")}

    build(tmp_path)
    assert parts(tmp_path / f"{name}.docx") == parts(TEMPLATES / "documents" / f"{name}.docx")


def test_every_word_template_has_its_script() -> None:
    assert {path.stem for path in (TEMPLATES / "documents").glob("*.docx")} == set(BUILDERS)
