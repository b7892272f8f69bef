"""The deals of the demo, in every state of an application: who, how much, and how many days ago each step was taken."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from zczr.demo.cast import BORROWER, LENDER, MICROLENDER, PARTNER, STRANGER
from zczr.demo.facts import LoanOffer, LoanRequest
from zczr.demo.trades import Need
from zczr.domain.risk.kinds import Purpose

_WAN = Decimal(10_000)
_LEEWAY = Decimal("0.005")
_OFFERS = {
    Purpose.PURCHASING: "采购备货支持",
    Purpose.EQUIPMENT: "设备更新支持",
    Purpose.PROJECT: "订单垫资支持",
    Purpose.WAGES_AND_TAXES: "短期周转出借",
    Purpose.OPERATIONS: "伙伴企业周转支持",
}


class Step(StrEnum):
    """What somebody did, in the order in which it can be done."""

    POST = "post"
    APPLY = "apply"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    FILE = "file"
    RETURN = "return"
    FILE_AGAIN = "file_again"
    CONFIRM = "confirm"
    SETTLE = "settle"


@dataclass(frozen=True, slots=True)
class Deal:
    """One application from its postings to where it stands; `days` says how many days ago each step was taken.

    Amount in 万, the rate a yearly fraction. `by_lender` says who applied, `filed_by_lender` who filed the contract.
    """

    borrower: str
    lender: str
    amount: int
    rate: str
    months: int
    need: Need
    days: dict[Step, int]
    message: str = ""
    reason: str = ""
    by_lender: bool = False
    filed_by_lender: bool = False

    @property
    def over(self) -> int | None:
        """How many days ago it came to nothing or was signed; None while it is open."""
        ends = (Step.CONFIRM, Step.REJECT, Step.WITHDRAW)
        return next((self.days[step] for step in ends if step in self.days), None)

    def request(self) -> LoanRequest:
        """The 借款 this deal serves: secured, and a little more than what came of it."""
        amount = self.amount * _WAN
        return LoanRequest(
            borrower=self.borrower,
            project=self.need.project,
            purpose=self.need.purpose,
            reason=self.need.reason,
            amount_min=amount * 8 // 10 // _WAN * _WAN or _WAN,
            amount_max=amount,
            max_rate=Decimal(self.rate) + _LEEWAY,
            term_months=self.months,
            repayment_source="sales",
            repayment_source_note="",
            security_modes=("mortgage",),
            collateral_kind="fixed_asset",
            collateral_value=amount * 2,
            summary=self.need.summary,
            visibility="match_only",
            posted_days_ago=self.days[Step.POST],
        )

    def offer(self) -> LoanOffer:
        """The 贷款 it was made from."""
        amount = self.amount * _WAN
        return LoanOffer(
            lender=self.lender,
            project=_OFFERS[self.need.purpose],
            amount_min=amount * 5 // 10 // _WAN * _WAN or _WAN,
            amount_max=amount,
            min_rate=Decimal(self.rate) - _LEEWAY,
            max_term_months=max(12, self.months),
            preferred_term_months=self.months,
            security_modes=("mortgage", "guarantee"),
            max_advance_rate=Decimal("0.60"),
            preferred_industries=(),
            preferred_regions=(),
            min_score=0,
            summary="以自有闲置资金支持往来企业的真实订单与采购，资料齐全当周答复。",
            visibility="match_only",
            posted_days_ago=self.days[Step.POST],
        )


def _steps(post: int, *later: tuple[Step, int]) -> dict[Step, int]:
    return {Step.POST: post, **dict(later)}


def _confirmed(post: int, *, settled: int | None = None) -> dict[Step, int]:
    """A deal that went smoothly: ten days from the postings to the second yes."""
    return {
        Step.POST: post,
        Step.APPLY: post - 2,
        Step.APPROVE: post - 4,
        Step.FILE: post - 8,
        Step.CONFIRM: post - 10,
        **({Step.SETTLE: settled} if settled is not None else {}),
    }


_TOOLS = Need("刀具与夹具采购", Purpose.PURCHASING, "为批量订单采购硬质合金刀具和夹具。",
              "在手订单需更换成套刀具和夹具，交货后六十天内回款，以销售回款一次还清。")  # fmt: skip
_STEEL = Need("轴承钢备料", Purpose.PURCHASING, "采购两个月用量的轴承钢，锁定当前价格。",
              "钢材价格处于低位，备料对应已签的三份零件加工合同，客户账期六十天，回款稳定。")  # fmt: skip
_LATHE = Need("数控车床更新", Purpose.EQUIPMENT, "以新换旧一台数控车床，减少返工。",
              "旧机精度下降，返工增加。新机到厂后一个月内投产，节省的返工费与新增订单回款用于还款。")  # fmt: skip
_WAGES = Need("旺季工资周转", Purpose.WAGES_AND_TAXES, "客户账期延长，提前支付旺季加班工资。",
              "旺季两个月加班较多，客户在交货后六十天内回款，短期资金缺口约两个月，回款确定。")  # fmt: skip
_METAL = Need("五金件备料", Purpose.PURCHASING, "为家具客户备不锈钢和冲压件。",
              "家具客户季度订单已下达，不锈钢需预付货款，交货后六十天回款，资金需求约四个月。")  # fmt: skip
_PRESS = Need("冲床维修改造", Purpose.EQUIPMENT, "改造两台冲床的送料装置，提升产能。",
              "改造后单班产能提高一成半，订单已排至年底，以销售回款分期还款，改造期间不影响交货。")  # fmt: skip
_BOARDS = Need("控制板订单", Purpose.PROJECT, "承接小家电控制板订单，需采购芯片与板材。",
               "客户为本地小家电厂，订单合同已签，分两批交付，每批验收后三十天内付款。")  # fmt: skip
_ORDERS = Need("订单周转", Purpose.OPERATIONS, "客户账期延长，补充流动资金支付材料款。",
               "主要客户付款周期拉长，短期需要资金支付材料款与外协加工费，应收账款均有对账单。")  # fmt: skip
_SEASON = Need("旺季备货", Purpose.OPERATIONS, "销售旺季前备足库存，保证交货。",
               "每年第四季度为销售旺季，备货资金用于原料采购，旺季回款后一次还清。")  # fmt: skip
_MACHINE = Need("设备购置", Purpose.EQUIPMENT, "购置一台加工设备，减少外发加工。",
                "目前外发加工费用较高，自有设备到位后可省大部分外发费，约十八个月收回投入。")  # fmt: skip

_PLEASE = "我司与贵司长期往来，订单与回款资料齐全，盼支持。"

# The borrower of the cast: three loans repaid in full, and something in every state a visitor may want to see.
_OF_THE_BORROWER = (
    Deal(BORROWER, LENDER, 8, "0.050", 3, _STEEL, _confirmed(400, settled=298), _PLEASE),
    Deal(BORROWER, MICROLENDER, 10, "0.056", 6, _LATHE, _confirmed(300, settled=107), "附购机报价单与订单合同。"),
    Deal(BORROWER, LENDER, 12, "0.048", 3, _STEEL, _confirmed(200, settled=98), _PLEASE),
    Deal(BORROWER, MICROLENDER, 10, "0.058", 6, _LATHE,
         _steps(32, (Step.APPLY, 30), (Step.APPROVE, 25)), "车床已选型，盼尽快放款。"),
    Deal(BORROWER, LENDER, 6, "0.050", 3, _TOOLS,
         _steps(44, (Step.APPLY, 42), (Step.APPROVE, 40), (Step.FILE, 3)), _PLEASE, filed_by_lender=True),
    Deal(BORROWER, "e24", 5, "0.052", 3, _WAGES, _steps(9, (Step.APPLY, 6)), by_lender=True,
         message="我司有短期闲置资金，了解贵司经营情况，愿意支持。"),
    Deal(BORROWER, "bank-guangzhou", 30, "0.049", 12, _LATHE, _steps(75, (Step.APPLY, 73), (Step.REJECT, 66)),
         reason="申请金额高于我行对贵司的授信测算，建议降低金额后再申请。"),
    Deal(BORROWER, "e70", 8, "0.060", 6, _TOOLS, _steps(60, (Step.APPLY, 58), (Step.WITHDRAW, 55)), _PLEASE),
)  # fmt: skip

# Partner, stranger, lender and the small-loan company.
_OF_THE_CAST = (
    Deal(PARTNER, LENDER, 20, "0.055", 6, _METAL, _steps(98, (Step.APPLY, 97), (Step.APPROVE, 95)), _PLEASE),
    Deal(PARTNER, "e75", 12, "0.066", 6, _PRESS, _steps(62, (Step.APPLY, 60), (Step.APPROVE, 55)), _PLEASE),
    Deal(PARTNER, LENDER, 15, "0.054", 6, _METAL, _steps(14, (Step.APPLY, 12)), "附三家家具客户的季度订单。"),
    Deal("e56", LENDER, 9, "0.060", 6, _ORDERS, _steps(6, (Step.APPLY, 4)), "资料齐全，可随时到厂了解。"),
    Deal("e35", LENDER, 13, "0.057", 9, _ORDERS,
         _steps(52, (Step.APPLY, 50), (Step.APPROVE, 47), (Step.FILE, 2)), "铝锭采购为现款，下游账期四十五天。"),
    Deal("e17", LENDER, 14, "0.052", 6, _SEASON, _confirmed(100), _PLEASE),
    Deal(STRANGER, MICROLENDER, 60, "0.062", 12, _BOARDS, _steps(5, (Step.APPLY, 3)), "附订单合同与近半年税务单。"),
    Deal(STRANGER, "e49", 20, "0.055", 6, _BOARDS, _confirmed(130), "订单合同已签，盼支持。"),
    Deal(STRANGER, "bank-foshan", 50, "0.048", 12, _BOARDS, _steps(48, (Step.APPLY, 46), (Step.REJECT, 41)),
         reason="抵押物所在地不在我行业务区域内，建议联系东莞的机构。"),
    Deal("e54", MICROLENDER, 12, "0.060", 6, _ORDERS, _steps(10, (Step.APPLY, 8)), "以销售回款为还款来源。"),
    Deal("e58", MICROLENDER, 30, "0.064", 12, _MACHINE, _confirmed(150), "以购置的设备抵押。"),
    Deal("e37", MICROLENDER, 5, "0.070", 12, _ORDERS, _steps(36, (Step.APPLY, 35), (Step.REJECT, 31)),
         reason="近半年购销合同与提货单不全，补充后欢迎再次申请。"),
    Deal("e45", MICROLENDER, 50, "0.060", 12, _SEASON,
         _steps(40, (Step.APPLY, 39), (Step.APPROVE, 35), (Step.FILE, 4)), "下游订单稳定。", filed_by_lender=True),
)  # fmt: skip

# The rest of the delta.
_OF_OTHERS = (
    Deal("e08", "e52", 40, "0.060", 6, _BOARDS, _confirmed(380, settled=189), "订单合同已签。"),
    Deal("e11", "e53", 15, "0.055", 12, _ORDERS, _confirmed(345), "窑炉检修期间周转。"),
    Deal("e77", "microlender-dongguan", 32, "0.072", 6, _BOARDS, _confirmed(330, settled=139), "芯片需现款。"),
    Deal("e80", "e12", 12, "0.053", 6, _SEASON, _confirmed(310, settled=119), "旺季备货。"),
    Deal("e16", "e63", 30, "0.066", 6, _SEASON, _confirmed(280, settled=89), "换季备货。"),
    Deal("e19", "bank-guangzhou", 45, "0.048", 12, _MACHINE, _confirmed(260), "新车型定点，需投入模具。"),
    Deal("e29", "e60", 24, "0.058", 12, _MACHINE, _confirmed(225), "设备到厂后抵押。"),
    Deal("e34", "e55", 20, "0.052", 3, _ORDERS, _confirmed(190, settled=88), "短期周转。"),
    Deal("e38", "bank-foshan", 55, "0.050", 12, _MACHINE, _confirmed(170), "定型机节能改造。"),
    Deal("e51", "e32", 40, "0.060", 12, _MACHINE, _confirmed(120), "附设备报价单。"),
    Deal("e73", "factor-shenzhen", 30, "0.066", 6, _SEASON, _confirmed(90), "以确权应收账款还款。"),
    Deal("e43", "e20", 22, "0.055", 9, _BOARDS, _confirmed(70), "水务项目分三批验收付款。"),
    Deal("e22", "e36", 12, "0.056", 6, _ORDERS,
         _steps(58, (Step.APPLY, 56), (Step.APPROVE, 54), (Step.FILE, 50), (Step.RETURN, 48), (Step.FILE_AGAIN, 46),
                (Step.CONFIRM, 45)), "钢材集中采购。", "合同上的还款日与约定不符，请更正后重新提交。"),
    Deal("e39", "e62", 7, "0.070", 6, _SEASON, _confirmed(40), "校服订单备料。"),
    Deal("e42", "e41", 12, "0.050", 6, _ORDERS, _steps(48, (Step.APPLY, 46)), "盼答复。"),
    Deal("e57", "e79", 11, "0.056", 12, _ORDERS, _steps(20, (Step.APPLY, 18), (Step.APPROVE, 11)), "资料已备齐。"),
    Deal("e64", "e33", 16, "0.066", 12, _MACHINE, _steps(16, (Step.APPLY, 15)), "灌装线扩产。"),
)  # fmt: skip

DEALS = (*_OF_THE_BORROWER, *_OF_THE_CAST, *_OF_OTHERS)
