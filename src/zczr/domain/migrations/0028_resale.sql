-- Who has bought a claim here sells it again from its transfer, once at a time; what is sold so is the next generation of it.
ALTER TABLE claim
    ADD COLUMN resale_of bigint REFERENCES claim_transfer (id),
    ADD CONSTRAINT claim_generation CHECK (status IN ('draft', 'withdrawn') OR whole_id IS NOT NULL OR (generation > 0) = (resale_of IS NOT NULL));
CREATE UNIQUE INDEX claim_resale_once ON claim (resale_of)
    WHERE resale_of IS NOT NULL AND status IN ('active', 'reserved', 'matched', 'split');
