"""The fixed cast of the demo: who the README, the tests and the manual's worked example speak of."""

from datetime import date
from decimal import Decimal

from zczr.demo.facts import Contact, Financials, LoanOffer, LoanRequest, Organization, Person
from zczr.demo.places import PROVINCE
from zczr.domain.reference import uscc
from zczr.domain.risk.kinds import Purpose

BORROWER = "borrower"
PARTNER = "partner"
STRANGER = "stranger"
LENDER = "lender"
MICROLENDER = "microlender"
PLATFORM = "platform"

# Worked example E1 of domain.md section 4.3.
E1_FINANCIALS = Financials(
    total_assets=Decimal(800_000),
    total_liabilities=Decimal(150_000),
    operating_cash_flow=Decimal(200_000),
    sales=Decimal(1_200_000),
    margin=Decimal("0.10"),
    stock_days=30,
    receivable_days=60,
    payable_days=30,
    own_funds=Decimal(60_000),
    working_loans=Decimal(20_000),
    declared_debt=Decimal(20_000),
)
# The form as E1 fills it; 固定资产 with proof, sales contracts attached, all five classes of documents verified.
E1_REQUEST = LoanRequest(
    borrower=BORROWER,
    project="数控车床零件加工",
    purpose=Purpose.PURCHASING,
    reason="采购轴承钢与刀具，完成已签的零件加工订单。",
    amount_min=Decimal(100_000),
    amount_max=Decimal(120_000),
    max_rate=Decimal("0.05"),
    term_months=3,
    repayment_source="sales",
    repayment_source_note="",
    security_modes=("mortgage",),
    collateral_kind="fixed_asset",
    collateral_value=Decimal(200_000),
    summary="订单来自两家老客户，交货后六十天内回款，借款用于采购轴承钢与刀具，以销售回款一次还清。",
    visibility="partners",
    posted_days_ago=0,
)

_BORROWER = Organization(
    key=BORROWER,
    kind="enterprise",
    name="广州市华锐精密科技有限公司",
    uscc=uscc.make("91", "440112", "MA5D7K2R"),
    province_code=PROVINCE,
    city_code="440100",
    district_code="440112",
    address="云埔街道科技路 18 号 2 栋 301",
    industry_section="C",
    industry_division="34",
    registered_capital=Decimal(1_000_000),
    paid_in_capital=Decimal(500_000),
    established_on=date(2020, 5, 18),
    legal_representative="陈志明",
    scale="micro",
    profile="成立于2020年，位于广州市黄埔区，专做小批量精密零件，现有员工16人，客户以本地设备厂为主。",
    main_business="数控车床零件、传动轴及非标自动化零件加工",
    contact=Contact(
        "陈志明", "总经理", "+8613800000101", "chenzhiming@huarui.example.com", "100000101", "+862080000101"
    ),
    people=(
        Person("陈志明", "borrower@demo.example.com", "owner"),
        Person("梁嘉敏", "borrower.operator@demo.example.com", "operator"),
    ),
    financials=E1_FINANCIALS,
)

_PARTNER = Organization(
    key=PARTNER,
    kind="enterprise",
    name="佛山市南海恒信五金制品有限公司",
    uscc=uscc.make("91", "440605", "MA4W3T8H"),
    province_code=PROVINCE,
    city_code="440600",
    district_code="440605",
    address="狮山镇兴业路 66 号",
    industry_section="C",
    industry_division="33",
    registered_capital=Decimal(5_000_000),
    paid_in_capital=Decimal(3_000_000),
    established_on=date(2014, 3, 6),
    legal_representative="何锦荣",
    scale="small",
    profile="成立于2014年，位于佛山市南海区，有冲压线八条，现有员工85人，长期为家具厂和门窗厂配套。",
    main_business="门窗五金、家具五金及冲压件的生产与销售",
    contact=Contact(
        "何慧仪", "财务经理", "+8613600000102", "hehuiyi@hengxin.example.com", "100000102", "+8675780000102"
    ),
    people=(Person("何慧仪", "partner@demo.example.com", "owner"),),
    financials=Financials(
        total_assets=Decimal(9_800_000),
        total_liabilities=Decimal(3_900_000),
        operating_cash_flow=Decimal(1_350_000),
        sales=Decimal(14_500_000),
        margin=Decimal("0.09"),
        growth=Decimal("0.05"),
        stock_days=35,
        receivable_days=60,
        payable_days=40,
        own_funds=Decimal(900_000),
        working_loans=Decimal(500_000),
        declared_debt=Decimal(800_000),
    ),
)

_STRANGER = Organization(
    key=STRANGER,
    kind="enterprise",
    name="东莞市鼎盛电子有限公司",
    uscc=uscc.make("91", "441900", "MA51Q6F3"),
    province_code=PROVINCE,
    city_code="441900",
    district_code="441900",
    address="长安镇振兴路 29 号 B 栋",
    industry_section="C",
    industry_division="39",
    registered_capital=Decimal(8_000_000),
    paid_in_capital=Decimal(6_000_000),
    established_on=date(2016, 9, 21),
    legal_representative="谢文涛",
    scale="small",
    profile="成立于2016年，位于东莞市长安镇，有贴片线四条，现有员工130人，产品用于小家电与仪表。",
    main_business="电路板贴装、连接器及小家电控制板生产",
    contact=Contact(
        "谢佩珊", "财务总监", "+8613500000103", "xiepeishan@dingsheng.example.com", "100000103", "+8676980000103"
    ),
    people=(Person("谢佩珊", "stranger@demo.example.com", "owner"),),
)

_LENDER = Organization(
    key=LENDER,
    kind="enterprise",
    name="广州市远航供应链有限公司",
    uscc=uscc.make("91", "440113", "MA59H4N7"),
    province_code=PROVINCE,
    city_code="440100",
    district_code="440113",
    address="大龙街道工业大道 102 号",
    industry_section="F",
    industry_division="51",
    registered_capital=Decimal(20_000_000),
    paid_in_capital=Decimal(20_000_000),
    established_on=date(2011, 7, 12),
    legal_representative="林国华",
    scale="medium",
    profile="成立于2011年，位于广州市番禺区，有两处仓库，现有员工120人，向珠三角工厂供应钢材与塑料原料。",
    main_business="钢材、塑料原料及五金辅料的批发与配送",
    contact=Contact(
        "林绮雯", "财务总监", "+8613700000104", "linqiwen@yuanhang.example.com", "100000104", "+862080000104"
    ),
    people=(Person("林绮雯", "lender@demo.example.com", "owner"),),
    financials=Financials(
        total_assets=Decimal(46_000_000),
        total_liabilities=Decimal(12_000_000),
        operating_cash_flow=Decimal(5_200_000),
        sales=Decimal(98_000_000),
        margin=Decimal("0.05"),
        stock_days=20,
        receivable_days=35,
        payable_days=25,
        own_funds=Decimal(6_000_000),
    ),
)

ENTERPRISES = (_BORROWER, _PARTNER, _STRANGER, _LENDER)
PARTNERSHIPS = ((BORROWER, LENDER), (BORROWER, PARTNER), (LENDER, PARTNER))
# The stranger knows none of the others.
STRANGERS = tuple((STRANGER, other) for other in (BORROWER, PARTNER, LENDER))

LENDER_OFFER = LoanOffer(
    lender=LENDER,
    project="上下游伙伴短期周转支持",
    amount_min=Decimal(50_000),
    amount_max=Decimal(300_000),
    min_rate=Decimal("0.045"),
    max_term_months=12,
    preferred_term_months=3,
    security_modes=("mortgage", "guarantee"),
    max_advance_rate=Decimal("0.60"),
    preferred_industries=("C",),
    preferred_regions=("440100", "440600"),
    min_score=55,
    summary="以自有闲置资金支持长期往来的制造企业，用于采购和订单周转，资料齐全可当周答复。",
    visibility="partners",
    posted_days_ago=6,
)
