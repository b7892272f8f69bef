"""The wording of the 应收账款转让登记信息表: what the buyer types into the unified register (domain.md row 31).

The platform registers nothing; who files answers for what is filed (动产和权利担保统一登记办法).
"""

from decimal import Decimal

from zczr.domain.claims.registration import LONGEST_YEARS, REGISTER, Registration, shortest_months
from zczr.domain.contracts.claim.facts import ClaimContractFacts
from zczr.domain.contracts.claim.wording import TITLE as CONTRACT
from zczr.domain.contracts.claim.wording import invoices_text, kind_text
from zczr.domain.contracts.prose import Paragraph, Paragraphs, paragraph
from zczr.domain.contracts.values import amount_text, capital_text, date_text

TITLE = "应收账款转让登记信息表"
DESCRIBED = "转让财产描述"
REGISTERED = "登记和查询结果"


def lead() -> Paragraphs:
    """What the sheet is for."""
    return (
        paragraph(
            f"本表供受让方在{REGISTER}办理应收账款转让登记时填写。平台不代为登记；登记内容的真实性、完整性和合法性由办理登记的受让方负责。"
        ),
        paragraph(
            "付款之前，请以转让方的名称和统一社会信用代码在该系统查询，确认同一债权没有在先的转让或者质押登记。"
            "保理、转让、质押竞存的，先登记的优先，都没有登记的，通知先到达债务人的优先；登记不能代替通知。"
            "没有成交或者债权已经收回的，请及时办理注销登记。"
        ),
    )


def facts_lines(facts: ClaimContractFacts) -> tuple[tuple[str, str | None], ...]:
    """A label and its value a line; what is open is None."""
    recourse = facts.recourse.label if facts.recourse else None
    return (
        ("转让合同", f"《{CONTRACT}》，编号 {facts.number}" if facts.number else None),
        ("合同签订日期", date_text(facts.signed_on)),
        ("转让基准日", date_text(facts.transferred_on)),
        ("转让价款", _money(facts.price)),
        ("债务人", "，".join(filter(None, (facts.debtor.name, facts.debtor.uscc))) or None),
        ("基础合同编号", facts.underlying_contract),
        ("发票或凭证号码", invoices_text(facts)),
        ("债权种类", kind_text(facts)),
        ("债权金额", _money(facts.face_amount)),
        ("债权到期日", date_text(facts.due_on)),
        ("追索权", recourse),
        ("附有的担保等", facts.accessory_rights),
        ("登记期限", _term(facts)),
    )


def description(facts: ClaimContractFacts) -> Paragraph:
    """The claim in one piece, to be copied into the register."""
    part = "（系对该债务人债权人民币{whole}元中的一部分）" if facts.whole_amount is not None else ""
    return paragraph(
        "出让人{seller}依据与债务人{debtor}（统一社会信用代码：{uscc}）订立的编号为{contract}的基础合同（发票或者凭证号码：{invoices}）"
        f"享有的{{kind}}债权人民币{{amount}}元{part}，到期日为{{due}}，以及依法一并转移的从权利，依据编号为{{number}}的《{CONTRACT}》"
        "转让给受让人{buyer}，转让基准日为{day}。",
        seller=facts.seller.name,
        debtor=facts.debtor.name,
        uscc=facts.debtor.uscc or ("未填写" if facts.final else None),
        contract=facts.underlying_contract,
        invoices=invoices_text(facts),
        kind=kind_text(facts),
        amount=amount_text(facts.face_amount),
        whole=amount_text(facts.whole_amount),
        due=date_text(facts.due_on),
        number=facts.number,
        buyer=facts.buyer.name,
        day=date_text(facts.transferred_on),
    )


def registration_lines(entered: Registration) -> tuple[tuple[str, str | None], ...]:
    """What the buyer has written down of it; open lines are there to be filled in by hand."""
    return (
        ("查询日期", date_text(entered.searched_on)),
        ("登记证明编号", entered.number or None),
        ("登记日期", date_text(entered.registered_on)),
        ("登记到期日", date_text(entered.expires_on)),
    )


def _money(yuan: Decimal | None) -> str | None:
    return None if yuan is None else f"人民币 {amount_text(yuan)} 元（大写：{capital_text(yuan)}）"


def _term(facts: ClaimContractFacts) -> str:
    """From the signing, or the transfer where that is not known yet."""
    begins = facts.signed_on or facts.transferred_on
    span = f"以月计，1 个月至 {LONGEST_YEARS} 年"
    if begins is None or facts.due_on is None:
        return f"{span}；不短于至债权到期日"
    return f"{span}；至债权到期日，自签订之日起至少 {shortest_months(begins, facts.due_on)} 个月"
