"""What the market is asked in its measure: each filter, combinations, every order, and both ends."""

from zczr.partials.claims.market_list import HEADINGS

FIRST = {"第一页，无筛选": ""}
FILTERS = {
    "债权名称，少见的两个字": "title=恒嘉",
    "债权名称，常见的两个字": "title=电子",
    "债权名称，整个企业名": "title=肇庆市博健服饰",
    "融资企业，少见的两个字": "seller=恒嘉",
    "融资企业，常见的两个字": "seller=电子",
    "融资企业，拼音首字母": "seller=hjdz",
    "债权类型，一种": "kind=bill",
    "债权类型，两种": "kind=bill&kind=rent",
    "债权期限": "days_min=30&days_max=90",
    "债权金额": "amount_min=50&amount_max=100",
    "出售价格": "price_min=50&price_max=100",
    "折扣": "discount_min=10&discount_max=12",
    "年化收益率": "yield_min=8&yield_max=12",
    "地区，省": "province=440000",
    "地区，市": "province=440000&city=440600",
    "所属行业": "industry=C",
    "信用等级": "grade=B",
    "确权状态": "debtor=confirmed",
}
COMBINED = {
    "票据，金额范围，按价格": "kind=bill&amount_min=50&amount_max=100&sort=price&order=asc",
    "应收账款，已确权，佛山，按收益率": "kind=receivable&debtor=confirmed&province=440000&city=440600&sort=yield",
    "半年内，收益率 8% 以上，信用 B 以上": "days_max=180&yield_min=8&grade=B",
    "制造业，已确权或已通知，折扣，按期限": "industry=C&debtor=confirmed&debtor=notified&discount_min=5&discount_max=15&sort=due",
    "名称，类型，金额，按金额": "title=电子&kind=receivable&amount_min=20&sort=amount",
}
ORDERED = {
    f"按{heading.label}": f"sort={heading.column}&order={'desc' if heading.falls else 'asc'}"
    for heading in HEADINGS
    if heading.column
}
ENDS = {
    "第 150 页": "page=150",
    "最后一页": "page=-1",
    "最后一页，按收益率": "page=-1&sort=yield",
    "倒数第 150 页，票据": "page=-150&kind=bill",
}
CASES = {**FIRST, **FILTERS, **COMBINED, **ORDERED, **ENDS}
