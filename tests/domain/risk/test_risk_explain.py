"""The explanation: losses, gains, chains, what-ifs, missing inputs, marked fields, and how it is stored."""

import hashlib
from dataclasses import replace
from decimal import Decimal
from math import prod

import pytest

from domain.risk.examples import E1, E2, E3, E4, E5, E7, E8, E9, EXAMPLES, thousand
from zczr.domain.money import CENT, half_up
from zczr.domain.risk.explain import Explanation, explain
from zczr.domain.risk.facts import CollateralAsset, RiskFacts
from zczr.domain.risk.far_fields import far_fields
from zczr.domain.risk.kinds import (
    CapKind,
    CollateralKind,
    FactorCode,
    Purpose,
    RepaymentSource,
    WhatIfKind,
)
from zczr.domain.risk.model import assess, outcome_at
from zczr.domain.risk.policy import CURRENT
from zczr.domain.risk.record import (
    explanation_json,
    inputs_json,
    outputs_json,
    read_explanation,
    rerun,
    rerun_explanation,
)
from zczr.domain.risk.what_if import extra_collateral


def explained(facts: RiskFacts) -> Explanation:
    return explain(facts, assess(facts))


def test_every_factor_says_what_it_lost() -> None:
    line = explained(E7).factors[2]
    assert (line.label, line.value, line.points, line.max, line.lost) == ("借款与实缴资本之比", "83.3%", 2, 10, 8)
    assert line.sentence == "借款与实缴资本之比：83.3%，得 2/10 分，少 8 分。"


def test_at_most_four_losses_and_two_gains_largest_first() -> None:
    explanation = explained(E2)
    assert [line.code.value for line in explanation.losses] == ["F1", "F2", "F4", "F3"]
    assert [line.lost for line in explanation.losses] == [17, 10, 6, 5]
    assert [line.code.value for line in explanation.gains] == ["F6", "F4"]


def test_a_full_score_has_no_losses_to_show() -> None:
    assert [line.code for line in explained(E8).losses] == [FactorCode.F3]


def test_binding_and_next_cap_are_marked_and_missing_caps_say_so() -> None:
    caps = {line.kind: line for line in explained(E3).caps}
    assert caps[CapKind.WORTH_AND_SECURITY].binding
    assert caps[CapKind.DSCR].following
    assert caps[CapKind.NEED].text == "不适用"
    assert caps[CapKind.DSCR].text == "670,968 元"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_chain_of_the_total_risk_multiplies_out(name: str) -> None:
    facts, published = EXAMPLES[name]
    chain = explained(facts).risk_chain
    assert half_up(prod((step.value for step in chain), start=Decimal(1)), CENT) == Decimal(published.total_risk)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_chain_of_the_rate_adds_up(name: str) -> None:
    facts, published = EXAMPLES[name]
    total = sum((step.value for step in explained(facts).rate_chain), Decimal(0))
    assert total * 100 == Decimal(published.raw)


def test_lowering_the_amount_to_the_limit_is_run_again() -> None:
    what_if = explained(E1).what_ifs[0]
    assert what_if.kind is WhatIfKind.AMOUNT_TO_LIMIT
    assert (what_if.amount_risk, what_if.total_risk, what_if.rate) == (
        Decimal("1.00"),
        Decimal("0.20"),
        Decimal("0.050"),
    )
    assert what_if.sentence.startswith("金额降到 100,000 元：建议额度 100,000 元，金额系数 1.00（中风险）")


def test_an_amount_at_the_limit_needs_no_change_and_a_limit_of_0_allows_none() -> None:
    at_limit = replace(E1, amount_min=thousand(100), amount_max=thousand(100))
    assert explained(at_limit).what_ifs[0].sentence == "金额正好等于建议额度，无需调整。"
    assert explained(E9).what_ifs[0].limit is None


def test_a_limit_that_falls_with_the_amount_says_why_and_how_far_one_may_go() -> None:
    """A larger loan weighs more on capital (F3): at 67,000 it costs the grade, and with it a third of the limit."""
    small = replace(
        E2, amount_min=thousand(30), amount_max=thousand(50), collateral=(), registered_capital=thousand(1250), years_registered=0
    )  # fmt: skip
    what_if = explained(small).what_ifs[0]
    assert what_if.sentence.startswith(
        "金额尚在额度内，若提高到 67,000 元：评分由 56 分（BBB）降到 54 分（BB），建议额度 45,000 元，"
    )
    assert what_if.sentence.endswith("；最多提高到 62,000 元仍在额度内。")
    assert outcome_at(small, thousand(62), CURRENT).limit.amount >= thousand(62)
    assert outcome_at(small, thousand(63), CURRENT).limit.amount < thousand(63)
    at_the_edge = replace(small, registered_capital=thousand(1000))
    assert explained(at_the_edge).what_ifs[0].sentence.endswith("；因此不宜再提高金额。")


def test_lowering_the_amount_says_that_the_score_rises() -> None:
    assert (
        explained(E2)
        .what_ifs[0]
        .sentence.startswith("金额降到 96,000 元：评分由 54 分（BB）升到 57 分（BBB），建议额度 114,000 元，")
    )


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (
            replace(E1, need=replace(E1.need, own_funds=thousand(9000))) if E1.need else E1,
            "按营运资金测算，自有资金、现有贷款和其他渠道已满足需要，没有资金缺口",
        ),
        (replace(E3, declared_debt=thousand(5000)), "现有有息负债 5,000,000 元已用尽经营现金流的偿债能力"),
        (
            replace(E3, statements=replace(E3.statements, operating_cash_flow=Decimal(0)), declared_debt=Decimal(0)),
            "经营现金流不足以偿还新的借款",
        ),
        (
            replace(E2, collateral=(), declared_debt=thousand(50), platform_outstanding=thousand(100)),
            "信用等级 BB 下，净资产可支持的额度已被现有有息负债 150,000 元（其中平台上未还清的借款 100,000 元）用完，也没有可计入的担保物",
        ),
        (
            replace(
                E8,
                platform_outstanding=thousand(1000),
                collateral=E8.collateral * 20,
                statements=replace(E8.statements, operating_cash_flow=thousand(9000)),
            ),
            "平台上未还清的借款 1,000,000 元，已达到向非持牌单位借款的余额上限，还清一部分后可以再借",
        ),
        (replace(E4, registered_capital=thousand(1)), "净资产与担保测算的额度不足 1,000 元"),
        # Debt is not blamed where there would be no room without it: grade C has no limit, and no cash flow carries none.
        (
            replace(E4, registered_capital=thousand(2), credit_score=Decimal(60), declared_debt=thousand(1)),
            "信用等级 C 下没有信用额度，也没有可计入的担保物",
        ),
        (
            replace(E3, statements=replace(E3.statements, operating_cash_flow=Decimal(0))),
            "经营现金流不足以偿还新的借款",
        ),
    ],
)
def test_a_limit_of_0_says_what_used_it_up(facts: RiskFacts, says: str) -> None:
    explanation = explained(facts)
    assert explanation.headline.limit == "0元"
    assert explanation.sentences[0] == f"建议额度为 0：{says}。"


def test_what_the_security_does_not_reach_is_said_to_count_as_unsecured() -> None:
    sentences = explained(E2).sentences
    assert "按抵押率折算，抵押可覆盖 60,000 元；其余 140,000 元没有担保，按信用计算。" in sentences
    assert "总风险 0.80 = 信用BB 0.90 × 抵押 30%+信用 70% 0.85 × 6个月 1.05 × 正常 1.00。" in sentences
    assert not any("按信用计算" in sentence for sentence in (*explained(E1).sentences, *explained(E3).sentences))


@pytest.mark.parametrize("facts", [E2, E3, E5])
def test_the_extra_collateral_is_the_least_that_reaches_the_acceptable_line(facts: RiskFacts) -> None:
    added = extra_collateral(facts, assess(facts).upper, CURRENT)
    assert added is not None
    assert added > 0

    def total_risk(value: Decimal) -> Decimal:
        more = CollateralAsset(CollateralKind.FIXED_ASSET, value, proven=True)
        return assess(replace(facts, collateral=(*facts.collateral, more))).upper.total_risk.value

    assert total_risk(added) <= Decimal("0.60") < total_risk(added - 10_000)


def test_where_collateral_alone_cannot_help_it_says_so() -> None:
    # Grade B or worse, overdue and long: 1.00 x 0.50 x 1.50 x 1.30 is above the line whatever is added.
    hopeless = replace(E4, term_months=100, overdue_days=20)
    what_if = explained(hopeless).what_ifs[1]
    assert extra_collateral(hopeless, assess(hopeless).upper, CURRENT) is None
    assert what_if.total_risk is None
    assert what_if.sentence.startswith("仅靠增加抵押物，总风险最低为 ")


def test_the_term_is_tried_one_bucket_shorter() -> None:
    assert explained(E5).what_ifs[2].sentence.startswith("期限缩短到 12 个月：")
    assert explained(E5).what_ifs[2].total_risk == Decimal("0.77")
    assert explained(replace(E5, term_months=13)).what_ifs[2].sentence.startswith("期限缩短到 12 个月：")
    assert explained(E1).what_ifs[2].sentence == "期限已在最短一档（3 个月内）。"


def test_each_missing_input_says_what_it_costs() -> None:
    costs = {miss.field: miss.cost for miss in explained(E2).missing}
    assert costs == {"operating_cash_flow": 17, "total_assets": 10, "paid_in_capital": 3, "documents": 1}
    bare = replace(E2, registered_capital=None, years_registered=None, repayment_source=RepaymentSource.SALES)
    costs = {miss.field: miss.cost for miss in explained(bare).missing}
    assert (costs["paid_in_capital"], costs["established_on"], costs["sales_contracts"]) == (7, 5, 2)
    assert explained(E1).missing == ()


def test_over_the_cap_the_sentence_asks_for_security_term_or_amount() -> None:
    assert "风险定价超过法定上限 12.00%：请增加担保物、缩短期限或降低金额（合计 14.75）。" in explained(E4).sentences


def test_a_rate_above_the_own_maximum_and_the_lower_end_are_said() -> None:
    sentences = explained(replace(E2, amount_min=thousand(90))).sentences
    assert "建议利率 8.8%/年高于可承担的最高利息 5%/年，匹配到的出借方会较少。" in sentences
    assert sentences[-1].startswith("按下限 90,000 元计算：建议额度 ")


def test_a_veto_names_its_reason_and_no_rate() -> None:
    sentences = explained(E9).sentences
    assert sentences[0] == "建议额度为 0：净资产不大于 0。"
    assert "建议额度为 0，不给出建议利率。" in sentences


def test_without_an_lpr_the_missing_cap_is_said() -> None:
    assert "该日期早于平台收录的 LPR 数据，无法显示利率上限。" in explained(replace(E1, lpr=None)).sentences


def test_nothing_promises_a_credit_or_a_guarantee() -> None:
    assert explained(E1).disclaimer == "以上为系统建议，仅供参考，不构成授信或担保承诺。"


def marked(facts: RiskFacts) -> dict[str, str]:
    return {far.field: far.sentence for far in far_fields(facts, assess(facts))}


def test_an_amount_above_the_limit_is_marked_and_one_at_it_is_not() -> None:
    assert marked(replace(E1, amount_min=thousand(80))) == {
        "amount_max": "高于建议额度 100,000 元，建议改为 10 万元以内。"
    }
    assert marked(replace(E1, amount_min=thousand(100), amount_max=thousand(100))) == {}
    assert "amount_min" in marked(replace(E2, amount_min=thousand(190)))


def test_a_maximum_rate_below_the_suggested_or_above_the_cap_is_marked() -> None:
    assert marked(E2)["max_rate"] == "低于建议利率 8.8%/年，匹配到的出借方会较少。"
    assert "max_rate" not in marked(replace(E2, max_rate=Decimal("0.12")))
    assert marked(replace(E2, max_rate=Decimal("0.1201")))["max_rate"].startswith("高于法定上限 12.00%")


def test_thin_security_an_unpriceable_risk_and_a_barred_purpose_are_marked() -> None:
    assert marked(E3)["collateral_value"].startswith("总风险 0.61 偏高")
    assert "term_months" in marked(E4)
    assert {"purpose", "amount_max"} <= marked(replace(E1, purpose=Purpose.SECURITIES)).keys()


def test_trailing_zeros_of_the_input_do_not_change_the_bytes() -> None:
    padded = replace(E1, amount_max=Decimal("120000.00"), amount_min=Decimal("120000.0"))
    assert inputs_json(padded) == inputs_json(E1)
    assert outputs_json(assess(padded)) == outputs_json(assess(E1))


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_stored_explanation_reads_back_and_runs_again(name: str) -> None:
    facts = EXAMPLES[name][0]
    explanation = explained(facts)
    stored = explanation_json(explanation)
    assert read_explanation(stored) == explanation
    assert rerun_explanation(inputs_json(facts), "risk-2026.1") == stored


def test_the_figures_of_risk_2026_1_never_change() -> None:
    """Guards 4.4: what was assessed under an old version must run again to the same bytes."""
    digest = hashlib.sha256()
    for facts, _ in EXAMPLES.values():
        digest.update(rerun(inputs_json(facts), "risk-2026.1"))
    assert digest.hexdigest() == "29c3983654d317da3c25667d324d1e37ade2b1748b760f17819cc4203e61dac3"


def test_an_unknown_version_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        rerun(inputs_json(E1), "risk-1999.1")
