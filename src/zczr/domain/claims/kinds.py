"""What a claim is, where it stands with its debtor, and how it is sold: codes of the database and their names."""

from zczr.domain.risk.kinds import Labelled


class ClaimKind(Labelled):
    """债权类型."""

    RECEIVABLE = "receivable", "应收账款"
    BILL = "bill", "票据"
    LOAN = "loan", "借款债权"
    RENT = "rent", "租金"
    OTHER = "other", "其他"


class DebtorKind(Labelled):
    """债务方类型: whom the rules on paying small enterprises bind (款项支付条例 Art. 9, 16, 17)."""

    PUBLIC = "public", "机关、事业单位"
    LARGE = "large", "大型企业"
    SME = "sme", "中小企业"


class DebtorState(Labelled):
    """确权: what the debtor has said, or been asked, as buyers see it; none of it is a notice of assignment, which follows the sale."""

    CONFIRMED = "confirmed", "已确权"
    NOTIFIED = "notified", "已通知"
    UNNOTIFIED = "unnotified", "未通知"
    DISPUTED = "disputed", "有争议"


class Recourse(Labelled):
    """追索权: whether the seller answers for the debtor's payment (Civil Code 766-767)."""

    WITH = "with", "有追索权"
    WITHOUT = "without", "无追索权"


class SaleMode(Labelled):
    """How a claim is sold: at the asking price, or by 询价."""

    FIXED = "fixed", "按定价出售"
    QUOTES = "quotes", "询价"


class QuoteScope(Labelled):
    """Who may give a quote in a 询价."""

    OPEN = "open", "公开询价：所有已认证的会员都可以报价"
    INVITED = "invited", "邀请询价：只有邀请的单位可以报价"
