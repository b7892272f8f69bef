"""The words of the risk model: each enumeration carries the Chinese label users read."""

from enum import StrEnum


class Labelled(StrEnum):
    """A string enumeration whose members are written as value and Chinese label."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Labelled":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Grade(Labelled):
    """Credit grade of an enterprise, best first."""

    AAA = "AAA", "AAA"
    AA = "AA", "AA"
    A = "A", "A"
    BBB = "BBB", "BBB"
    BB = "BB", "BB"
    B = "B", "B"
    C = "C", "C"

    def reaches(self, minimum: "Grade") -> bool:
        """Whether this grade is as good as the minimum."""
        return _GRADE_PLACE[self] <= _GRADE_PLACE[minimum]


_GRADE_PLACE = {grade: place for place, grade in enumerate(Grade)}


class CollateralKind(Labelled):
    """What is mortgaged or pledged (domain.md section 4.2, Security)."""

    PROPERTY = "property", "房产"
    FIXED_ASSET = "fixed_asset", "固定资产"
    PLANT_OR_LAND = "plant_or_land", "厂房或土地"
    GENERAL_EQUIPMENT = "general_equipment", "通用设备、车辆"
    SPECIAL_EQUIPMENT = "special_equipment", "专用设备"
    STOCK = "stock", "存货"
    RECEIVABLE = "receivable", "应收账款"
    DEPOSIT = "deposit", "存单"
    OTHER = "other", "其他资产"


class GuaranteeMode(Labelled):
    """How a guarantor answers (Civil Code 686-688)."""

    JOINT = "joint_several", "连带责任保证"
    GENERAL = "general", "一般保证"


class Tie(Labelled):
    """How close guarantor and borrower already are, loosest first."""

    NONE = "none", "无关联"
    CIRCLE = "circle", "同一担保圈"
    MUTUAL = "mutual", "互保"
    CONTROLLER = "controller", "同一实际控制人"


class RepaymentBehaviour(Labelled):
    """What the borrower's past repayments say (F5)."""

    CLEAN = "clean", "按时还款，从无逾期"
    NO_HISTORY = "no_history", "尚无还款记录"
    LATE_30 = "late_30", "曾逾期 30 天以内"
    WORSE = "worse", "曾逾期超过 30 天"


class RepaymentSource(Labelled):
    """还款来源 of the form, with contracts attached or not (F9)."""

    SALES_WITH_CONTRACTS = "sales_with_contracts", "销售回款（已附合同）"
    SALES = "sales", "销售回款"
    OTHER = "other", "其他来源"


class DocumentClass(Labelled):
    """The five classes of documents that count once verified (F8)."""

    BUSINESS_LICENSE = "business_license", "营业执照"
    ASSET_PROOF = "asset_proof", "资产证明"
    SALES_CONTRACTS = "sales_contracts", "购销合同及提货单"
    TAX_RECORDS = "tax_records", "税务单"
    AUDIT_REPORT = "audit_report", "审计报表"


class Purpose(Labelled):
    """Use of the money; the last three are barred (民间借贷规定 Art. 10, 13)."""

    OPERATIONS = "operations", "日常经营周转"
    PURCHASING = "purchasing", "采购原材料或货物"
    EQUIPMENT = "equipment", "购置设备"
    PREMISES = "premises", "厂房建设或装修"
    WAGES_AND_TAXES = "wages_and_taxes", "支付工资、税费"
    PROJECT = "project", "履行订单或项目"
    ON_LENDING = "on_lending", "转贷他人"
    SECURITIES = "securities", "证券、期货或配资"
    UNLAWFUL = "unlawful", "违法用途"


class FactorCode(Labelled):
    """The nine factors of the score."""

    F1 = "F1", "现金流偿债倍数"
    F2 = "F2", "借款后资产负债率"
    F3 = "F3", "借款与实缴资本之比"
    F4 = "F4", "平台信用分"
    F5 = "F5", "还款记录"
    F6 = "F6", "对外担保与净资产之比"
    F7 = "F7", "成立年限"
    F8 = "F8", "已核验资料"
    F9 = "F9", "还款来源"


class CapKind(Labelled):
    """The four caps on the suggested limit."""

    NEED = "need", "营运资金缺口"
    DSCR = "dscr", "偿债能力"
    WORTH_AND_SECURITY = "worth_and_security", "净资产与担保"
    PLATFORM = "platform", "平台限额"


class AmountGrade(Labelled):
    """Grade of the amount risk ratio r, the guarantee grade of product.md section 5, riskiest first."""

    HIGH = "high", "高风险"
    MEDIUM_HIGH = "medium_high", "中高风险"
    MEDIUM = "medium", "中风险"
    MEDIUM_LOW = "medium_low", "中低风险"
    LOW = "low", "低风险"


class CoarseGrade(Labelled):
    """The three grades of the manual, for filters; the three middle grades count as 中."""

    HIGH = "high", "高"
    MEDIUM = "medium", "中"
    LOW = "low", "低"


class RiskBand(Labelled):
    """Band of the total risk coefficient R; 可接受 ends at the published line of 0.60."""

    LOW = "low", "低"
    ACCEPTABLE = "acceptable", "可接受"
    ELEVATED = "elevated", "偏高"
    HIGH = "high", "高"


class Veto(Labelled):
    """What sets the limit to 0 whatever the score."""

    NOT_VERIFIED = "not_verified", "企业认证尚未通过"
    DISHONEST = "dishonest", "企业在失信名单中"
    OVERDUE = "overdue", "平台借款逾期超过 30 天"
    NO_NET_WORTH = "no_net_worth", "净资产不大于 0"
    BARRED_PURPOSE = "barred_purpose", "借款用途不被允许"


class SecuritySource(Labelled):
    """What covers a part of the amount."""

    COLLATERAL = "collateral", "抵押"
    GUARANTOR = "guarantor", "担保"
    UNSECURED = "unsecured", "信用"


class WhatIfKind(Labelled):
    """The three changes the explanation tries by running the model again."""

    AMOUNT_TO_LIMIT = "amount_to_limit", "按建议额度借款"
    MORE_COLLATERAL = "more_collateral", "增加抵押物"
    SHORTER_TERM = "shorter_term", "缩短期限"
