-- Matching: one posting against many. Each index hands out its postings in the order of the best rate, and carries what the
-- hard constraints read, so that a pool of candidates is found from the index alone (index-only scan).
CREATE INDEX loan_offer_match_rate ON loan_offer (min_rate, id)
    INCLUDE (organization_id, amount_min, amount_max, max_term_months, min_score, security_modes) WHERE status = 'active';
CREATE INDEX loan_offer_match_city ON loan_offer (city_code, min_rate, id)
    INCLUDE (organization_id, amount_min, amount_max, max_term_months, min_score, security_modes) WHERE status = 'active';
CREATE INDEX loan_offer_match_trade ON loan_offer (province_code, industry_section, min_rate, id)
    INCLUDE (organization_id, amount_min, amount_max, max_term_months, min_score, security_modes) WHERE status = 'active';
CREATE INDEX loan_offer_active_owner ON loan_offer (organization_id, id DESC) WHERE status = 'active';

CREATE INDEX loan_request_match_rate ON loan_request (max_rate DESC, id)
    INCLUDE (organization_id, amount_min, amount_max, term_months, score, security_modes) WHERE status = 'active';
CREATE INDEX loan_request_match_city ON loan_request (city_code, max_rate DESC, id)
    INCLUDE (organization_id, amount_min, amount_max, term_months, score, security_modes) WHERE status = 'active';
CREATE INDEX loan_request_match_trade ON loan_request (province_code, industry_section, max_rate DESC, id)
    INCLUDE (organization_id, amount_min, amount_max, term_months, score, security_modes) WHERE status = 'active';
CREATE INDEX loan_request_active_owner ON loan_request (organization_id, id DESC) WHERE status = 'active';

-- What is due to expire.
CREATE INDEX loan_request_due ON loan_request (expires_on) WHERE status = 'active';
CREATE INDEX loan_offer_due ON loan_offer (expires_on) WHERE status = 'active';

-- A posting's list also holds the pairs that the other side's run found.
CREATE INDEX loan_match_by_offer ON loan_match (offer_id, request_id);

-- An assessment made without an LPR in force has none to name.
ALTER TABLE assessment ALTER COLUMN lpr_on DROP NOT NULL;
