-- E-mail copies as each member wants them: at once, once a day, or not at all. Letters about the account itself always leave.
ALTER TABLE member ADD COLUMN mail_choice text NOT NULL DEFAULT 'instant' CHECK (mail_choice IN ('instant', 'daily', 'none'));
-- Up to where the last daily letter told; the next one begins there.
ALTER TABLE member ADD COLUMN digested_to timestamptz NOT NULL DEFAULT now();
CREATE INDEX member_daily ON member (digested_to) WHERE mail_choice = 'daily' AND active;
