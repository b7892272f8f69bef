-- What was typed in a step of 注册 that is not saved yet: the fields as typed, under company and contact. Bounded here too,
-- because nothing that was typed has been checked.
ALTER TABLE organization ADD COLUMN registration_draft jsonb NOT NULL DEFAULT '{}'
    CHECK (jsonb_typeof(registration_draft) = 'object' AND octet_length(registration_draft::text) <= 262144);
