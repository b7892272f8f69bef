"""Articles of 行业新闻, made by the real commands."""

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.disclosure import commands
from zczr.domain.disclosure.content import Content

CONTENT = Content(
    title="企业间借款的利率上限",
    category="lending",
    summary="约定利率不得超过合同成立时一年期贷款市场报价利率的四倍。",
    body="## 规则\n\n超过部分**不受保护**，见[法规](https://flk.npc.gov.cn)。",
    source="国家法律法规数据库",
    source_href="https://flk.npc.gov.cn",
    dated_on=clock.today() - timedelta(days=3),
)


async def make_article(writer: Actor, *, publish: bool = True, **more: Any) -> int:
    """An article, published unless said otherwise."""
    return await commands.create(writer, uuid.uuid4(), replace(CONTENT, **more), publish=publish)
