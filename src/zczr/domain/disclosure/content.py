"""What an article says, and what it needs before members may read it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self
from urllib.parse import urlsplit

from zczr.domain.disclosure.stages import CATEGORIES
from zczr.domain.refusals import RuleBroken


@dataclass(frozen=True)
class Content:
    """An article as it is written; the body in Markdown, empty where nothing has been written yet."""

    title: str
    category: str
    summary: str
    body: str
    source: str
    source_href: str
    dated_on: date | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """What a row says."""
        return cls(**{field.name: row[field.name] for field in fields(cls)})


def faults_of(content: Content, *, publishing: bool, today: date) -> list[RuleBroken]:
    """Why it cannot be kept, or published, as it is; nothing where it can. A draft may lack its body and its source."""
    broken = []
    if not content.title:
        broken.append(RuleBroken("请填写标题", "title"))
    if content.category not in CATEGORIES:
        broken.append(RuleBroken("请选择分类", "category"))
    if publishing and not content.body:
        broken.append(RuleBroken("发布前请填写正文", "body"))
    if publishing and not content.source:
        broken.append(RuleBroken("发布前请填写来源，例如发布机构或媒体的名称", "source"))
    if content.source_href and not _is_web_address(content.source_href):
        broken.append(RuleBroken("请填写以 https:// 或 http:// 开头的完整网址", "source_href"))
    if content.dated_on is None:
        broken.append(RuleBroken("请填写日期", "dated_on"))
    elif content.dated_on > today:
        broken.append(RuleBroken("日期不能晚于今天，请填写资料的发布日期", "dated_on"))
    return broken


def _is_web_address(text: str) -> bool:
    try:
        host = urlsplit(text).hostname
    except ValueError:  # brackets that hold no address
        return False
    return text.startswith(("https://", "http://")) and bool(host) and not any(sign.isspace() for sign in text)
