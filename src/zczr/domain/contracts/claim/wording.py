"""The wording of the 债权转让合同; rows are those of domain.md section 3. A change of words changes VERSION."""

from collections.abc import Callable

from zczr.domain.claims.kinds import DebtorState, Recourse
from zczr.domain.contracts import general_clauses
from zczr.domain.contracts.claim.facts import ClaimContractFacts
from zczr.domain.contracts.prose import PLATFORM, Clause, Paragraph, Paragraphs, paragraph
from zczr.domain.contracts.values import amount_text, capital_text, date_text, rate_text

VERSION = "claim-contract-2026.2"
TITLE = "债权转让合同"

_STATES = {
    DebtorState.CONFIRMED: "债务人已确认债权的金额和到期日，并确认不存在抵销和在先的转让；确认之后，债务人不得以债权不存在"
    "或者已经消灭为由对抗乙方，乙方在订立本合同时知道或者应当知道的除外",
    DebtorState.NOTIFIED: "债务人已接到确认债权的请求，尚未答复",
    DebtorState.UNNOTIFIED: "债务人尚未就债权作出确认",
    DebtorState.DISPUTED: "债务人对债权提出了异议，甲方已向乙方如实说明，乙方知悉并接受",
}


def preamble(facts: ClaimContractFacts) -> Paragraph:
    """Who agrees and by which law."""
    return paragraph(
        "甲方（转让方）{seller}与乙方（受让方）{buyer}在平等、自愿、诚实信用的基础上，依据《中华人民共和国民法典》关于债权转让、"
        "保理的规定及其司法解释，就甲方将其对债务人享有的债权转让给乙方事宜，订立本合同。",
        seller=facts.seller.name,
        buyer=facts.buyer.name,
    )


def clauses(facts: ClaimContractFacts) -> tuple[Clause, ...]:
    """All clauses in order, filled with the case; what is open prints as a blank."""
    return tuple(
        Clause(number, heading, write(facts), key) for number, (heading, key, write) in enumerate(_CLAUSES, start=1)
    )


def invoices_text(facts: ClaimContractFacts) -> str | None:
    """The invoices as one list; a complete contract without any says so."""
    return "、".join(facts.invoices) or ("无" if facts.final else None)


def kind_text(facts: ClaimContractFacts) -> str | None:
    """The kind before the word 债权: 应收账款, 借款."""
    return facts.kind.label.removesuffix("债权") if facts.kind else None


def _claim(facts: ClaimContractFacts) -> Paragraphs:  # rows 26, 30 and 33
    return (
        paragraph(
            "甲方依据与债务人{debtor}（统一社会信用代码：{uscc}）订立的编号为{contract}的基础合同，对债务人享有{kind}债权"
            "（下称标的债权）。对应的发票或者凭证号码：{invoices}。",
            debtor=facts.debtor.name,
            uscc=facts.debtor.uscc or ("未填写" if facts.final else None),
            contract=facts.underlying_contract,
            kind=kind_text(facts),
            invoices=invoices_text(facts),
        ),
        *_amounts(facts),
        paragraph("标的债权自{starts}起形成，于{due}到期。", starts=date_text(facts.starts_on), due=date_text(facts.due_on)),
        *_debtor_says(facts),
    )  # fmt: skip


def _debtor_says(facts: ClaimContractFacts) -> Paragraphs:
    """What the debtor has said, and how far its word reaches: who signed in, or who had a mailbox, has said it."""
    if facts.debtor_state is None:
        return ()
    said = f"截至本合同订立，{_STATES[facts.debtor_state]}。"
    if facts.debtor_state is DebtorState.CONFIRMED and facts.confirmed_through:
        return (paragraph(f"{said}确认的方式：{{through}}。", through=facts.confirmed_through),)
    return (paragraph(said),)


def _amounts(facts: ClaimContractFacts) -> Paragraphs:
    face = {"amount": amount_text(facts.face_amount), "capital": capital_text(facts.face_amount)}
    if facts.whole_amount is None:
        return (paragraph("甲方将标的债权全部转让给乙方，债权金额为人民币{amount}元（大写：{capital}）。", **face),)
    return (
        paragraph(
            "前款债权的总额为人民币{amount}元（大写：{capital}）。",
            amount=amount_text(facts.whole_amount), capital=capital_text(facts.whole_amount),
        ),
        paragraph("甲方转让给乙方的标的债权是其中的一部分，金额为人民币{amount}元（大写：{capital}）。", **face),
        paragraph(
            "其余人民币{amount}元（大写：{capital}）不在本次转让之列。各部分相互独立、顺位相同；债务人的清偿没有指明部分的，"
            "按各部分未受清偿的金额比例抵充。",
            amount=amount_text(facts.rest), capital=capital_text(facts.rest),
        ),
    )  # fmt: skip


def _accessory(facts: ClaimContractFacts) -> Paragraphs:  # rows 22 and 27
    return (
        paragraph(
            "与标的债权有关的从权利随债权一并由乙方取得，包括利息、违约金和损害赔偿请求权，以及抵押权、质权、保证债权等担保权利；"
            "专属于甲方自身的除外。乙方取得从权利，不因该从权利没有办理转移登记手续或者没有转移占有而受到影响。"
        ),
        paragraph("标的债权附有的担保和其他从权利：{rights}。", rights=facts.accessory_rights),
        paragraph("甲方应当协助乙方办理从权利的变更登记，并将本次转让书面通知担保人。"),
    )


def _price(facts: ClaimContractFacts) -> Paragraphs:
    account = "" if facts.final else "（开户银行：{bank}；账号：{account}）"
    return (
        paragraph(
            "转让价款为人民币{price}元（大写：{capital}），比债权金额折让{discount}。自转让基准日至到期日折算的年化收益率为{rate}，"
            "仅为价款的折算结果，不是对收益的承诺。",
            price=amount_text(facts.price),
            capital=capital_text(facts.price),
            discount=rate_text(facts.discount),
            rate=rate_text(facts.annual_yield),
        ),
        paragraph(
            f"乙方应当在{{pays}}之前将转让价款足额支付至甲方名下的银行账户{account}，并保留支付凭证。",
            pays=date_text(facts.pays_on), bank=None, account=None,
        ),
        paragraph(
            f"价款由乙方直接支付给甲方。{PLATFORM}不收取、不划转、不保管转让价款，也不代收债务人的清偿款。"
        ),
    )  # fmt: skip


def _transfer(facts: ClaimContractFacts) -> Paragraphs:
    return (
        paragraph("标的债权及其从权利自{day}（转让基准日）起由乙方享有。", day=date_text(facts.transferred_on)),
        paragraph(
            "转让基准日之后债务人仍向甲方清偿的，甲方应当代乙方保管该款项，并在收到之日起三个工作日内全额转付乙方。"
        ),
        paragraph("乙方逾期支付转让价款，经甲方书面催告后十个工作日内仍不支付的，甲方有权解除本合同。"),
    )


def _notice(facts: ClaimContractFacts) -> Paragraphs:  # rows 27 and 28
    return (
        paragraph(
            "双方共同出具《债权转让通知书》，由{who}在{day}之前通知债务人，并附本次转让的必要凭证。",
            who=facts.notifier.label if facts.notifier else None,
            day=date_text(facts.notify_by),
        ),
        paragraph(
            "未通知债务人的，本次转让对债务人不发生效力。通知到达之前，债务人仍可以向甲方清偿，并因此免除相应的债务；"
            "甲方收到的款项按本合同关于债权移转的约定转付乙方。"
        ),
        paragraph("通知到达债务人后，未经乙方同意不得撤销。"),
        paragraph(
            f"通过{PLATFORM}以电子方式通知的，以系统记录的到达时间为准；邮寄的，以邮戳或者签收记录载明的时间为准。"
            "甲方将同一债权转让给两个以上受让人的，债务人向最先通知的受让人清偿，即免除其债务。"
        ),
    )


def _defences(_: ClaimContractFacts) -> Paragraphs:  # row 27
    return (
        paragraph("债务人接到转让通知后，其对甲方的抗辩可以向乙方主张。"),
        paragraph(
            "债务人接到转让通知时对甲方享有债权，且该债权先于标的债权到期或者与其同时到期的，或者债务人的债权与标的债权基于同一合同"
            "产生的，债务人可以向乙方主张抵销。"
        ),
        paragraph(
            "因前两款的抗辩或者抵销使乙方未能足额受偿的，甲方应当在接到乙方书面通知后五个工作日内，按未受偿的金额占债权金额的比例"
            "退还转让价款，并赔偿由此造成的损失。"
        ),
    )


def _warranties(facts: ClaimContractFacts) -> Paragraphs:  # rows 26, 28, 29 and 30
    barred = "金钱债权不得转让的约定不得对抗第三人，不影响乙方取得标的债权；因此对债务人发生的责任由甲方承担。"
    said = (
        f"甲方已经告知乙方，基础合同约定标的债权不得转让。{barred}"
        if facts.assignment_barred
        else f"甲方声明基础合同没有约定标的债权不得转让。发现有此约定的，{barred}"
    )
    return (
        paragraph(
            "甲方保证：（一）标的债权真实、合法、有效，甲方是唯一的权利人，基础合同中甲方的义务已经履行；（二）标的债权没有质押，没有被"
            "查封、冻结，没有转让或者许诺转让给他人，甲方今后也不再转让或者质押；（三）除已经书面告知的以外，不存在债务人可以"
            "主张的抗辩或者抵销；（四）标的债权依其性质和法律规定可以转让。"
        ),
        paragraph(said),
        paragraph(
            "甲方与债务人虚构标的债权的，债务人不得以债权不存在为由对抗乙方，乙方明知虚构的除外；甲方仍应当承担违反保证的责任。"
        ),
        paragraph(
            "甲方违反保证的，乙方有权解除本合同；甲方应当退还已经支付的转让价款，按当时一年期贷款市场报价利率支付占用期间的利息，"
            "并赔偿损失。"
        ),
    )


def _recourse(facts: ClaimContractFacts) -> Paragraphs:  # row 29
    match facts.recourse:
        case None:
            return (
                paragraph("本次转让为{recourse}的转让（可选：有追索权、无追索权）。", recourse=None),
                paragraph(
                    "选择有追索权，且乙方不是持牌机构的，本次转让按借款处理，折算的年化收益率不得超过合同成立时一年期贷款市场报价利率的"
                    "四倍；有追索权的，乙方向债务人主张后的剩余部分应当返还甲方。"
                ),
            )
        case Recourse.WITHOUT:
            return (
                paragraph(
                    "本次转让为{recourse}的转让。乙方应当向债务人主张标的债权；乙方取得的款项超过转让价款和相关费用的部分，无需返还甲方。",
                    recourse=facts.recourse.label,
                ),
                paragraph(
                    "债务人没有清偿能力的风险由乙方承担，甲方不因此返还价款或者回购；甲方违反本合同保证的，或者债务人行使抗辩、"
                    "抵销的，仍按本合同相应的约定处理。"
                ),
                paragraph("双方另行约定回购、差额补足或者类似安排的，视为有追索权。"),
            )
        case _:
            return (*_with_recourse(facts), *(_as_loan(facts) if facts.is_loan else _licensed(facts)))


def _with_recourse(facts: ClaimContractFacts) -> Paragraphs:
    assert facts.recourse is not None
    return (
        paragraph(
            "本次转让为{recourse}的转让。债务人到期没有足额清偿的，乙方可以请求甲方返还转让价款和占用期间的收益，或者请求甲方回购"
            "标的债权，也可以向债务人主张标的债权。",
            recourse=facts.recourse.label,
        ),
        paragraph(
            "乙方向债务人主张标的债权的，在扣除转让价款、占用期间的收益和相关费用后有剩余的，剩余部分应当返还甲方。"
        ),
    )


def _as_loan(facts: ClaimContractFacts) -> Paragraphs:
    return (
        paragraph(
            "乙方不是持牌机构，本次转让按借款处理。乙方取得的收益折算的年化收益率为{rate}，不得超过合同成立时一年期贷款市场报价利率的"
            "四倍，超过的部分无效，甲方有权拒绝支付。",
            rate=rate_text(facts.annual_yield),
        ),
        paragraph(
            "本合同适用的一年期贷款市场报价利率（LPR）为{lpr}，由全国银行间同业拆借中心于{day}公布；其四倍为{cap}。"
            "合同成立之日公布的数值与此不同的，以合同成立之日的数值为准。",
            lpr=rate_text(facts.lpr),
            day=date_text(facts.lpr_on),
            cap=rate_text(facts.cap),
        ),
    )


def _licensed(facts: ClaimContractFacts) -> Paragraphs:
    return (
        paragraph(
            "乙方为依法设立并持有经营许可（{licence}）的机构，收益和费用应当符合金融监管部门的规定。",
            licence=facts.buyer_licence,
        ),
    )


def _resale(_: ClaimContractFacts) -> Paragraphs:  # row 33
    return (
        paragraph("乙方自受让标的债权之日起五个交易日内不得再次转让。"),
        paragraph(
            "再次转让应当与特定的受让人协议进行，不得拆分为均等份额公开发行，不得采取集中竞价、做市商等集中交易方式；"
            "同一债权的权利人累计不得超过二百个。"
        ),
    )


def _registration(_: ClaimContractFacts) -> Paragraphs:  # rows 29 and 31
    return (
        paragraph(
            "乙方可以就本次转让在动产融资统一登记公示系统办理登记，甲方应当配合；登记内容的真实、完整由登记的一方负责。"
        ),
        paragraph(
            "就同一债权有多份转让、保理或者质押的，已经登记的先于没有登记的取得；均已登记的，按照登记的先后取得；均未登记的，"
            "由最先到达债务人的通知中载明的权利人取得。"
        ),
    )


def _papers(_: ClaimContractFacts) -> Paragraphs:
    return (
        paragraph(
            "甲方应当在收到转让价款之日起三个工作日内，将基础合同、发票、交货和验收凭证、对账单等证明标的债权的资料移交乙方；"
            "不能移交原件的，移交加盖公章的复印件，并在乙方主张债权时提供原件。"
        ),
    )


def _costs(_: ClaimContractFacts) -> Paragraphs:  # row 27
    return (
        paragraph("因债权转让增加的履行费用由甲方负担。订立和履行本合同发生的税费，由双方依法各自承担。"),
        paragraph("除本合同写明的价款外，任何一方及其关联方不得以服务费、咨询费、保证金等名义另行收取款项。"),
    )


def _breach(_: ClaimContractFacts) -> Paragraphs:
    return (
        paragraph("任何一方违反本合同，给对方造成损失的，应当赔偿损失。"),
        paragraph(
            "乙方逾期支付转让价款，或者甲方逾期转付收到的清偿款的，自逾期之日起就逾期金额按当时一年期贷款市场报价利率支付利息。"
        ),
    )


def _statements(_: ClaimContractFacts) -> Paragraphs:
    return (
        paragraph("双方均为依法成立并有效存续的企业，已就订立本合同取得内部必要的授权，签署人有权代表其所属企业签署。"),
        paragraph("乙方声明以自有资金或者依法取得的资金支付转让价款，并已自行核查标的债权。"),
    )


def _confidentiality(_: ClaimContractFacts) -> Paragraphs:
    return general_clauses.confidentiality(kept_from="标的债权清偿完毕")


def _service(facts: ClaimContractFacts) -> Paragraphs:
    return general_clauses.service(facts.seller, facts.buyer)


def _platform(_: ClaimContractFacts) -> Paragraphs:
    return general_clauses.platform(money="转让价款和清偿款")


def _evidence(facts: ClaimContractFacts) -> Paragraphs:
    return general_clauses.electronic_evidence(facts.filed_on)


def _disputes(facts: ClaimContractFacts) -> Paragraphs:
    return general_clauses.disputes(facts.court)


def _closing(facts: ClaimContractFacts) -> Paragraphs:
    return (
        *general_clauses.supplement(facts.supplement),
        *general_clauses.filling_in(),
        paragraph("本合同一式两份，甲乙双方各执一份，具有同等效力；《债权转让通知书》另行出具，由债务人留存一份。"),
    )


_CLAUSES: tuple[tuple[str, bool, Callable[[ClaimContractFacts], Paragraphs]], ...] = (
    ("标的债权", True, _claim),
    ("从权利", False, _accessory),
    ("转让价款与支付", True, _price),
    ("债权的移转", False, _transfer),
    ("通知债务人", True, _notice),
    ("债务人的抗辩与抵销", True, _defences),
    ("转让方的保证", True, _warranties),
    ("追索权", True, _recourse),
    ("再次转让", True, _resale),
    ("登记与顺位", False, _registration),
    ("资料移交", False, _papers),
    ("费用", False, _costs),
    ("违约责任", False, _breach),
    ("声明与授权", False, _statements),
    ("保密与资料保存", False, _confidentiality),
    ("通知与送达", False, _service),
    ("平台的性质", True, _platform),
    ("合同成立与电子证据", True, _evidence),
    ("争议解决", False, _disputes),
    ("其他", False, _closing),
)
