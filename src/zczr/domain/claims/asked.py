"""What a sale asks for, whether a form or a spreadsheet asks: its name, what is said where it is missing, and its bounds; pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

from zczr.domain.written.texts import NEEDED


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked for; without `needed` it may be left out, `longest` is the most characters."""

    label: str
    needed: str = ""
    longest: int = 0


KIND = Asked("债权类型", "请选择债权类型")
DEBTOR_NAME = Asked("债务主体名称", "请填写债务方的全称，与合同一致", 100)
DEBTOR_USCC = Asked("债务方统一社会信用代码", "请填写债务方的统一社会信用代码，共 18 位，见合同或发票")
DEBTOR_KIND = Asked("债务方类型", "请选择债务方类型")
DEBTOR_EMAIL = Asked("债务方联系邮箱", longest=200)
CONTRACT_NUMBER = Asked("合同编号", "请填写产生这笔债权的合同编号", 60)
INVOICES = Asked("发票号码", longest=1200)
FACE_AMOUNT = Asked("债权金额", NEEDED)
STARTS_ON = Asked("债权期限起始日", "请填写债权产生的日期")
DUE_ON = Asked("债权期限到期日", "请填写债务方应付款的日期")
ORIGIN = Asked("持有债权的来历", "请说明这笔债权如何产生", 300)
DEBTOR_SITUATION = Asked("对应债务方的情况", "请说明债务方的经营和付款情况", 300)
ASKING_PRICE = Asked("债权定价", NEEDED)
RECOURSE = Asked("追索权", "请选择有无追索权")

LEAST_AMOUNT, MOST_AMOUNT = Decimal(1000), Decimal(10) ** 9
AMOUNT_BOUNDS = "请填写 1,000 元至 10 亿元之间的金额，并核对单位是“元”"
MOST_INVOICES = 50
TOO_MANY_INVOICES = f"一笔债权最多填写 {MOST_INVOICES} 张发票，请分成几笔出售。"
_BETWEEN_NUMBERS = re.compile(r"[\s,，、;；]+")


def invoice_numbers(text: str) -> tuple[str, ...]:
    """The numbers that were written, sorted, each once."""
    return tuple(sorted({each.upper() for each in _BETWEEN_NUMBERS.split(text) if each}))
