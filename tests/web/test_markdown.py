"""Markdown: what may be written becomes markup, and nothing of what somebody might try becomes more than text."""

import time

import html5lib
import pytest
from lxml import etree

from zczr.web.markdown import render_markdown

_ALLOWED = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "strong", "em", "code", "pre", "a",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}}


def elements(html: str) -> list[etree._Element]:
    """What a browser makes of it."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    body = parser.parse(f"<!doctype html><title>x</title><body>{html}").getroot().find("body")
    return [element for element in body.iter() if isinstance(element.tag, str) and element is not body]


def harmless(html: str) -> bool:
    """Whether a browser finds only what may be there."""
    for element in elements(html):
        if element.tag not in _ALLOWED or set(element.attrib) - _ATTRIBUTES.get(element.tag, set()):
            return False
        # An address that is none is taken out whole.
        if element.tag == "a" and not element.get("href", "https://").startswith(("http://", "https://")):
            return False
    return True


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("一段\n\n又一段", "<p>一段</p>\n<p>又一段</p>"),
        ("**要紧** *留意* `代码`", "<p><strong>要紧</strong> <em>留意</em> <code>代码</code></p>"),
        ("- 甲\n- 乙", "<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>"),
        ("1. 甲\n2. 乙", "<ol>\n<li>甲</li>\n<li>乙</li>\n</ol>"),
        ("> 引文", "<blockquote>\n<p>引文</p>\n</blockquote>"),
        (
            '[法规](https://flk.npc.gov.cn "全文")',
            '<p><a href="https://flk.npc.gov.cn" title="全文" rel="noopener nofollow">法规</a></p>',
        ),
        ("<http://a.cn/?a=1&b=2>", '<p><a href="http://a.cn/?a=1&amp;b=2" rel="noopener nofollow">http://a.cn/?a=1&amp;b=2</a></p>'),
        ("", ""),
    ],
)  # fmt: skip
def test_what_may_be_written_becomes_markup(written: str, shown: str) -> None:
    assert render_markdown(written).strip() == shown


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("# 一\n\n## 二\n\n### 三", "h2 h3 h4"),
        ("### 一\n\n#### 二\n\n### 三", "h2 h3 h2"),
        ("# 一\n\n#### 跳过的一级\n\n# 又一", "h2 h3 h2"),
        ("#### 小的在前\n\n# 大的在后", "h2 h2"),
        ("一\n==\n\n二\n--", "h2 h3"),
        ("# 1\n## 2\n### 3\n#### 4\n##### 5\n###### 6", "h2 h3 h4 h5 h6 h6"),
        ("> # 引文里\n\n- ## 列表里", "h2 h3"),
    ],
)
def test_headings_start_at_the_second_level_and_leave_none_out(written: str, levels: str) -> None:
    found = [element.tag for element in elements(render_markdown(written)) if element.tag[0] == "h"]
    assert found == levels.split()


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        "正文<script src=//evil.cn></script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<style>*{display:none}</style>",
        "<form action=https://evil.cn><input name=password></form>",
        "<a href='javascript:alert(1)' onclick='alert(1)'>x</a>",
        "<!--><script>alert(1)</script-->",
        "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](java&Tab;script:alert(1))",
        "[x](\\javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x) [y](file:///etc/passwd) [z](mailto:a@b.cn)",
        "[x](/work) [y](//evil.cn) [z](https:evil.cn) [a](#top)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        '[x](https://a.cn"onmouseover="alert(1))',
        "[x](https://a.cn '\" onmouseover=\"alert(1)')",
        "[x](<https://a.cn\" onclick=\"alert(1)>)",
        "![图](https://a.cn/x.png)",
        "![x](javascript:alert(1))",
        "[![x](https://a.cn/x.png)](javascript:alert(1))",
        "```\" onclick=\"alert(1)\n<script>alert(1)</script>\n```",
        "`<script>alert(1)</script>`",
        "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
        "\x00<script>\x00alert(1)</script>",
        "<ſcript>alert(1)</ſcript>",
        "</div></article><h1>别的标题</h1>",
        "a\u202e[x](https://a.cn)\u2028<b>",
    ],
)  # fmt: skip
def test_what_somebody_might_try_stays_text(written: str) -> None:
    assert harmless(render_markdown(written))


def test_html_is_shown_as_it_was_typed() -> None:
    (paragraph,) = elements(render_markdown("<b onclick=x>粗</b> &amp; &lt;i&gt;"))
    assert "".join(paragraph.itertext()) == "<b onclick=x>粗</b> & <i>"


DEEP = {
    "quotes": ">" * 20_000,
    "quotes and lists": "> - " * 5_000,
    "lists": "".join("  " * depth + "- 甲\n" for depth in range(130)),
    "brackets": "[" * 20_000,
    "links": "[a](" * 5_000,
    "pictures": "[![](" * 4_000,
    "emphasis": "*_" * 10_000,
    "stars": "*a " * 6_600,
    "angles": "<" * 20_000,
    "tags": "<a " * 6_600,
    "ampersands": "&" * 20_000,
    "backticks": "".join("`" * count + " " for count in range(195)),
    "definitions": "[a]: x\n" * 2_800,
    "lines": "甲\n" * 10_000,
    "text": "借款人应当按照约定的期限返还借款。" * 1_176,
}


@pytest.mark.parametrize("written", DEEP.values(), ids=DEEP)
def test_twenty_thousand_signs_of_any_kind_are_rendered_in_time(written: str) -> None:
    began = time.process_time()
    html = render_markdown(written)
    assert time.process_time() - began < 5
    assert harmless(html)
