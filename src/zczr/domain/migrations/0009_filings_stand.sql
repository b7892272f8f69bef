-- What was filed stands: only its answer and its state are ever written to a filing. Pages, contracts and positions read its columns,
-- and the evidence vouches for them.
CREATE FUNCTION refuse_change_of_filing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answer CONSTANT text[] := ARRAY['status', 'answered_by', 'answered_for', 'answered_address', 'answered_at', 'answer_reason'];
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - answer IS DISTINCT FROM to_jsonb(OLD) - answer THEN
        RAISE EXCEPTION 'what was filed is never changed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contract_filing_stands BEFORE UPDATE OR DELETE ON contract_filing
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_filing();
