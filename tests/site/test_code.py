"""What holds for every line of the code base, as far as a test can hold it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from zczr.jobs.worker import CRON, FUNCTIONS

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src/zczr"
PYTHON = sorted(path for folder in ("src", "tests", "bench") for path in (ROOT / folder).rglob("*.py"))
CODE = sorted(SRC.rglob("*.py"))
DOMAIN = sorted((SRC / "domain").rglob("*.py"))
WRITTEN = [
    *PYTHON,
    *(ROOT / "templates").rglob("*.html"),
    *(ROOT / "assets").rglob("*.css"),
    *(ROOT / "assets/js").rglob("*.js"),
    *(SRC / "domain").rglob("*.sql"),
]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _dotted(node: ast.AST) -> str:
    """a.b.c of an attribute; empty for anything else."""
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return node.id if isinstance(node, ast.Name) else ""


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    assert not {_name(path): lines for path in WRITTEN if (lines := len(path.read_text().splitlines())) > 400}


def test_nothing_is_left_to_do_later() -> None:
    later = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X\\b", "raise NotImplemented" + "Error")))
    assert not [_name(path) for path in WRITTEN if later.search(path.read_text())]


def test_no_module_is_named_after_nothing() -> None:
    empty_names = {"utils", "util", "helpers", "helper", "misc", "base", "manager"}
    assert not [_name(path) for path in PYTHON if path.stem in empty_names]


def test_no_test_is_skipped() -> None:
    skipped = re.compile(r"@pytest\.mark\.(" + "sk" + "ip|x" + "fail)")
    assert not [_name(path) for path in PYTHON if skipped.search(path.read_text())]


@pytest.mark.parametrize("path", DOMAIN, ids=_name)
def test_the_domain_counts_in_decimals(path: Path) -> None:
    found = [
        node.lineno
        for node in _nodes(path)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert not found, f"float in lines {found}"


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_only_clock_reads_the_clock(path: Path) -> None:
    forbidden = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
    if _name(path) != "src/zczr/web/sessions.py":
        # A session is as old as the browser's, also while a demo lets the business run ahead.
        forbidden.add("time.time")
    reads = [_dotted(node.func) for node in _nodes(path) if isinstance(node, ast.Call)]
    assert _name(path) == "src/zczr/domain/clock.py" or not forbidden & set(reads)


def test_hx_headers_are_read_and_written_in_two_modules_only() -> None:
    header = re.compile(r"\bhx[-_][a-z]", re.IGNORECASE)
    speaking = {
        _name(path)
        for path in CODE
        for node in _nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_header(node.value, header)
    }
    assert speaking == {"src/zczr/web/respond.py", "src/zczr/web/errors.py"}


def _is_header(text: str, header: re.Pattern[str]) -> bool:
    return header.match(text) is not None and " " not in text


def test_the_one_place_that_begins_a_transaction_for_a_request_is_a_command() -> None:
    opening = {
        _name(path)
        for path in CODE
        for node in _nodes(path)
        if isinstance(node, ast.Call) and _dotted(node.func) == "db.transaction"
    }
    assert not [name for name in opening if name.startswith(("src/zczr/pages", "src/zczr/partials", "src/zczr/web"))]


def test_a_state_is_only_written_by_the_helper_or_together_with_its_history() -> None:
    # Set-based moves of many rows write their history in the same statement.
    sets = re.compile(
        r"\bUPDATE (?:application|loan_request|loan_offer|organization|feed_entry|abuse_report|partner_request|paper_access|article)\b"
        r"[^;]*?\bSET status\b",
        re.DOTALL,
    )
    writing = {_name(path) for path in CODE if sets.search(path.read_text())}
    assert writing <= {"src/zczr/domain/applications/expiry.py", "src/zczr/domain/feed/commands.py"}, writing


_AREAS = {path.stem for path in (SRC / "jobs").glob("*.py")} - {"__init__", "worker", "queue", "context"}
_JOB = re.compile(rf"(?:{'|'.join(sorted(_AREAS))})\.[a-z_]+")


def test_every_job_sent_is_registered_and_every_registered_one_is_sent() -> None:
    named = {
        node.value
        for path in DOMAIN
        for node in _nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _JOB.fullmatch(node.value)
    }
    for path in CODE:
        for node in _nodes(path):
            if isinstance(node, ast.Call) and _dotted(node.func).endswith("after_commit"):
                job = node.args[0]
                assert not isinstance(job, ast.Constant) or job.value in named, f"{_name(path)}: {ast.unparse(job)}"
    assert named == {job.name for job in FUNCTIONS}


def test_every_function_of_a_job_module_is_a_job() -> None:
    registered = {job.coroutine.__wrapped__ for job in (*FUNCTIONS, *CRON)}  # type: ignore[union-attr]
    names = {f"{function.__module__.rpartition('.')[2]}.{function.__name__}" for function in registered}
    written = {
        f"{path.stem}.{node.name}"
        for path in (SRC / "jobs").glob("*.py")
        if path.stem in _AREAS
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.AsyncFunctionDef)
    }
    assert names == written
    assert {job.name for job in (*FUNCTIONS, *CRON)} == names


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_every_module_and_public_name_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if tree.body and _name(path).count("__init__") == 0:
        assert ast.get_docstring(tree), "the module has no docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            overload = any(_dotted(decorator) == "overload" for decorator in node.decorator_list)
            assert overload or ast.get_docstring(node), f"{node.name} has no docstring"
