"""What people read: Chinese, polite, and never a promise the platform must not make (domain.md section 3, row 11)."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CODE = sorted((ROOT / "src/zczr").rglob("*.py"))

FORBIDDEN = ("保本", "平台担保", "兜底", "刚性兑付", "零风险", "稳赚", "稳赔")
# Where such words are kept from being shown.
SCREEN = ROOT / "src/zczr/domain/feed/screen.py"
BLAMING = ("非法输入", "无效输入", "输入非法", "您输错")
# Words that Chinese writing uses as they are.
LATIN = {
    "PDF", "JPG", "PNG", "CSV", "Word", "Excel", "OFD", "MB", "KB", "QQ", "LPR", "CA", "SHA", "GB", "Tab", "Ctrl", "AAA", "AA",
    "BBB", "BB", "ID", "example", "com",
}  # fmt: skip
ACCOUNTS = {"root", "postgres", "nobody"}
"""Names of the operating system, said to whoever runs the site."""
_VISIBLE_ATTRIBUTES = re.compile(r"\b(?:title|alt|placeholder|aria-label)=\"([^\"]*)\"")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _visible(source: str) -> str:
    """What a template itself says: without comments, logic and tags, but with the attributes people see or hear."""
    without = re.sub(r"\{% block width %\}.*?\{% endblock %\}", " ", source)
    without = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", " ", without, flags=re.DOTALL)
    attributes = " ".join(_VISIBLE_ATTRIBUTES.findall(without))
    # Macros also write bare attributes, and blocks class names.
    return re.sub(r"<[^>]*>|&\w+;|\b[\w-]+=\"[^\"]*\"", " ", without) + " " + attributes


def _strings(path: Path) -> list[str]:
    """Strings of a module that hold Chinese, but for those to programmers and to the database."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in notes
        and re.search(r"[\u4e00-\u9fff]", node.value)
        and not re.search(r"\b(?:SELECT|INSERT|UPDATE)\b|\\d|<", node.value)
    ]


@pytest.mark.parametrize("path", sorted({*TEMPLATES, *CODE} - {SCREEN}), ids=_name)
def test_nobody_is_promised_what_the_platform_must_not_promise(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [phrase for phrase in (*FORBIDDEN, *BLAMING) if phrase in text]


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_says_nothing_in_latin_letters(path: Path) -> None:
    words = set(re.findall(r"(?<![\w-])[A-Za-z]{2,}", _visible(path.read_text(encoding="utf-8"))))
    assert not words - LATIN


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_a_sentence_for_people_holds_no_english(path: Path) -> None:
    english = re.compile(r"(?<![\w@./:-])[a-z]{3,}(?![\w@./:=-])")
    shown = {text: re.sub(r"\{+.*?\}+", "", text) for text in _strings(path)}
    assert not {text: words for text in shown if (words := set(english.findall(shown[text])) - ACCOUNTS)}


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_chinese_sentences_use_chinese_punctuation(path: Path) -> None:
    ascii_mark = re.compile(r"[\u4e00-\u9fff][,;!?](?=[\u4e00-\u9fff]|$)")
    assert not [text for text in _strings(path) if ascii_mark.search(text)]
