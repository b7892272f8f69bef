-- A file that its subject let go of has a day from then on, as a fresh upload has from its arrival: a form may still show it.
ALTER TABLE upload ADD COLUMN let_go_at timestamptz, ADD CHECK (let_go_at IS NULL OR subject_id IS NULL);
DROP INDEX upload_orphan;
CREATE INDEX upload_orphan ON upload (coalesce(let_go_at, created_at)) WHERE subject_id IS NULL;
