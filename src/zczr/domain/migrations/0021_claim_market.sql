-- The market's read model: one narrow row per claim on sale, kept by triggers, with an index for each order and filter.
-- Whatever writes `claim` or `organization` (commands, imports, sweeps) keeps it true, so that nothing has to remember to.

-- (face/price - 1) x 365/days to 0.01%, an exact half to the lower; 0 where no day is left. domain/claims/pricing.py says the same.
CREATE FUNCTION claim_yield(face numeric, price numeric, days integer) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN days <= 0 THEN 0
        ELSE round(sign(face - price) * ceil(abs(face - price) * 365 * 10000 / (price * days) - 0.5) / 10000, 4) END
$$;

-- The pairs of signs of a title that an index finds it by; what every title says is none. domain/claims/titles.py reads them.
CREATE FUNCTION claim_pairs(title text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    signs text[] := string_to_array(regexp_replace(lower(normalize(title, NFKC)), '[^[:alnum:]]', '', 'g'), NULL);
    pairs text[] := '{}';
    pair text;
BEGIN
    -- A loop of this language is three times as fast as a statement that unnests and aggregates.
    FOR place IN 2 .. cardinality(signs) LOOP
        pair := signs[place - 1] || signs[place];
        IF pair <> ALL ('{关于,对于,元的,的债,债权,权出,出售,有限,限公,公司,股份,份有}'::text[]) AND pair <> ALL (pairs) THEN
            pairs := pairs || pair;
        END IF;
    END LOOP;
    RETURN pairs;
END $$;

CREATE TABLE claim_on_sale (
    claim_id          bigint PRIMARY KEY REFERENCES claim (id) ON DELETE CASCADE,
    seller_id         bigint NOT NULL REFERENCES organization (id),
    seller_score      integer NOT NULL,
    title             text NOT NULL,
    seller_name       text NOT NULL,
    kind              text NOT NULL,
    debtor_state      text NOT NULL,
    recourse          text NOT NULL,
    sale_mode         text NOT NULL,
    -- Of the city, or of the province where no city is known: the cities of a province are one range.
    city_code         text NOT NULL,
    industry_section  text NOT NULL,
    due_on            date NOT NULL,
    -- The last day on which it is shown.
    shown_until       date NOT NULL,
    face_amount       numeric(18,2) NOT NULL,
    asking_price      numeric(18,2) NOT NULL,
    -- To 0.01%, as they are shown.
    discount          numeric(24,4) NOT NULL,
    -- As of `yield_on`; 0 where no day was left. Orders and filters read it, pages show the yield of their day.
    annual_yield      numeric(28,4) NOT NULL,
    yield_on          date NOT NULL,
    listed_at         timestamptz NOT NULL,
    -- In the order of their readers (domain/ordering.py by_name), which no index can compute by itself.
    title_order       bytea NOT NULL,
    seller_order      bytea NOT NULL,
    pairs             text[] NOT NULL,
    -- What is asked for, once more as whole numbers: an index of these is read several times as fast as one of numerics and texts.
    face_cents        bigint NOT NULL GENERATED ALWAYS AS (face_amount * 100) STORED,
    price_cents       bigint NOT NULL GENERATED ALWAYS AS (asking_price * 100) STORED,
    discount_points   integer NOT NULL GENERATED ALWAYS AS (greatest(least(discount * 10000, 2000000000), -2000000000)) STORED,
    yield_points      integer NOT NULL GENERATED ALWAYS AS (greatest(least(annual_yield * 10000, 2000000000), -2000000000)) STORED,
    region_number     integer NOT NULL GENERATED ALWAYS AS (coalesce(nullif(city_code, ''), '0')::integer) STORED,
    industry_rank     smallint NOT NULL GENERATED ALWAYS AS (greatest(ascii(industry_section) - 64, 0)) STORED,
    kind_rank         smallint NOT NULL GENERATED ALWAYS AS (array_position('{receivable,bill,loan,rent,other}'::text[], kind)) STORED,
    debtor_rank       smallint NOT NULL
        GENERATED ALWAYS AS (array_position('{confirmed,notified,unnotified,disputed}'::text[], debtor_state)) STORED,
    recourse_rank     smallint NOT NULL GENERATED ALWAYS AS (array_position('{with,without}'::text[], recourse)) STORED
);

-- The page's ids, and its total, come from one of these alone: what can be asked for is in each of them.
CREATE INDEX claim_on_sale_listed ON claim_on_sale (listed_at, claim_id)
    INCLUDE (seller_id, face_cents, price_cents, discount_points, yield_points, seller_score, due_on, shown_until, region_number, kind_rank, debtor_rank, industry_rank);
CREATE INDEX claim_on_sale_kind ON claim_on_sale (kind_rank, claim_id)
    INCLUDE (seller_id, face_cents, price_cents, discount_points, yield_points, seller_score, due_on, shown_until, region_number, debtor_rank, industry_rank);
CREATE INDEX claim_on_sale_due ON claim_on_sale (due_on, claim_id)
    INCLUDE (seller_id, face_cents, price_cents, discount_points, yield_points, seller_score, shown_until, region_number, kind_rank, debtor_rank, industry_rank);
CREATE INDEX claim_on_sale_amount ON claim_on_sale (face_cents, claim_id)
    INCLUDE (seller_id, price_cents, discount_points, yield_points, seller_score, due_on, shown_until, region_number, kind_rank, debtor_rank, industry_rank);
CREATE INDEX claim_on_sale_price ON claim_on_sale (price_cents, claim_id)
    INCLUDE (seller_id, face_cents, discount_points, yield_points, seller_score, due_on, shown_until, region_number, kind_rank, debtor_rank, industry_rank);
CREATE INDEX claim_on_sale_discount ON claim_on_sale (discount_points, claim_id)
    INCLUDE (seller_id, face_cents, price_cents, yield_points, seller_score, due_on, shown_until, region_number, kind_rank, debtor_rank, industry_rank);
CREATE INDEX claim_on_sale_yield ON claim_on_sale (yield_points, claim_id)
    INCLUDE (seller_id, face_cents, price_cents, discount_points, seller_score, due_on, shown_until, region_number, kind_rank, debtor_rank, industry_rank);
CREATE INDEX claim_on_sale_debtor ON claim_on_sale (debtor_rank, claim_id)
    INCLUDE (seller_id, face_cents, price_cents, discount_points, yield_points, seller_score, due_on, shown_until, region_number, kind_rank, industry_rank);
CREATE INDEX claim_on_sale_region ON claim_on_sale (region_number, claim_id)
    INCLUDE (seller_id, face_cents, price_cents, discount_points, yield_points, seller_score, due_on, shown_until, kind_rank, debtor_rank, industry_rank);
CREATE INDEX claim_on_sale_industry ON claim_on_sale (industry_rank, claim_id)
    INCLUDE (seller_id, face_cents, price_cents, discount_points, yield_points, seller_score, due_on, shown_until, region_number, kind_rank, debtor_rank);
CREATE INDEX claim_on_sale_grade ON claim_on_sale (seller_score, claim_id)
    INCLUDE (seller_id, face_cents, price_cents, discount_points, yield_points, due_on, shown_until, region_number, kind_rank, debtor_rank, industry_rank);
CREATE INDEX claim_on_sale_seller ON claim_on_sale (seller_id, claim_id)
    INCLUDE (face_cents, price_cents, discount_points, yield_points, seller_score, due_on, shown_until, region_number, kind_rank, debtor_rank, industry_rank);
-- The two that are most often asked for together with a kind.
CREATE INDEX claim_on_sale_kind_amount ON claim_on_sale (kind_rank, face_cents, claim_id)
    INCLUDE (seller_id, price_cents, discount_points, yield_points, seller_score, due_on, shown_until, region_number, debtor_rank, industry_rank);
CREATE INDEX claim_on_sale_kind_price ON claim_on_sale (kind_rank, price_cents, claim_id)
    INCLUDE (seller_id, face_cents, discount_points, yield_points, seller_score, due_on, shown_until, region_number, debtor_rank, industry_rank);
CREATE INDEX claim_on_sale_title ON claim_on_sale (title_order, claim_id) INCLUDE (seller_id, shown_until);
CREATE INDEX claim_on_sale_seller_name ON claim_on_sale (seller_order, claim_id) INCLUDE (seller_id, shown_until);
CREATE INDEX claim_on_sale_recourse ON claim_on_sale (recourse_rank, claim_id) INCLUDE (seller_id, shown_until);
-- Ten times as quick to write with a list of what is not sorted in yet, which at this length costs a search next to nothing.
CREATE INDEX claim_on_sale_pairs ON claim_on_sale USING gin (pairs) WITH (fastupdate = on, gin_pending_list_limit = 256);

-- Asked for so where a name is looked up, so that no index of theirs is laid beside the one of names (domain/claims/market_filters.py).
CREATE STATISTICS claim_on_sale_kind_asked ON (kind_rank::integer) FROM claim_on_sale;
CREATE STATISTICS claim_on_sale_debtor_asked ON (debtor_rank::integer) FROM claim_on_sale;
CREATE STATISTICS claim_on_sale_industry_asked ON (industry_rank::integer) FROM claim_on_sale;

-- Writes the rows of these claims as far as they are on sale by somebody verified.
CREATE FUNCTION put_claims_on_sale(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    -- A seller that changes its name, score or standing meanwhile waits, and then finds these rows; or we read what it has changed.
    PERFORM FROM organization WHERE id IN (SELECT organization_id FROM claim WHERE id = ANY (ids)) ORDER BY id FOR SHARE;
    INSERT INTO claim_on_sale AS s (claim_id, seller_id, seller_score, title, seller_name, kind, debtor_state, recourse, sale_mode,
        city_code, industry_section, due_on, shown_until, face_amount, asking_price, discount, annual_yield, yield_on, listed_at,
        title_order, seller_order, pairs)
    SELECT c.id, o.id, o.credit_score, c.title, o.name, c.kind, c.debtor_state, c.recourse, c.sale_mode,
        coalesce(nullif(c.city_code, ''), c.province_code), c.industry_section, c.due_on,
        least(c.expires_on, c.due_on), c.face_amount, c.asking_price, round(1 - c.asking_price / c.face_amount, 4),
        claim_yield(c.face_amount, c.asking_price, c.due_on - today), today, greatest(c.submitted_at, now()),
        convert_to(left(c.title, 24), 'GB18030'), convert_to(left(o.name, 24), 'GB18030'), claim_pairs(c.title)
    FROM claim c JOIN organization o ON o.id = c.organization_id
    WHERE c.id = ANY (ids) AND c.status = 'active' AND o.status = 'verified'
    ON CONFLICT (claim_id) DO UPDATE SET (seller_id, seller_score, title, seller_name, kind, debtor_state, recourse, sale_mode,
        city_code, industry_section, due_on, shown_until, face_amount, asking_price, discount, annual_yield, yield_on,
        title_order, seller_order, pairs) = (excluded.seller_id, excluded.seller_score, excluded.title, excluded.seller_name,
        excluded.kind, excluded.debtor_state, excluded.recourse, excluded.sale_mode, excluded.city_code,
        excluded.industry_section, excluded.due_on, excluded.shown_until, excluded.face_amount, excluded.asking_price,
        excluded.discount, excluded.annual_yield, excluded.yield_on, excluded.title_order, excluded.seller_order, excluded.pairs);
END $$;

CREATE FUNCTION follow_new_claims() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    opened bigint[] := ARRAY(SELECT id FROM fresh WHERE status = 'active');
BEGIN
    IF opened <> '{}' THEN PERFORM put_claims_on_sale(opened); END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION follow_changed_claims() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ended bigint[] := ARRAY(SELECT n.id FROM fresh n JOIN stale o USING (id) WHERE o.status = 'active' AND n.status <> 'active');
    changed bigint[] := ARRAY(SELECT n.id FROM fresh n JOIN stale o USING (id) WHERE n.status = 'active'
        AND (n.status, n.organization_id, n.title, n.kind, n.debtor_state, n.recourse, n.sale_mode, n.province_code, n.city_code,
             n.industry_section, n.due_on, n.expires_on, n.face_amount, n.asking_price)
        IS DISTINCT FROM (o.status, o.organization_id, o.title, o.kind, o.debtor_state, o.recourse, o.sale_mode, o.province_code,
             o.city_code, o.industry_section, o.due_on, o.expires_on, o.face_amount, o.asking_price));
BEGIN
    IF ended <> '{}' THEN DELETE FROM claim_on_sale WHERE claim_id = ANY (ended); END IF;
    IF changed <> '{}' THEN PERFORM put_claims_on_sale(changed); END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION follow_sellers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'verified' THEN
        DELETE FROM claim_on_sale WHERE seller_id = NEW.id;
    ELSIF OLD.status <> 'verified' THEN
        PERFORM put_claims_on_sale(ARRAY(SELECT id FROM claim WHERE organization_id = NEW.id AND status = 'active'));
    ELSE
        UPDATE claim_on_sale SET seller_name = NEW.name, seller_score = NEW.credit_score,
            seller_order = convert_to(left(NEW.name, 24), 'GB18030') WHERE seller_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER claim_opened AFTER INSERT ON claim REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION follow_new_claims();
CREATE TRIGGER claim_changed AFTER UPDATE ON claim REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION follow_changed_claims();
CREATE TRIGGER seller_changed AFTER UPDATE ON organization FOR EACH ROW
    WHEN ((OLD.name, OLD.credit_score, OLD.status) IS DISTINCT FROM (NEW.name, NEW.credit_score, NEW.status))
    EXECUTE FUNCTION follow_sellers();

SELECT put_claims_on_sale(ARRAY(SELECT id FROM claim WHERE status = 'active'));
