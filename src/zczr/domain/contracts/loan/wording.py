"""The wording of the 企业间借款合同; rows are those of domain.md section 3. A change of words changes VERSION."""

from collections.abc import Callable

from zczr.domain.contracts import general_clauses
from zczr.domain.contracts.loan import charges
from zczr.domain.contracts.loan.facts import LoanContractFacts, RepaymentMethod
from zczr.domain.contracts.prose import Clause, Paragraph, Paragraphs, paragraph
from zczr.domain.contracts.values import amount_text, capital_text, date_text, rate_text
from zczr.domain.matching.loan.facts import SecurityMode
from zczr.domain.money import ZERO

VERSION = "loan-contract-2026.2"
TITLE = "企业间借款合同"

_METHODS = {
    RepaymentMethod.EQUAL_INSTALLMENT: "乙方每月偿还相同金额的本息，月利率为年利率除以十二",
    RepaymentMethod.EQUAL_PRINCIPAL: "乙方每月偿还相同金额的本金，并支付剩余本金当月的利息，月利率为年利率除以十二",
    RepaymentMethod.INTEREST_FIRST: "乙方每月支付当期利息，到期日偿还全部本金；利息按实际天数计，一年为三百六十五日",
    RepaymentMethod.BULLET: "乙方于到期日一次偿还全部本金和利息；利息按实际天数计，一年为三百六十五日",
}


def preamble(facts: LoanContractFacts) -> Paragraph:
    """Who agrees and by which law."""
    law = "《中华人民共和国民法典》" + (
        "及相关监管规定" if facts.lender_licence else "《最高人民法院关于审理民间借贷案件适用法律若干问题的规定》等规定"
    )
    return paragraph(
        f"甲方（出借人）{{lender}}与乙方（借款人）{{borrower}}在平等、自愿、诚实信用的基础上，依据{law}，"
        "就乙方为生产经营需要向甲方借款事宜，订立本合同。",
        lender=facts.lender.name,
        borrower=facts.borrower.name,
    )


def clauses(facts: LoanContractFacts) -> tuple[Clause, ...]:
    """All clauses in order, filled with the case; what is open prints as a blank."""
    return tuple(
        Clause(number, heading, write(facts), key) for number, (heading, key, write) in enumerate(_CLAUSES, start=1)
    )


def _purpose(facts: LoanContractFacts) -> Paragraphs:  # row 1
    return (
        paragraph("本合同项下借款用于生产经营，具体用途为：{purpose}。", purpose=facts.purpose),
        paragraph("乙方不得将借款用于：（一）转贷他人；（二）证券、期货交易或者配资；（三）其他违法用途。"),
        paragraph("乙方改变借款用途的，应当事先取得甲方书面同意；未经同意的，甲方有权要求乙方提前归还借款。"),
    )


def _own_funds(facts: LoanContractFacts) -> Paragraphs:  # rows 2 and 3
    if facts.lender_licence:
        return (
            paragraph(
                "甲方声明：甲方为依法设立并持有经营许可（{licence}）的机构，出借资金来源合法，在许可的业务范围内发放借款。",
                licence=facts.lender_licence,
            ),
        )
    return (
        paragraph(
            "甲方声明：出借资金为甲方自有资金，不是套取金融机构贷款转贷，也不是以向其他营利法人借贷、向本单位职工集资"
            "或者向公众非法吸收存款等方式取得的资金。"
        ),
        paragraph("甲方声明：甲方不以向社会不特定对象提供借款为业，不知道也不应当知道乙方借款用于违法犯罪活动。"),
    )


def _principal(facts: LoanContractFacts) -> Paragraphs:  # row 6
    account = (
        "甲方应当将借款支付至乙方名下的银行账户，并保留支付凭证。"
        if facts.final
        else "甲方应当将借款支付至乙方名下的银行账户（开户银行：{bank}；账号：{account}），并保留支付凭证。"
    )
    return (
        paragraph(
            "借款本金为人民币{amount}元（大写：{capital}）。",
            amount=amount_text(facts.principal),
            capital=capital_text(facts.principal),
        ),
        paragraph(
            "利息不得预先在本金中扣除。借款本金以甲方实际支付的金额为准；预先扣除利息、服务费、保证金或者其他款项的，"
            "以实际支付的金额为本金，并按该金额计算利息。"
        ),
        paragraph(account, bank=None, account=None),
    )


def _term(facts: LoanContractFacts) -> Paragraphs:
    return (
        paragraph(
            "借款期限自{starts}起至{ends}止。甲方晚于起始日支付借款的，利息自借款实际到账之日起计算，到期日不变。",
            starts=date_text(facts.starts_on),
            ends=date_text(facts.ends_on),
        ),
    )


def _interest(facts: LoanContractFacts) -> Paragraphs:  # rows 4, 7 and 10
    if facts.interest_free:
        agreed = paragraph("双方明确约定：本合同项下借款不计利息（年利率为{rate}）。", rate="0%")
    else:
        agreed = paragraph(
            "本合同项下借款的年利率为{rate}，按乙方实际使用的本金和天数计算。", rate=rate_text(facts.rate)
        )
    lpr = paragraph(
        "本合同适用的一年期贷款市场报价利率（LPR）为{lpr}，由全国银行间同业拆借中心于{day}公布；其四倍为{cap}。",
        lpr=rate_text(facts.lpr),
        day=date_text(facts.lpr_on),
        cap=rate_text(facts.cap),
    )
    if facts.lender_licence:
        bound = "甲方为依法持牌的机构，前款四倍的数值供双方了解利率水平；利率同时应当符合金融监管部门的规定。"
    else:
        bound = (
            "约定的年利率不得超过合同成立时一年期贷款市场报价利率的四倍，超过的部分无效，乙方有权拒绝支付；"
            "合同成立之日公布的数值与前款不同的，以合同成立之日的数值为准。"
        )
    return (agreed, lpr, paragraph(bound))


def _charges(facts: LoanContractFacts) -> Paragraphs:  # row 5
    note = facts.other_charges_note
    limit = "" if facts.lender_licence else "，同样不得超过合同成立时一年期贷款市场报价利率的四倍"
    return (
        paragraph("除利息外，乙方承担的其他费用合计人民币{sum}元。", sum=amount_text(facts.other_charges)),
        *((paragraph("费用说明：{note}。", note=note),) if note else ()),
        paragraph(
            f"利息与前款费用合计折算的综合年化成本为{{cost}}（以尚未偿还的本金为基数）{limit}。",
            cost=rate_text(charges.all_in_rate(facts)),
        ),
        paragraph("除本合同写明的利息和费用外，甲方及其关联方不得以服务费、咨询费、保证金等名义另行收取款项。"),
    )


def _repayment(facts: LoanContractFacts) -> Paragraphs:
    method = facts.repayment_method
    plan = "各期应还金额见附件《还款计划表》。" if charges.plan_of(facts) else "各期应还金额由双方在签署前填写。"
    how = f"即{_METHODS[method]}。" if method else "可选：等额本息、等额本金、先息后本、到期一次还本付息。"
    return (
        paragraph(f"还款方式为{{method}}。{how}{plan}", method=method.label if method else None),
        paragraph("乙方归还的款项不足以清偿当期全部债务的，依次抵充实现债权的有关费用、利息、本金。"),
    )


def _early(_: LoanContractFacts) -> Paragraphs:  # row 9
    return (
        paragraph(
            "乙方可以提前偿还全部或者部分借款，应当提前三个工作日通知甲方；利息按照实际借款期间计算，甲方不就提前还款收取违约金。"
        ),
    )


def _default(facts: LoanContractFacts) -> Paragraphs:  # row 5
    limit = (
        "应当符合金融监管部门的规定。"
        if facts.lender_licence
        else "合计不得超过合同成立时一年期贷款市场报价利率的四倍（{cap}）。"
    )
    agreed = paragraph(
        "乙方逾期还款的，自逾期之日起按年利率{rate}就逾期本金支付逾期利息。", rate=rate_text(facts.default_rate)
    )
    if facts.default_rate == ZERO:
        at = (
            "参照当时一年期贷款市场报价利率计算的利息"
            if facts.interest_free
            else "按本合同约定的借期内年利率{rate}计算的利息"
        )
        agreed = paragraph(
            f"双方没有约定逾期利率。乙方逾期还款的，自逾期之日起就逾期本金向甲方支付{at}。", rate=rate_text(facts.rate)
        )
    return (
        agreed,
        paragraph(
            f"甲方可以选择主张逾期利息、违约金或者其他费用，也可以一并主张，但逾期利息、违约金和其他费用{limit}",
            cap=rate_text(facts.cap),
        ),
    )


def _settlement(_: LoanContractFacts) -> Paragraphs:  # row 8
    return (
        paragraph("借款展期应当由双方在到期前书面约定；提供担保的，应当同时取得担保人书面同意。"),
        paragraph(
            "双方将前期利息计入后期借款本金的，借款期间届满后乙方应当支付的本息之和，不得超过最初借款本金与以最初借款本金为基数、"
            "按合同成立时一年期贷款市场报价利率四倍计算的整个借款期间的利息之和；超过的部分无效。"
        ),
    )


def _security(facts: LoanContractFacts) -> Paragraphs:  # rows 16, 19, 23-25
    guarantee_signed = paragraph(
        "仅在本合同上签字或者盖章，但没有在签署栏标明保证人身份的，不因签字或者盖章承担保证责任。"
        "保证人的保证方式应当明确写为一般保证或者连带责任保证，并附公司章程规定的董事会或者股东会决议。"
    )
    modes = set(facts.security_modes)
    if modes == {SecurityMode.UNSECURED}:
        return (paragraph("本合同项下借款为信用借款，乙方不提供抵押、质押或者保证。"), guarantee_signed)
    # The law calls a guarantor's security 保证; 担保 is the word for all of them.
    names = "、".join("保证" if mode is SecurityMode.GUARANTEE else mode.label for mode in facts.security_modes)
    first = (
        "乙方自己提供物的担保的，甲方应当先就该物的担保实现债权，再请求保证人承担责任。"
        if facts.own_collateral_first
        else "乙方自己提供物的担保的，甲方既可以就该物的担保实现债权，也可以直接请求保证人承担责任。"
    )
    return (
        paragraph("担保方式为{modes}。担保财产及担保人：{what}。", modes=names, what=facts.security),
        paragraph(
            "抵押、质押应当订立书面合同，并在{registry}办理登记。不动产抵押权自登记时设立；动产抵押未经登记，不得对抗善意第三人。",
            registry=facts.registry.label if facts.registry else None,
        ),
        paragraph(f"实现顺序：{first}同一财产设有多个抵押权的，按登记的先后顺序清偿。"),
        paragraph(
            "乙方不履行到期债务的，甲方只能依法就担保财产折价或者拍卖、变卖所得价款优先受偿，不得在债务履行期限届满前约定"
            "担保财产直接归甲方所有。"
        ),
        guarantee_signed,
    )


def _statements(_: LoanContractFacts) -> Paragraphs:
    return (
        paragraph("双方均为依法成立并有效存续的企业，已就订立本合同取得内部必要的授权，签署人有权代表其所属企业签署。"),
        paragraph(
            "乙方保证提供的经营、财务和担保资料真实、完整；发生可能影响还款的重大事项，应当在五个工作日内告知甲方。"
        ),
    )


def _acceleration(_: LoanContractFacts) -> Paragraphs:
    return (
        paragraph(
            "乙方改变借款用途、提供虚假资料、逾期超过三十日、进入破产程序或者担保财产明显减损又不补足的，甲方有权书面通知乙方"
            "提前归还借款，利息计算至实际归还之日。"
        ),
        paragraph("甲方未按约定支付借款，给乙方造成损失的，应当赔偿损失。"),
    )


def _confidentiality(_: LoanContractFacts) -> Paragraphs:
    return general_clauses.confidentiality(kept_from="借款结清")


def _service(facts: LoanContractFacts) -> Paragraphs:
    return general_clauses.service(facts.lender, facts.borrower)


def _platform(_: LoanContractFacts) -> Paragraphs:
    return general_clauses.platform(money="借款资金")


def _evidence(facts: LoanContractFacts) -> Paragraphs:
    return general_clauses.electronic_evidence(facts.filed_on)


def _disputes(facts: LoanContractFacts) -> Paragraphs:
    return general_clauses.disputes(facts.court)


def _closing(facts: LoanContractFacts) -> Paragraphs:
    return (
        *general_clauses.supplement(facts.supplement),
        *general_clauses.filling_in(),
        paragraph("本合同一式两份，甲乙双方各执一份，具有同等效力；有保证人的，由保证人另执一份。"),
    )


_CLAUSES: tuple[tuple[str, bool, Callable[[LoanContractFacts], Paragraphs]], ...] = (
    ("借款用途", True, _purpose),
    ("资金来源", True, _own_funds),
    ("借款金额与支付", True, _principal),
    ("借款期限", False, _term),
    ("利率与利息", True, _interest),
    ("其他费用与综合成本", True, _charges),
    ("还款方式", False, _repayment),
    ("提前还款", False, _early),
    ("逾期责任", True, _default),
    ("展期与结算", False, _settlement),
    ("担保", True, _security),
    ("声明与保证", False, _statements),
    ("违约与提前到期", False, _acceleration),
    ("保密与资料保存", False, _confidentiality),
    ("通知与送达", False, _service),
    ("平台的性质", True, _platform),
    ("合同成立与电子证据", True, _evidence),
    ("争议解决", False, _disputes),
    ("其他", False, _closing),
)
