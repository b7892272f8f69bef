-- When a posting's own list was last made: the nightly run begins with what has waited longest.
ALTER TABLE loan_request ADD COLUMN matched_at timestamptz;
ALTER TABLE loan_offer ADD COLUMN matched_at timestamptz;
CREATE INDEX loan_request_matched ON loan_request (matched_at NULLS FIRST, id) WHERE status = 'active';
CREATE INDEX loan_offer_matched ON loan_offer (matched_at NULLS FIRST, id) WHERE status = 'active';
