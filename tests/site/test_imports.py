"""Which way imports point, and what rules may not do."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = ROOT / "src/zczr/domain"
PURE = sorted(
    path
    for part in ("money.py", "rates.py", "refusals.py", "risk", "matching", "reference", "contracts/evidence.py",
                 "contracts/numerals.py", "contracts/prose.py", "contracts/values.py", "contracts/general_clauses.py",
                 "contracts/loan/charges.py", "contracts/loan/facts.py", "contracts/loan/wording.py",
                 "contracts/claim/facts.py", "contracts/claim/wording.py", "contracts/claim/assignment_notice.py",
                 "feed/screen.py", "conversations/rules.py", "partners/spelling.py", "credit/grades.py")
    for path in ([DOMAIN / part] if part.endswith(".py") else (DOMAIN / part).rglob("*.py"))
)  # fmt: skip


def test_the_import_contracts_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.relative_to(DOMAIN).as_posix())
def test_a_rule_waits_for_nothing(path: Path) -> None:
    waits = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    assert not [node.lineno for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, waits)]
