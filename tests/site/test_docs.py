"""The documents say what is: every setting, command, account and job is named, and every link leads somewhere."""

import re
from pathlib import Path

import pytest

from zczr.demo.accounts import ACCOUNTS, PASSWORD
from zczr.domain.applications.stages import ANSWER_WITHIN, CONFIRM_WITHIN, LABELS
from zczr.domain.credit.commands import Reason
from zczr.jobs.worker import CRON

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
HANDBOOK = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs/handbook").glob("*.md")))
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_LARGEST_PICTURE = 300 << 10


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _settings() -> list[str]:
    source = (ROOT / "src/zczr/settings.py").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"environ\.get\(\"(\w+)\"", source)))


def _commands(path: str, pattern: str) -> list[str]:
    return re.findall(pattern, (ROOT / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", _settings())
def test_the_readme_explains_every_setting(name: str) -> None:
    assert f"| `{name}` |" in README


def test_the_readme_explains_no_setting_that_is_gone() -> None:
    assert sorted(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)) == _settings()


@pytest.mark.parametrize("command", _commands("zc", r"case \"(\w+)\""))
def test_the_readme_explains_every_command_of_zc(command: str) -> None:
    assert f"`./zc {command}`" in README


@pytest.mark.parametrize("command", _commands("src/zczr/__main__.py", r"commands\.add_parser\(\"(\w+)\""))
def test_the_readme_names_every_command_of_zczr(command: str) -> None:
    assert re.search(rf"`(?:\./zc zczr |zczr )?{command}\b[^`]*`", README)


def test_the_readme_lists_the_accounts_of_the_demo_and_no_other() -> None:
    assert f"`{PASSWORD}`" in README
    rows = re.findall(r"^\| (\S+) \| (\S+) \| `(\S+)` \| `(\S+@\S+)` \|$", README, re.MULTILINE)
    assert rows == [(each.part, each.organization, each.door, each.email) for each in ACCOUNTS]


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_every_link_leads_to_a_file(path: Path) -> None:
    for target in _LINK.findall(path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_every_picture_is_shown_somewhere_and_small() -> None:
    shown = {
        (path.parent / target).resolve()
        for path in DOCUMENTS
        for target in _LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in target
    }
    pictures = {path.resolve() for path in (ROOT / "docs/images").iterdir()}
    assert pictures <= shown
    assert all(path.stat().st_size <= _LARGEST_PICTURE for path in pictures)


def test_every_decision_is_listed_once_and_numbered_in_order() -> None:
    files = sorted(path.name for path in (ROOT / "docs/decisions").glob("0*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    listed = _LINK.findall((ROOT / "docs/decisions/README.md").read_text(encoding="utf-8"))
    assert listed == files


@pytest.mark.parametrize("path", sorted((ROOT / "docs/decisions").glob("0*.md")), ids=_name)
def test_a_decision_says_why_what_follows_and_what_else_there_was(path: Path) -> None:
    headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences", "Alternatives"]


@pytest.mark.parametrize("name", sorted({job.name for job in CRON}))
def test_the_guide_to_operations_names_every_job_of_the_clock(name: str) -> None:
    assert f"| `{name}` |" in (ROOT / "docs/operations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("label", LABELS.values())
def test_the_handbook_explains_every_state_of_an_application(label: str) -> None:
    assert f"| {label} |" in HANDBOOK


def test_the_handbook_states_the_rules_as_they_are() -> None:
    assert f"对方 {ANSWER_WITHIN.days} 天内通过或拒绝" in HANDBOOK
    assert f"双方有 {CONFIRM_WITHIN.days} 天" in HANDBOOK
    for reason in (Reason.CONFIRMED_CONTRACT, Reason.UNCONFIRMED_CONTRACT):
        points = f"{reason.value.points:+d}".replace("-", "−")
        assert re.search(rf"\| [^|]+ \| {re.escape(points)}", HANDBOOK)
