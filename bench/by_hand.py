"""What bench/network.py asks, as somebody would write it by hand who needs only the answer: the bare side of the comparison."""

FRAGMENT = """
    WITH mine AS (SELECT high_id AS id FROM partnership WHERE low_id = $1 UNION ALL SELECT low_id FROM partnership WHERE high_id = $1),
    second AS (
        SELECT id, count(*) AS common FROM (
            SELECT p.high_id AS id FROM mine JOIN partnership p ON p.low_id = mine.id
            UNION ALL SELECT p.low_id FROM mine JOIN partnership p ON p.high_id = mine.id) met GROUP BY id)
    SELECT o.id, o.name, o.city_code, o.industry_section, o.credit_score, o.main_business, mine.id IS NOT NULL, second.common,
           last.id, last.status, last.requester_id, last.answered_at,
           EXISTS (SELECT FROM partner_block b WHERE b.blocker_id = $1 AND b.blocked_id = o.id)
    FROM directory_entry d JOIN organization o ON o.id = d.organization_id AND o.status = 'verified'
    LEFT JOIN mine ON mine.id = o.id LEFT JOIN second ON second.id = o.id
    LEFT JOIN LATERAL (
        SELECT * FROM partner_request r WHERE r.low_id = least(o.id, $1) AND r.high_id = greatest(o.id, $1)
        ORDER BY r.id DESC LIMIT 1) last ON true
    WHERE d.tokens @> $3 AND d.norm LIKE '%' || $2 || '%' AND o.id <> $1
      AND NOT EXISTS (SELECT FROM partner_block b WHERE b.blocker_id = o.id AND b.blocked_id = $1)
    ORDER BY d.norm = $2 DESC, d.norm LIKE $2 || '%' DESC, mine.id IS NOT NULL DESC, second.common DESC NULLS LAST, o.id LIMIT 20"""
"""$1 who asks, $2 the signs, $3 their pairs: exact, beginning, partners, partners' partners; each with how it stands to who asks."""
INITIALS = FRAGMENT.replace("d.norm = $2", "d.initials LIKE $2 || '|%'").replace("d.norm", "d.initials")
READING = FRAGMENT.replace("d.norm LIKE '%' || $2 || '%'", "d.spelled LIKE '%|' || $2 || '%'")
PREFIX = FRAGMENT.replace("d.tokens @> $3 AND d.norm LIKE '%' || $2 || '%'", "d.norm LIKE $2 || '%'").replace(
    "$3", "$2"
)
FEED = """
    SELECT e.id, o.name, r.project, r.amount_min, r.amount_max, r.max_rate, r.term_months, e.matches, e.published_at
    FROM (SELECT high_id AS id FROM partnership WHERE low_id = $1 UNION ALL SELECT low_id FROM partnership WHERE high_id = $1) mine
    CROSS JOIN LATERAL (SELECT * FROM feed_entry WHERE organization_id = mine.id AND status = 'live'
                        ORDER BY published_at DESC, id DESC LIMIT 20) e
    JOIN organization o ON o.id = e.organization_id JOIN loan_request r ON r.id = e.posting_id
    ORDER BY e.published_at DESC, e.id DESC LIMIT 20"""
BADGE = """
    SELECT m.name, o.name, o.status, (SELECT count(*) FROM (SELECT FROM notice_unread WHERE member_id = m.id LIMIT 100) told),
           (SELECT count(*) FROM (SELECT FROM conversation_unread WHERE member_id = m.id LIMIT 100) said)
    FROM member m JOIN organization o ON o.id = m.organization_id WHERE m.id = $1 AND m.active"""
"""The badge of somebody signed in: who it is, and what is unread, as far as 99+ has to know."""
COMMON = """
    SELECT o.id, o.name FROM organization o
    WHERE id IN (SELECT high_id FROM partnership WHERE low_id = $1 UNION ALL SELECT low_id FROM partnership WHERE high_id = $1)
      AND id IN (SELECT high_id FROM partnership WHERE low_id = $2 UNION ALL SELECT low_id FROM partnership WHERE high_id = $2)"""
CONVERSATIONS = """
    SELECT c.id, o.name, c.title, c.last_at, m.body,
           (SELECT count(*) FROM conversation_unread u WHERE u.member_id = $1 AND u.conversation_id = c.id)
    FROM (SELECT *, high_id AS other FROM conversation WHERE low_id = $1
          UNION ALL SELECT *, low_id FROM conversation WHERE high_id = $1) c
    JOIN organization o ON o.id = c.other
    CROSS JOIN LATERAL (SELECT body FROM conversation_message WHERE conversation_id = c.id ORDER BY id DESC LIMIT 1) m
    ORDER BY c.last_at DESC, c.id DESC LIMIT 20"""
INBOX = """
    SELECT n.id, n.title, n.body, n.href, n.at, u.member_id IS NULL FROM notice n
    LEFT JOIN notice_unread u ON u.member_id = $1 AND u.category = n.category AND u.notice_id = n.id
    WHERE n.organization_id = $1 AND n.category = 'progress' ORDER BY n.id DESC LIMIT 20"""
