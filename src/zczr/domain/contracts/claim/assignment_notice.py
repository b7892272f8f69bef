"""The wording of the 债权转让通知书 from both sides to the debtor, with its 回执 (Civil Code 546-550, domain.md rows 27, 28)."""

from zczr.domain.contracts.claim.facts import ClaimContractFacts
from zczr.domain.contracts.claim.wording import TITLE as CONTRACT
from zczr.domain.contracts.claim.wording import invoices_text, kind_text
from zczr.domain.contracts.prose import Paragraph, Paragraphs, paragraph
from zczr.domain.contracts.values import amount_text, capital_text, date_text

VERSION = "assignment-notice-2026.1"
TITLE = "债权转让通知书"
RECEIPT = "回执"


def addressee(facts: ClaimContractFacts) -> Paragraph:
    """To whom it is written."""
    return paragraph("{debtor}：", debtor=facts.debtor.name)


def body(facts: ClaimContractFacts) -> Paragraphs:
    """What was assigned, and whom the debtor pays from now on."""
    return (
        paragraph(
            f"{{seller}}（转让方）与{{buyer}}（受让方）于{{day}}订立了编号为{{number}}的《{CONTRACT}》。依照《中华人民共和国民法典》"
            "第五百四十五条、第五百四十六条的规定，现将债权转让的事项通知贵单位：",
            seller=facts.seller.name, buyer=facts.buyer.name, day=date_text(facts.signed_on), number=facts.number,
        ),
        _assigned(facts),
        *_rest(facts),
        _payment(facts),
        paragraph(
            "三、与上述债权有关的从权利一并由受让方取得，包括利息、违约金、损害赔偿请求权和担保权利；附有的担保和其他从权利：{rights}。",
            rights=facts.accessory_rights,
        ),
        paragraph(
            "四、贵单位对转让方的抗辩，以及依法可以主张的抵销，可以向受让方主张；贵单位在基础合同中的其他权利义务不变。"
            "因债权转让增加的履行费用由转让方负担。"
        ),
        paragraph("五、本通知自到达贵单位时生效，未经受让方同意不得撤销。"),
        paragraph("请贵单位核对后填写回执，交回转让方和受让方。没有交回回执的，不影响本通知的效力。"),
    )  # fmt: skip


def _assigned(facts: ClaimContractFacts) -> Paragraph:
    return paragraph(
        "一、转让方依据与贵单位订立的编号为{contract}的基础合同（发票或者凭证号码：{invoices}），将对贵单位享有的{kind}债权人民币"
        "{amount}元（大写：{capital}）转让给受让方，自{day}起由受让方享有。该债权于{due}到期。",
        contract=facts.underlying_contract,
        invoices=invoices_text(facts),
        kind=kind_text(facts),
        amount=amount_text(facts.face_amount),
        capital=capital_text(facts.face_amount),
        day=date_text(facts.transferred_on),
        due=date_text(facts.due_on),
    )


def _rest(facts: ClaimContractFacts) -> Paragraphs:
    if facts.whole_amount is None:
        return ()
    return (
        paragraph(
            "上述债权是转让方对贵单位享有的债权人民币{whole}元中的一部分；其余人民币{rest}元（大写：{capital}）不在本通知之列。",
            whole=amount_text(facts.whole_amount), rest=amount_text(facts.rest), capital=capital_text(facts.rest),
        ),
    )  # fmt: skip


def _payment(facts: ClaimContractFacts) -> Paragraph:
    told = "二、自本通知到达之日起，请贵单位向受让方履行上述债务，不再向转让方履行。"
    if facts.final and not facts.payee_account:
        return paragraph(f"{told}受让方的收款账户由受让方另行书面告知。")
    return paragraph(
        f"{told}受让方的收款账户：户名{{name}}；开户银行和账号：{{account}}。",
        name=facts.buyer.name,
        account=facts.payee_account,
    )


def receipt(facts: ClaimContractFacts) -> Paragraphs:
    """What the debtor gives back."""
    return (
        paragraph("致{seller}、{buyer}：", seller=facts.seller.name, buyer=facts.buyer.name),
        paragraph(
            f"本单位已收到《{TITLE}》（合同编号：{{number}}），知悉其中的债权人民币{{amount}}元已转让给{{buyer}}，到期日为{{due}}。",
            number=facts.number,
            amount=amount_text(facts.face_amount),
            buyer=facts.buyer.name,
            due=date_text(facts.due_on),
        ),
        paragraph("□ 对债权的金额和到期日没有异议，没有可以主张的抵销，此前没有收到同一债权的其他转让通知。"),
        paragraph("□ 有异议，或者主张抵销，说明如下：{blank}{blank}{blank}{blank}", blank=None),
    )
