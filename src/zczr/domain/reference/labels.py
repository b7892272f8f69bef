"""What the codes of an organization's profile are called."""

SCALES = {"micro": "微型企业", "small": "小型企业", "medium": "中型企业", "large": "大型企业"}
INSTITUTION_TYPES = {
    "bank": "银行",
    "small_loan": "小额贷款公司",
    "guarantee": "融资担保公司",
    "factoring": "商业保理公司",
    "leasing": "融资租赁公司",
    "pawn": "典当行",
    "amc": "地方资产管理公司",
}
