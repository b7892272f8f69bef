-- Matching of claims and 收购意向: each index hands out its rows in the order of what is best for who asks, and carries what the
-- hard constraints read, so that a pool of candidates is found from the index alone (index-only scan), as in 0003.

-- A buyer wants a high discount; what falls due soon bears it in less time.
CREATE INDEX claim_match_discount ON claim ((asking_price / face_amount), id)
    INCLUDE (organization_id, asking_price, face_amount, due_on, kind, debtor_state) WHERE status = 'active';
CREATE INDEX claim_match_due ON claim (due_on, id)
    INCLUDE (organization_id, asking_price, face_amount, kind, debtor_state) WHERE status = 'active';
CREATE INDEX claim_match_region ON claim (province_code, (asking_price / face_amount), id)
    INCLUDE (organization_id, city_code, asking_price, face_amount, due_on, kind, debtor_state) WHERE status = 'active';
CREATE INDEX claim_match_trade ON claim (industry_section, (asking_price / face_amount), id)
    INCLUDE (organization_id, asking_price, face_amount, due_on, kind, debtor_state) WHERE status = 'active';
CREATE INDEX claim_active_owner ON claim (organization_id, id DESC) WHERE status = 'active';
-- Which claim was there first (duplicates by another seller).
CREATE INDEX claim_twin ON claim (debtor_key, contract_number, face_amount)
    WHERE whole_id IS NULL AND status IN ('active', 'reserved', 'matched', 'split');

-- A seller wants who asks for the least yield.
CREATE INDEX criteria_match_yield ON purchase_criteria ((coalesce(min_yield, 0)), id)
    INCLUDE (organization_id, amount_min, amount_max, min_yield, min_discount, max_days, min_score, kinds, debtor_states)
    WHERE status = 'active';
CREATE INDEX criteria_match_city ON purchase_criteria (city_code, (coalesce(min_yield, 0)), id)
    INCLUDE (organization_id, amount_min, amount_max, min_yield, min_discount, max_days, min_score, kinds, debtor_states)
    WHERE status = 'active';
CREATE INDEX criteria_active_owner ON purchase_criteria (organization_id, id DESC) WHERE status = 'active';
CREATE INDEX criteria_due ON purchase_criteria (expires_on) WHERE status = 'active';
