"""What the page after a redirect says: codes travel in a cookie, sentences stay here."""

from dataclasses import dataclass
from enum import StrEnum

COOKIE = "notice"


@dataclass(frozen=True)
class Shown:
    """A sentence at the top of a page."""

    kind: str
    """info, success, warning or danger."""
    text: str


class Notice(StrEnum):
    """Every sentence that a success leaves for the next page."""

    SIGNED_OUT = "signed-out"
    CODE_SENT = "code-sent"
    EMAIL_CONFIRMED = "email-confirmed"
    CONFIRMED_BEFORE = "confirmed-before"
    CONFIRMED_SIGN_IN = "confirmed-sign-in"
    ACCOUNT_MADE = "account-made"
    STEP_SAVED = "step-saved"
    STEP_KEPT = "step-kept"
    ACCOUNT_SAVED = "account-saved"
    ADDRESS_CHANGED = "address-changed"
    REGISTERED = "registered"
    RESET_SENT = "reset-sent"
    PASSWORD_CHANGED = "password-changed"
    VERIFIED = "verified"
    SENT_BACK = "sent-back"
    DRAFT_SAVED = "draft-saved"
    PUBLISHED = "published"
    CLAIM_ON_SALE = "claim-on-sale"
    CLAIM_RESERVED = "claim-reserved"
    CLAIM_SPLIT = "claim-split"
    CLAIM_REJOINED = "claim-rejoined"
    QUOTE_GIVEN = "quote-given"
    QUOTE_WITHDRAWN = "quote-withdrawn"
    QUOTE_CHOSEN = "quote-chosen"
    QUOTES_CLOSED = "quotes-closed"
    CONFIRMATION_ASKED = "confirmation-asked"
    CONFIRMATION_CALLED_OFF = "confirmation-called-off"
    CLAIM_CONFIRMED = "claim-confirmed"
    NOTICE_SENT = "notice-sent"
    REGISTRATION_KEPT = "registration-kept"
    NOTICE_ACKNOWLEDGED = "notice-acknowledged"
    CLAIM_DISPUTED = "claim-disputed"
    DRAFT_DISCARDED = "draft-discarded"
    IMPORT_TAKEN = "import-taken"
    IMPORT_WITHDRAWN = "import-withdrawn"
    POSTING_WITHDRAWN = "posting-withdrawn"
    POSTING_CLOSED = "posting-closed"
    POSTING_SAVED = "posting-saved"
    APPLIED = "applied"
    APPROVED = "approved"
    REJECTED = "rejected"
    APPLICATION_WITHDRAWN = "application-withdrawn"
    CONTRACT_FILED = "contract-filed"
    CONTRACT_RETURNED = "contract-returned"
    CONTRACT_CONFIRMED = "contract-confirmed"
    MARKED_READ = "marked-read"
    PARTNER_ASKED = "partner-asked"
    PARTNER_ASKED_BEFORE = "partner-asked-before"
    PARTNERS_NOW = "partners-now"
    PARTNERS_BEFORE = "partners-before"
    PARTNER_REFUSED = "partner-refused"
    PARTNER_REQUEST_WITHDRAWN = "partner-request-withdrawn"
    PARTED = "parted"
    KEPT_AWAY = "kept-away"
    LET_NEAR = "let-near"
    SUGGESTIONS_ON = "suggestions-on"
    SUGGESTIONS_OFF = "suggestions-off"
    REPORTED = "reported"
    REPORTED_BEFORE = "reported-before"
    REPORT_UPHELD = "report-upheld"
    REPORT_DISMISSED = "report-dismissed"
    ARTICLE_SAVED = "article-saved"
    ARTICLE_PUBLISHED = "article-published"
    ARTICLE_WITHDRAWN = "article-withdrawn"
    MAIL_CHOSEN = "mail-chosen"
    FILTER_SAVED = "filter-saved"
    FILTER_DELETED = "filter-deleted"
    FILTER_WATCHED = "filter-watched"
    FILTER_UNWATCHED = "filter-unwatched"
    PAPERS_ASKED = "papers-asked"
    PAPER_REQUEST_WITHDRAWN = "paper-request-withdrawn"
    PAPERS_OPENED = "papers-opened"
    PAPERS_REFUSED = "papers-refused"
    PAPERS_TAKEN_BACK = "papers-taken-back"


_SHOWN = {
    Notice.SIGNED_OUT: Shown("info", "您已安全退出。"),
    Notice.CODE_SENT: Shown("success", "验证邮件已发送，请查收。"),
    Notice.EMAIL_CONFIRMED: Shown("success", "邮箱验证成功，请继续填写企业信息。"),
    Notice.CONFIRMED_SIGN_IN: Shown("success", "邮箱验证成功，请登录后继续填写。"),
    Notice.ACCOUNT_MADE: Shown("info", "账户已建立。如需更改邮箱、密码或账户类型，请在这里修改。"),
    Notice.CONFIRMED_BEFORE: Shown("info", "该账户的邮箱已经验证，无需再次验证，请登录或继续操作。"),
    Notice.STEP_SAVED: Shown("success", "已保存，可以继续下一步，也可以稍后登录再填。"),
    Notice.STEP_KEPT: Shown("success", "填写的内容已保存，可以随时登录继续填写。"),
    Notice.ACCOUNT_SAVED: Shown("success", "账户信息已保存，请继续填写。"),
    Notice.ADDRESS_CHANGED: Shown("success", "邮箱已更改，验证邮件已发送到新邮箱，请查收。今后请用新邮箱登录。"),
    Notice.REGISTERED: Shown("success", "资料已提交，平台将尽快审核，结果会通过消息和邮件通知您。"),
    Notice.RESET_SENT: Shown("info", "如果该邮箱已注册，重置密码的邮件将在几分钟内送达，请查收。"),
    Notice.PASSWORD_CHANGED: Shown("success", "密码已重置，请使用新密码登录。"),
    Notice.VERIFIED: Shown("success", "已通过认证，并已通知申请单位。"),
    Notice.SENT_BACK: Shown("success", "已退回，并已把原因通知申请单位。"),
    Notice.DRAFT_SAVED: Shown("success", "草稿已保存，可在“我的发布”中继续填写。"),
    Notice.PUBLISHED: Shown("success", "发布成功，以下是匹配结果。"),
    Notice.CLAIM_ON_SALE: Shown("success", "债权已提交，正在“债权交易”中出售，以下是匹配的买方。"),
    Notice.CLAIM_RESERVED: Shown("success", "债权已为贵单位预订，出售方答复后会通知您。"),
    Notice.CLAIM_SPLIT: Shown("success", "债权已拆分，各份分别在“债权交易”中出售。"),
    Notice.CLAIM_REJOINED: Shown("success", "已取消拆分，债权重新整笔在售。"),
    Notice.QUOTE_GIVEN: Shown("success", "报价已提交，截止前只有贵单位能看到，可以修改或撤回。"),
    Notice.QUOTE_WITHDRAWN: Shown("success", "报价已撤回。"),
    Notice.QUOTE_CHOSEN: Shown(
        "success", "已选择这份报价，债权已为买方预订，请在下面写明的期限内与对方签订并确认合同。"
    ),
    Notice.QUOTES_CLOSED: Shown("success", "询价已结束，报价全部失效，现在可以修改条件。"),
    Notice.CONFIRMATION_ASKED: Shown("success", "确权请求已发出，债务方答复后会通知您。"),
    Notice.CONFIRMATION_CALLED_OFF: Shown("success", "确权请求已撤回，链接不能再使用。"),
    Notice.CLAIM_CONFIRMED: Shown("success", "已确认，债权方会收到通知。谢谢。"),
    Notice.REGISTRATION_KEPT: Shown("success", "登记信息已保存，转让方也能看到。"),
    Notice.NOTICE_SENT: Shown("success", "债权转让通知已发送；以前发出过的，其链接不能再使用。"),
    Notice.NOTICE_ACKNOWLEDGED: Shown("success", "已签收，双方会收到通知。谢谢。"),
    Notice.CLAIM_DISPUTED: Shown("success", "异议已提交，债权方会收到通知。谢谢。"),
    Notice.DRAFT_DISCARDED: Shown("success", "草稿已放弃。"),
    Notice.IMPORT_TAKEN: Shown("success", "工作簿已收到，系统会逐格核对。"),
    Notice.IMPORT_WITHDRAWN: Shown("success", "这次导入已放弃，没有写入任何债权。"),
    Notice.POSTING_WITHDRAWN: Shown("success", "发布已撤回，不再参与匹配。"),
    Notice.POSTING_CLOSED: Shown("success", "发布已关闭，不再参与匹配。"),
    Notice.POSTING_SAVED: Shown("success", "修改已保存，匹配结果已更新。"),
    Notice.APPLIED: Shown("success", "申请已发出，对方答复后会通知您。"),
    Notice.APPROVED: Shown("success", "已通过申请，请在下面写明的期限内与对方签订并确认合同。"),
    Notice.REJECTED: Shown("success", "已拒绝申请，并已把原因通知对方。"),
    Notice.APPLICATION_WITHDRAWN: Shown("success", "申请已撤回。"),
    Notice.CONTRACT_FILED: Shown("success", "合同确认已提交，等待对方确认。"),
    Notice.CONTRACT_RETURNED: Shown("success", "已退回，并已把原因通知对方。"),
    Notice.CONTRACT_CONFIRMED: Shown("success", "合同已由双方确认，合同成立。"),
    Notice.MARKED_READ: Shown("success", "已全部标为已读。"),
    Notice.PARTNER_ASKED: Shown("success", "好友申请已发出，对方答复后会通知您。"),
    Notice.PARTNER_ASKED_BEFORE: Shown("info", "贵单位已有一份申请在等待对方答复，没有再发一份。"),
    Notice.PARTNERS_BEFORE: Shown("info", "双方已经是合作伙伴，不必再申请。"),
    Notice.PARTNERS_NOW: Shown("success", "双方已成为合作伙伴，可以查看对方的联系方式。"),
    Notice.PARTNER_REFUSED: Shown("success", "已婉拒，并已通知对方。"),
    Notice.PARTNER_REQUEST_WITHDRAWN: Shown("success", "好友申请已撤回。"),
    Notice.PARTED: Shown("success", "已解除合作伙伴关系，并已通知对方。"),
    Notice.KEPT_AWAY: Shown("success", "已停止与对方往来，可随时在“已停止往来”中恢复。"),
    Notice.LET_NEAR: Shown("success", "已恢复往来。如需成为合作伙伴，请重新申请添加。"),
    Notice.SUGGESTIONS_ON: Shown("success", "已开启伙伴推荐。"),
    Notice.SUGGESTIONS_OFF: Shown("success", "已关闭伙伴推荐。"),
    Notice.REPORTED: Shown("success", "举报已提交，平台会核实并告知结果。这条动态不再向您显示。"),
    Notice.REPORTED_BEFORE: Shown("info", "您已举报过这条动态，平台核实后会告知结果。"),
    Notice.REPORT_UPHELD: Shown("success", "已认定成立，动态已移除，并已通知双方。"),
    Notice.REPORT_DISMISSED: Shown("success", "已认定不成立，并已通知举报单位。"),
    Notice.ARTICLE_SAVED: Shown("success", "文章已保存。"),
    Notice.ARTICLE_PUBLISHED: Shown("success", "文章已发布，会员现在就能看到。"),
    Notice.ARTICLE_WITHDRAWN: Shown("success", "文章已撤下，会员不再看到它；需要时可以重新发布。"),
    Notice.MAIL_CHOSEN: Shown("success", "邮件提醒已按您的选择设置。"),
    Notice.FILTER_SAVED: Shown("success", "筛选条件已保存，可随时从这里打开。"),
    Notice.FILTER_DELETED: Shown("success", "已删除这组筛选条件。"),
    Notice.FILTER_WATCHED: Shown("success", "已开启通知，有新债权时会告诉贵单位。"),
    Notice.FILTER_UNWATCHED: Shown("success", "已关闭这组条件的通知。"),
    Notice.PAPERS_ASKED: Shown("success", "查看申请已发出，出售方答复后会通知您。"),
    Notice.PAPER_REQUEST_WITHDRAWN: Shown("success", "查看申请已撤回。"),
    Notice.PAPERS_OPENED: Shown("success", "已同意，对方可以在线查看带水印的副本，每次查看都会记录在这里。"),
    Notice.PAPERS_REFUSED: Shown("success", "已拒绝，并已把原因通知对方。"),
    Notice.PAPERS_TAKEN_BACK: Shown("success", "已收回，对方不能再查看资料。"),
}


_BY_CODE = {str(notice): shown for notice, shown in _SHOWN.items()}


def shown(code: str) -> tuple[Shown, ...]:
    """What a code from a cookie says; nothing for an unknown one."""
    found = _BY_CODE.get(code)
    return (found,) if found else ()
