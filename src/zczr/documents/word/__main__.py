"""Builds the Word templates of templates/documents: run `python -m zczr.documents.word` after a change here and commit them."""

from pathlib import Path
from typing import Final

from zczr.documents.word.contract import contract_template
from zczr.documents.word.notice import notice_template
from zczr.documents.word.registration import registration_template
from zczr.paths import TEMPLATES

BUILDERS: Final = {
    "contract": contract_template,
    "assignment_notice": notice_template,
    "registration_sheet": registration_template,
}


def build(folder: Path = TEMPLATES / "documents") -> None:
    """Write every template."""
    for name, builder in BUILDERS.items():
        builder().save(str(folder / f"{name}.docx"))


if __name__ == "__main__":
    build()
