-- 拆分转让: a claim sold in slices of their own names, amounts and prices, which together never exceed it (Civil Code 545).
ALTER TABLE claim
    ADD COLUMN slice_name text NOT NULL DEFAULT '' CHECK (char_length(slice_name) <= 20),
    ADD CONSTRAINT claim_slice_named CHECK ((whole_id IS NULL) = (slice_name = ''));
CREATE UNIQUE INDEX claim_slice_name ON claim (whole_id, slice_name)
    WHERE whole_id IS NOT NULL AND status IN ('active', 'reserved', 'matched');

-- The database has the last word: at the end of a transaction the slices on sale or sold are at most ten, of a claim that is split, and
-- at most all of it. Whoever writes a slice holds its whole.
CREATE FUNCTION slices_within_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole claim;
    sliced numeric;
    many integer;
BEGIN
    -- What leaves the market, or changes hands, takes nothing more of the whole: it is not waited for then, by nobody who holds slices.
    IF NEW.status NOT IN ('active', 'reserved', 'matched') OR (TG_OP = 'UPDATE' AND OLD.status IN ('active', 'reserved', 'matched')
        AND (NEW.face_amount, NEW.whole_id) IS NOT DISTINCT FROM (OLD.face_amount, OLD.whole_id)) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO whole FROM claim WHERE id = NEW.whole_id FOR SHARE;
    SELECT coalesce(sum(face_amount), 0), count(*) INTO sliced, many FROM claim
        WHERE whole_id = NEW.whole_id AND status IN ('active', 'reserved', 'matched');
    IF sliced > whole.face_amount OR many > 10 OR (many > 0 AND whole.status <> 'split') OR whole.whole_id IS NOT NULL
        OR whole.organization_id <> NEW.organization_id THEN
        RAISE EXCEPTION 'slices of claim % do not fit it', NEW.whole_id USING ERRCODE = 'check_violation',
            CONSTRAINT = 'claim_slices_within_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claim_slices AFTER INSERT OR UPDATE OF status, face_amount, whole_id ON claim
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.whole_id IS NOT NULL) EXECUTE FUNCTION slices_within_whole();
