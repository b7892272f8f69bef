"""What must always hold, one query each; each finds the rows that break it."""

from dataclasses import dataclass

from zczr import db


@dataclass(frozen=True)
class Invariant:
    """A sentence that is true, and the query that finds where it is not: its first column is the row's id."""

    name: str
    sentence: str
    sql: str


def _unlike_history(table: str) -> str:
    """SQL for the rows of a table whose state is not the last one of their history."""
    return f"""SELECT t.id FROM {table} t LEFT JOIN LATERAL (
            SELECT to_state FROM history WHERE subject_kind = '{table}' AND subject_id = t.id ORDER BY id DESC LIMIT 1
        ) h ON true WHERE h.to_state IS DISTINCT FROM t.status"""  # noqa: S608 -- our own tables


INVARIANTS = (
    Invariant(
        "credit_is_its_ledger",
        "信用分等于 100 加台账各条之和",
        """SELECT o.id FROM organization o LEFT JOIN credit_entry e ON e.organization_id = o.id
           GROUP BY o.id HAVING o.credit_score <> 100 + coalesce(sum(e.points), 0)""",
    ),
    Invariant(
        "expired_contract_cost_both_two_points",
        "每份逾期未确认的申请恰好扣双方各 2 分，一次",
        # Both kinds of rows are summed up together: joined, they are paired one by one where the planner knows nothing of them yet.
        """SELECT id FROM (
               SELECT id, NULL::bigint AS charged, 0 AS points, applicant_id, respondent_id FROM application
               WHERE status = 'expired' AND approved_at IS NOT NULL
               UNION ALL
               SELECT subject_id, organization_id, points, NULL, NULL FROM credit_entry
               WHERE subject_kind = 'application' AND reason = 'unconfirmed_contract'
           ) both_kinds
           GROUP BY id HAVING count(applicant_id) = 1 AND (count(charged) <> 2 OR sum(points) <> -4
               OR NOT array_agg(charged) @> ARRAY[max(applicant_id), max(respondent_id)])""",
    ),
    Invariant(
        "points_only_for_expired_contracts",
        "没有逾期的申请不扣分",
        """SELECT e.id FROM credit_entry e LEFT JOIN application a ON a.id = e.subject_id
           WHERE e.reason = 'unconfirmed_contract'
             AND (a.id IS NULL OR a.status <> 'expired' OR a.approved_at IS NULL
                  OR e.organization_id NOT IN (a.applicant_id, a.respondent_id))""",
    ),
    Invariant(
        "state_is_the_last_of_its_history",
        "申请的状态等于经过的最后一条",
        _unlike_history("application"),
    ),
    Invariant(
        "confirmed_has_filing_and_position",
        "已确认的申请恰有一份已确认的合同，以及由它成立的一笔借款或者一次债权转让",
        """SELECT a.id FROM application a
           LEFT JOIN contract_filing c ON c.application_id = a.id AND c.status = 'confirmed'
           LEFT JOIN loan_position p ON p.application_id = a.id AND p.filing_id = c.id
           LEFT JOIN claim_transfer t ON t.application_id = a.id AND t.filing_id = c.id
           WHERE (a.status = 'confirmed') <> (c.id IS NOT NULL)
              OR (a.status = 'confirmed' AND a.business = 'loan') <> (p.id IS NOT NULL)
              OR (a.status = 'confirmed' AND a.business = 'claim') <> (t.id IS NOT NULL)""",
    ),
    Invariant(
        "filed_waits_for_confirmation",
        "已通过未确认的申请恰有一份待确认的合同",
        """SELECT a.id FROM application a LEFT JOIN contract_filing c ON c.application_id = a.id AND c.status = 'filed'
           WHERE (a.status = 'approved_unconfirmed') <> (c.id IS NOT NULL)""",
    ),
    Invariant(
        "position_is_its_contract",
        "借款的本金、利率与期限等于确认的合同",
        """SELECT p.id FROM loan_position p JOIN contract_filing c ON c.id = p.filing_id
           WHERE (p.principal, p.rate, p.starts_on, p.ends_on) <> (c.amount, c.rate, c.starts_on, c.ends_on)
              OR p.borrower_id = p.lender_id""",
    ),
    Invariant(
        "transfer_is_its_contract",
        "债权转让的金额、价款、基准日与双方等于确认的合同",
        """SELECT t.id FROM claim_transfer t JOIN contract_filing c ON c.id = t.filing_id
           JOIN application a ON a.id = t.application_id
           WHERE (t.face_amount, t.price, t.transferred_on, t.seller_id, t.buyer_id, t.claim_id)
               <> (c.amount, c.price, c.starts_on, a.seller_id, a.buyer_id, a.claim_id)""",
    ),
    Invariant(
        "sold_claims_have_one_buyer",
        "已成交的债权恰有一次转让，其他的没有",
        """SELECT c.id FROM claim c LEFT JOIN claim_transfer t ON t.claim_id = c.id
           GROUP BY c.id, c.status HAVING count(t.id) <> (c.status = 'matched')::int""",
    ),
    Invariant(
        "slices_fit_their_whole",
        "拆分出售或已售的各份属于同一单位已拆分的债权，最多 10 份，合计不超过整笔",
        """SELECT w.id FROM claim s JOIN claim w ON w.id = s.whole_id WHERE s.status IN ('active', 'reserved', 'matched')
           GROUP BY w.id HAVING sum(s.face_amount) > w.face_amount OR count(*) > 10 OR w.status <> 'split'
               OR w.whole_id IS NOT NULL OR bool_or(s.organization_id <> w.organization_id)""",
    ),
    Invariant(
        "quotes_are_for_open_rounds",
        "有效的报价都对应询价出售中的债权，一家买方一份；选中的报价恰有一份同一债权、同一买方、同一价格的申请",
        """SELECT q.id FROM quote q JOIN claim c ON c.id = q.claim_id LEFT JOIN application a ON a.id = q.application_id
           WHERE (q.status = 'given' AND (c.status <> 'active' OR c.sale_mode <> 'quotes' OR q.buyer_id = c.organization_id))
              OR (q.status = 'chosen' AND (a.claim_id, a.buyer_id, a.applicant_id, a.amount)
                  IS DISTINCT FROM (q.claim_id, q.buyer_id, q.buyer_id, q.price))""",
    ),
    Invariant(
        "quote_state_is_the_last_of_its_history",
        "报价的状态等于经过的最后一条",
        _unlike_history("quote"),
    ),
    Invariant(
        "filings_fit_their_business",
        "借款的合同确认写明利率，债权的写明价款",
        """SELECT c.id FROM contract_filing c JOIN application a ON a.id = c.application_id
           WHERE (c.price IS NULL) <> (a.business = 'loan')""",
    ),
    Invariant(
        "confirmed_by_the_other_side",
        "合同由一方提交、另一方确认",
        """SELECT c.id FROM contract_filing c JOIN application a ON a.id = c.application_id
           WHERE c.filed_for NOT IN (a.applicant_id, a.respondent_id)
              OR (c.status = 'confirmed' AND (c.answered_for = c.filed_for
                  OR c.answered_for NOT IN (a.applicant_id, a.respondent_id)))""",
    ),
    Invariant(
        "filings_form_a_chain",
        "每份合同确认带着上一份的哈希",
        """SELECT id FROM (SELECT id, previous_sha256, coalesce(lag(sha256) OVER (PARTITION BY application_id ORDER BY id), '')
               AS before FROM contract_filing) chain WHERE previous_sha256 <> before""",
    ),
    Invariant(
        "filing_state_is_the_last_of_its_history",
        "合同确认的状态等于经过的最后一条",
        _unlike_history("contract_filing"),
    ),
    Invariant(
        "evidence_is_a_whole_chain",
        "存证逐条相连，每条的哈希都能重新算出",
        """SELECT id FROM (
               SELECT id, statement, sha256, previous_sha256,
                      coalesce(lag(sha256) OVER (PARTITION BY application_id ORDER BY id), '') AS before FROM contract_evidence
           ) chain
           WHERE previous_sha256 <> before OR statement::json ->> 'previous_sha256' IS DISTINCT FROM before
              OR sha256 <> encode(sha256(convert_to(statement, 'UTF8')), 'hex')""",
    ),
    Invariant(
        "filings_are_as_evidenced",
        "每份合同确认的条款、提交与答复都与存证一致",
        """SELECT c.id FROM contract_filing c
           CROSS JOIN LATERAL (VALUES ('filed', c.filed_by, c.filed_for, c.filed_address, c.filed_at, ''),
               (nullif(c.status, 'filed'), c.answered_by, c.answered_for, c.answered_address, c.answered_at, c.answer_reason)
           ) done (act, member_id, organization_id, address, at, reason)
           LEFT JOIN contract_evidence e ON e.filing_id = c.id AND e.act = done.act AND e.application_id = c.application_id
           LEFT JOIN LATERAL (SELECT e.statement::jsonb AS said) s ON true
           WHERE c.sha256 <> encode(sha256(convert_to(c.terms, 'UTF8')), 'hex') OR (done.act IS NOT NULL AND (
               e.id IS NULL OR said ->> 'act' IS DISTINCT FROM done.act OR said ->> 'terms_sha256' IS DISTINCT FROM c.sha256
               OR (said ->> 'filing_id')::bigint IS DISTINCT FROM c.id
               OR (said #>> '{member,id}')::bigint IS DISTINCT FROM done.member_id
               OR (said #>> '{organization,id}')::bigint IS DISTINCT FROM done.organization_id
               OR (done.act <> 'expired' AND (said ->> 'address' IS DISTINCT FROM done.address
                   OR (said ->> 'at')::timestamptz IS DISTINCT FROM done.at OR said ->> 'reason' IS DISTINCT FROM done.reason))))
              OR (SELECT count(*) FROM contract_evidence n WHERE n.filing_id = c.id) <> 1 + (c.status <> 'filed')::int""",
    ),
    Invariant(
        "active_requests_are_assessed",
        "发布中的借款都有评估",
        "SELECT id FROM loan_request WHERE status IN ('active', 'matched') AND assessment_id IS NULL",
    ),
    Invariant(
        "deals_between_the_owners_of_the_postings",
        "申请的双方就是两份发布的主人",
        """SELECT a.id FROM application a JOIN loan_request r ON r.id = a.request_id JOIN loan_offer f ON f.id = a.offer_id
           WHERE a.borrower_id <> r.organization_id OR a.lender_id <> f.organization_id""",
    ),
    Invariant(
        "claims_are_sold_by_their_holders",
        "债权申请的转让方就是债权的出售方",
        """SELECT a.id FROM application a JOIN claim c ON c.id = a.claim_id
           WHERE a.business = 'claim' AND (a.seller_id <> c.organization_id OR a.buyer_id = c.organization_id)""",
    ),
    Invariant(
        "reserved_for_one_buyer",
        "已被预订的债权恰有一份持有它的申请，在售的没有",
        """SELECT c.id FROM claim c LEFT JOIN (
               SELECT claim_id, count(*) AS held FROM application
               WHERE status IN ('approved', 'approved_unconfirmed') OR (status = 'pending' AND applicant_id = buyer_id)
               GROUP BY claim_id
           ) h ON h.claim_id = c.id
           WHERE coalesce(h.held, 0) <> (c.status = 'reserved')::int""",
    ),
    Invariant(
        "claim_state_is_the_last_of_its_history",
        "债权的状态等于经过的最后一条",
        _unlike_history("claim"),
    ),
    Invariant(
        "paper_access_state_is_the_last_of_its_history",
        "资料查看申请的状态等于经过的最后一条",
        _unlike_history("paper_access"),
    ),
    Invariant(
        "papers_are_seen_by_right",
        "每次查看资料时，查看单位已获出售方同意且没有被收回，或者是申请的一方",
        """SELECT v.id FROM paper_view v JOIN claim c ON c.id = v.claim_id
           LEFT JOIN paper_access x ON x.id = v.access_id LEFT JOIN application a ON a.id = v.application_id
           WHERE v.organization_id = c.organization_id OR NOT coalesce(CASE WHEN v.access_id IS NULL
               THEN a.claim_id = v.claim_id AND v.organization_id IN (a.applicant_id, a.respondent_id) AND v.at >= a.created_at
               ELSE x.claim_id = v.claim_id AND x.organization_id = v.organization_id
                   AND v.at BETWEEN x.answered_at AND coalesce(x.ended_at, 'infinity') END, false)""",
    ),
    Invariant(
        "papers_are_asked_of_their_owner",
        "资料查看申请的出售方就是债权的出售方",
        "SELECT x.id FROM paper_access x JOIN claim c ON c.id = x.claim_id WHERE x.seller_id <> c.organization_id",
    ),
    Invariant(
        "partner_request_state_is_the_last_of_its_history",
        "好友申请的状态等于经过的最后一条",
        _unlike_history("partner_request"),
    ),
    Invariant(
        "accepted_requests_are_partnerships",
        "已接受的好友申请双方互为合作伙伴",
        """SELECT r.id FROM partner_request r LEFT JOIN partnership p USING (low_id, high_id)
           WHERE r.status = 'accepted' AND p.low_id IS NULL""",
    ),
    Invariant(
        "partners_do_not_ask_each_other",
        "合作伙伴之间没有等待答复的好友申请",
        "SELECT r.id FROM partner_request r JOIN partnership p USING (low_id, high_id) WHERE r.status = 'pending'",
    ),
    Invariant(
        "who_is_kept_away_is_no_partner",
        "已停止往来的双方没有伙伴关系，也没有等待答复的好友申请",
        """SELECT b.blocker_id FROM partner_block b
           WHERE EXISTS (SELECT FROM partnership p
                   WHERE p.low_id = least(b.blocker_id, b.blocked_id) AND p.high_id = greatest(b.blocker_id, b.blocked_id))
              OR EXISTS (SELECT FROM partner_request r WHERE r.status = 'pending'
                   AND r.low_id = least(b.blocker_id, b.blocked_id) AND r.high_id = greatest(b.blocker_id, b.blocked_id))""",
    ),
    Invariant(
        "upheld_report_removed_and_charged_once",
        "举报成立的动态都已移除，发布单位恰好扣一次分",
        """SELECT b.id FROM abuse_report b JOIN feed_entry e ON e.id = b.entry_id
           WHERE b.status = 'upheld' AND (e.status <> 'removed' OR 1 <> (
               SELECT count(*) FROM credit_entry c WHERE c.organization_id = e.organization_id AND c.reason = 'upheld_report'
                 AND c.subject_kind = 'feed_entry' AND c.subject_id = e.id))""",
    ),
    Invariant(
        "points_only_for_upheld_reports",
        "没有成立的举报不扣分，扣的是发布单位",
        """SELECT c.id FROM credit_entry c LEFT JOIN feed_entry e ON c.subject_kind = 'feed_entry' AND e.id = c.subject_id
           WHERE c.reason = 'upheld_report' AND (e.id IS NULL OR e.organization_id <> c.organization_id OR NOT EXISTS (
               SELECT FROM abuse_report b WHERE b.entry_id = e.id AND b.status = 'upheld'))""",
    ),
    Invariant(
        "no_report_waits_about_what_is_removed",
        "已移除的动态没有待处理的举报",
        """SELECT b.id FROM abuse_report b JOIN feed_entry e ON e.id = b.entry_id
           WHERE b.status = 'open' AND e.status = 'removed'""",
    ),
    Invariant(
        "shown_entries_belong_to_open_postings",
        "展示中的动态都属于其发布单位没有结束的发布",
        """SELECT e.id FROM feed_entry e
           LEFT JOIN loan_request r ON e.posting_kind = 'loan_request' AND r.id = e.posting_id
           LEFT JOIN loan_offer f ON e.posting_kind = 'loan_offer' AND f.id = e.posting_id
           LEFT JOIN claim c ON e.posting_kind = 'claim' AND c.id = e.posting_id
           LEFT JOIN purchase_criteria w ON e.posting_kind = 'purchase_criteria' AND w.id = e.posting_id
           -- A claim that is reserved for a buyer, or split, may return to the market: until then nobody is shown its entry.
           WHERE e.status = 'live' AND coalesce(r.status, f.status, w.status, c.status, '') <> 'active'
                 AND coalesce(c.status, '') NOT IN ('reserved', 'split')
              OR e.organization_id IS DISTINCT FROM
                 coalesce(r.organization_id, f.organization_id, c.organization_id, w.organization_id)""",
    ),
    Invariant(
        "market_is_what_is_on_sale",
        "债权市场恰好列出已认证单位在售的债权，各项数字与债权一致",
        """SELECT coalesce(c.id, m.claim_id) FROM (
               SELECT c.*, o.name, o.credit_score FROM claim c JOIN organization o ON o.id = c.organization_id
               WHERE c.status = 'active' AND o.status = 'verified') c
           FULL JOIN claim_on_sale m ON m.claim_id = c.id
           WHERE (m.seller_id, m.seller_name, m.seller_score, m.title, m.kind, m.debtor_state, m.recourse, m.sale_mode,
                  m.city_code, m.industry_section, m.due_on, m.shown_until, m.face_amount, m.asking_price,
                  m.discount, m.annual_yield, m.pairs)
               IS DISTINCT FROM (c.organization_id, c.name, c.credit_score, c.title, c.kind, c.debtor_state, c.recourse,
                  c.sale_mode, coalesce(nullif(c.city_code, ''), c.province_code), c.industry_section, c.due_on,
                  least(c.expires_on, c.due_on, c.quotes_until), c.face_amount, c.asking_price,
                  round(1 - c.asking_price / c.face_amount, 4),
                  claim_yield(c.face_amount, c.asking_price, c.due_on - m.yield_on), claim_pairs(c.title))""",
    ),
    Invariant(
        "imports_are_written_whole",
        "已导入的工作簿每行恰有一笔债权，属于导入的单位；没有导入的一笔也没有",
        """SELECT i.id FROM claim_import i LEFT JOIN claim c ON c.import_id = i.id AND c.whole_id IS NULL GROUP BY i.id
           HAVING count(c.id) <> CASE i.status WHEN 'done' THEN i.total_rows ELSE 0 END
               OR count(c.id) FILTER (WHERE c.organization_id <> i.organization_id) > 0""",
    ),
    Invariant(
        "import_state_is_the_last_of_its_history",
        "批量导入的状态等于经过的最后一条",
        _unlike_history("claim_import"),
    ),
    Invariant(
        "unread_by_the_other_side",
        "会话中未读的消息都是对方在这个会话中写的",
        """SELECT u.message_id FROM conversation_unread u JOIN conversation_message x ON x.id = u.message_id
           JOIN member m ON m.id = u.member_id JOIN conversation c ON c.id = u.conversation_id
           WHERE x.conversation_id <> u.conversation_id OR m.organization_id = x.organization_id
              OR m.organization_id NOT IN (c.low_id, c.high_id)""",
    ),
)


async def broken() -> list[str]:
    """A line for each invariant that does not hold, with up to five ids."""
    lines = []
    for invariant in INVARIANTS:
        rows = await db.fetch(f"SELECT * FROM ({invariant.sql}) found LIMIT 6")  # noqa: S608 -- our own queries
        if rows:
            ids = "、".join(str(row[0]) for row in rows[:5]) + ("……" if len(rows) > 5 else "")
            lines.append(f"{invariant.sentence}：不成立（{invariant.name}，编号 {ids}）")
    return lines
