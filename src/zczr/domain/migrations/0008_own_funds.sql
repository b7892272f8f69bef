-- Who declared for this deal that the lender's money is its own, and when (domain.md section 3 row 2).
ALTER TABLE application
    ADD COLUMN own_funds_by bigint REFERENCES member (id),
    ADD COLUMN own_funds_at timestamptz,
    ADD CHECK ((own_funds_by IS NULL) = (own_funds_at IS NULL));
