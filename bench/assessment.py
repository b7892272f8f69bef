"""风险及额度评估: the rule alone, and the panel's request against the same handler answering a constant."""

import json
import re
import secrets
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from bench.ground import Ground, milliseconds, ratio
from bench.world import fill_organizations
from zczr.app import build_app
from zczr.domain.risk.explain import explain
from zczr.domain.risk.facts import CollateralAsset, NeedInputs, RiskFacts, Statements
from zczr.domain.risk.kinds import CollateralKind, DocumentClass, Purpose, RepaymentBehaviour, RepaymentSource
from zczr.domain.risk.model import assess
from zczr.pages.lending import requests
from zczr.settings import Settings

ROUNDS = 200
E1 = RiskFacts(
    amount_min=Decimal(120_000), amount_max=Decimal(120_000), max_rate=Decimal("0.05"), term_months=3,
    purpose=Purpose.OPERATIONS, repayment_source=RepaymentSource.SALES_WITH_CONTRACTS, lpr=Decimal("0.03"), lpr_on=None,
    statements=Statements(Decimal(800_000), Decimal(150_000), Decimal(200_000)),
    need=NeedInputs(Decimal(1_200_000), Decimal("0.1"), stock_days=Decimal(30), receivable_days=Decimal(60),
                    payable_days=Decimal(30), own_funds=Decimal(60_000), working_loans=Decimal(20_000)),
    declared_debt=Decimal(20_000), paid_in_capital=Decimal(500_000), years_registered=6, completed_contracts=3,
    repayment_behaviour=RepaymentBehaviour.CLEAN, verified_documents=frozenset(DocumentClass),
    collateral=(CollateralAsset(CollateralKind.FIXED_ASSET, Decimal(200_000), proven=True),),
)  # fmt: skip
TYPED = {
    "project": "华锐精密", "purpose": "operations", "reason": "采购轴承钢", "amount_min": "12", "amount_max": "12",
    "max_rate": "5", "term_months": "3", "repayment_source": "sales", "security_modes": "mortgage",
    "collateral_kind": "fixed_asset", "collateral_value": "20", "summary": "为在手订单采购原材料。",
    "visibility": "match_only", "operating_cash_flow": "20", "total_assets": "80", "total_liabilities": "15",
    "declared_debt": "2", "sales": "120", "margin": "10", "stock_days": "30", "receivable_days": "60",
    "payable_days": "30", "own_funds": "6", "working_loans": "2", "intent": "assess",
}  # fmt: skip


async def measure(ground: Ground) -> list[dict[str, object]]:
    """Two lines: the rule a second, and the request in milliseconds."""
    rule = _a_second(lambda: assess(E1))
    explained = _a_second(lambda: explain(E1, assess(E1)))
    ours, constant = await _requests(ground)
    return [
        {"what": "规则（E1）", "per_second": f"{rule:,.0f}", "with_explanation_per_second": f"{explained:,.0f}"},
        {"what": "评估请求", "ours_ms": milliseconds(ours), "constant_ms": milliseconds(constant),
         "ratio": ratio(ours, constant)},
    ]  # fmt: skip


def _a_second(work: Callable[[], object]) -> float:
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < 2:
        work()
        count += 1
    return count / (time.perf_counter() - began)


async def _requests(ground: Ground) -> tuple[float, float]:
    url = await ground.fresh("bench_assessment")
    connection = await asyncpg.connect(url)
    await fill_organizations(connection, 10)
    await connection.close()
    app = build_app(Settings(data_dir=Path(tempfile.mkdtemp())), database_url=url, redis_url=ground.redis_url)
    async with app.lifespan():
        key = secrets.token_hex(32)
        session = json.dumps({"member_id": 1, "epoch": 0, "opened_at": int(time.time())})
        await app.state.valkey.set(f"session:{key}", session)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench", cookies={"sid": key}) as client:
            page = (await client.get("/lending/requests/new")).text
            found = re.search(r'name="_csrf_token" value="([^"]+)"', page)
            assert found is not None
            sent = [(name, (None, value)) for name, value in {**TYPED, "_csrf_token": found[1]}.items()]

            async def press() -> None:
                answer = await client.post("/lending/requests", files=sent, headers={"HX-Request": "true"})
                assert answer.status_code == 200, answer.text[:300]

            real = requests.assess_request
            kept: list[Any] = []

            async def first(*args: Any, **kwargs: Any) -> Any:
                kept.append(await real(*args, **kwargs))
                return kept[0]

            async def constant(*_: Any, **__: Any) -> Any:
                return kept[0]

            requests.assess_request = first
            await press()
            ours, theirs = [], []
            for _ in range(3):
                for bucket, handler in ((ours, real), (theirs, constant)):
                    requests.assess_request = handler
                    began = time.perf_counter()
                    for _ in range(ROUNDS):
                        await press()
                    bucket.append((time.perf_counter() - began) / ROUNDS)
            requests.assess_request = real
    return min(ours), min(theirs)
