"""The financial institutions and the platform of the demo. All are invented."""

from datetime import date
from decimal import Decimal

from zczr.demo.cast import MICROLENDER, PLATFORM
from zczr.demo.facts import Contact, LoanOffer, Organization, Person
from zczr.demo.places import PROVINCE
from zczr.domain.reference import industries, uscc

BANK = "bank"
MICRO_LENDING = "small_loan"
FACTORING = "factoring"
FINANCING_GUARANTEE = "guarantee"

_FOUNDED = (
    # key, type, name, serial, city, district, address, division, capital in 万, founded, representative, licence, label
    (MICROLENDER, MICRO_LENDING, "珠江小额贷款（广州）有限公司", "MA5A2C6P", "440100", "440106",
     "珠吉街道银河路 8 号", "66", 30000, date(2013, 4, 16), "郑耀辉", "粤440100XD0016", "zhujiang"),
    ("bank-foshan", BANK, "佛山禅桂商业银行股份有限公司", "72387041", "440600", "440604",
     "张槎街道新城大道 1 号", "66", 150000, date(2006, 11, 28), "关树森", "B9901H244060001", "changui"),
    ("bank-guangzhou", BANK, "穗港惠企银行股份有限公司", "MA5C8W1E", "440100", "440115",
     "东涌镇友谊路 6 号", "66", 200000, date(2015, 6, 30), "苏振邦", "B9902H244010001", "suigang"),
    ("microlender-dongguan", MICRO_LENDING, "东莞市莞邑惠商小额贷款有限公司", "MA4U9L5B", "441900", "441900",
     "寮步镇富民路 33 号", "66", 20000, date(2014, 8, 8), "叶建业", "粤441900XD0027", "guanyi"),
    ("factor-shenzhen", FACTORING, "深圳市湾链通商业保理有限公司", "MA5E6Y3G", "440300", "440306",
     "福永街道沿江东路 12 号", "66", 10000, date(2017, 2, 23), "温卓然", "粤440300BL0035", "wanliantong"),
    ("guarantor-foshan", FINANCING_GUARANTEE, "佛山市禅晖融资担保有限公司", "MA4T1J9U", "440600", "440606",
     "容桂街道创业路 20 号", "69", 30000, date(2010, 9, 15), "霍永健", "粤440600DB0008", "chanhui"),
)  # fmt: skip

_BUSINESS = {
    BANK: "面向中小企业的流动资金贷款、固定资产贷款与票据业务",
    MICRO_LENDING: "在核准区域内向中小企业和个体工商户发放小额贷款",
    FACTORING: "以受让应收账款方式提供贸易融资、账款管理与催收",
    FINANCING_GUARANTEE: "为中小企业借款、发债和履约提供融资担保",
}


def _institution(number: int) -> Organization:
    (key, kind, name, serial, city, district, address, division, capital, founded, head, licence, label) = _FOUNDED[
        number
    ]
    area = {"440100": "20", "440300": "755", "440600": "757", "441900": "769"}[city]
    demo = key == MICROLENDER
    people = (
        Person(head, "institution@demo.example.com" if demo else f"owner@{label}.example.com", "owner"),
        Person("杜思颖", "reviewer@demo.example.com" if demo else f"reviewer@{label}.example.com", "reviewer"),
    )
    return Organization(
        key=key,
        kind="institution",
        name=name,
        uscc=uscc.make("91", district, serial),
        province_code=PROVINCE,
        city_code=city,
        district_code=district,
        address=address,
        industry_section=industries.section_of(division),
        industry_division=division,
        registered_capital=Decimal(capital * 10_000),
        paid_in_capital=Decimal(capital * 10_000),
        established_on=founded,
        legal_representative=head,
        scale="medium" if kind != BANK else "large",
        profile=f"成立于{founded.year}年，{_BUSINESS[kind]}，服务珠三角中小企业。",
        main_business=_BUSINESS[kind],
        contact=Contact(
            "杜思颖",
            "客户经理",
            f"+861390000{200 + number:04d}",
            f"service@{label}.example.com",
            f"1000002{number:02d}",
            f"+86{area}80000{200 + number:03d}",
        ),
        people=people,
        institution_type=kind,
        licence_number=licence,
    )


INSTITUTIONS = tuple(_institution(number) for number in range(len(_FOUNDED)))

PLATFORM_OPERATOR = Organization(
    key=PLATFORM,
    kind="platform",
    name="智产智融信息服务（广州）有限公司",
    uscc=uscc.make("91", "440106", "MA5F3X8K"),
    province_code=PROVINCE,
    city_code="440100",
    district_code="440106",
    address="棠下街道科技路 3 号",
    industry_section="I",
    industry_division="64",
    registered_capital=Decimal(10_000_000),
    paid_in_capital=Decimal(10_000_000),
    established_on=date(2017, 6, 1),
    legal_representative="彭启航",
    scale="small",
    profile="运营智产智融平台，为中小企业和金融机构提供融资信息服务。",
    main_business="中小企业融资信息服务",
    contact=Contact("彭启航", "运营总监", "+8613900000300", "service@zczr.example.com", "100000300", "+862080000300"),
    people=(Person("彭启航", "admin@demo.example.com", "owner"),),
)


def _product(
    lender: str,
    project: str,
    wan: tuple[int, int],
    rate: str,
    months: tuple[int, int],
    modes: tuple[str, ...],
    advance: str,
    score: int,
    summary: str,
    days_ago: int,
    regions: tuple[str, ...] = (),
) -> LoanOffer:
    return LoanOffer(
        lender=lender,
        project=project,
        amount_min=Decimal(wan[0] * 10_000),
        amount_max=Decimal(wan[1] * 10_000),
        min_rate=Decimal(rate),
        max_term_months=months[0],
        preferred_term_months=months[1],
        security_modes=modes,
        max_advance_rate=Decimal(advance),
        preferred_industries=(),
        preferred_regions=regions,
        min_score=score,
        summary=summary,
        visibility="match_only",
        posted_days_ago=days_ago,
    )


OFFERS = (
    _product(
        MICROLENDER, "珠江订单贷", (5, 200), "0.048", (12, 6), ("mortgage", "guarantee", "unsecured"), "0.70", 45,
        "凭购销合同与提货单申请，按订单金额核定额度，资料齐全三个工作日内答复。", 12, ("440100", "440600"),
    ),
    _product(
        MICROLENDER, "珠江设备贷", (20, 300), "0.065", (24, 12), ("mortgage",), "0.60", 55,
        "用于购置生产设备，以所购设备或厂房抵押，可按月等额还款。", 20,
    ),
    _product(
        "bank-foshan", "禅桂厂房抵押贷", (50, 500), "0.042", (36, 24), ("mortgage",), "0.70", 65,
        "以厂房、土地抵押，期限最长三年，支持提前还款。", 9, ("440600", "440700", "441200"),
    ),
    _product(
        "bank-foshan", "禅桂税信贷", (10, 100), "0.055", (12, 12), ("unsecured", "guarantee"), "0.50", 65,
        "连续纳税两年以上的企业可申请信用额度，随借随还。", 15,
    ),
    _product(
        "bank-guangzhou", "惠企流动资金贷", (30, 400), "0.045", (12, 12), ("mortgage", "guarantee"), "0.65", 60,
        "支持制造业和批发业企业日常周转，凭近半年流水和合同核定额度。", 4, ("440100", "440300", "441900"),
    ),
    _product(
        "microlender-dongguan", "莞邑周转贷", (5, 150), "0.068", (12, 3), ("mortgage", "guarantee", "unsecured"),
        "0.60", 45, "面向东莞及周边工厂的短期周转，期限一至十二个月。", 7, ("441900", "441300", "440300"),
    ),
    _product(
        "factor-shenzhen", "湾链应收周转", (20, 200), "0.062", (6, 3), ("mortgage", "other"), "0.80", 50,
        "以确权应收账款为还款来源，账期一百八十天以内，按实际占用天数计息。", 17,
    ),
)  # fmt: skip
