-- A file that its subject let go of has a day from then on, as a fresh upload has from its arrival: a form may still show it. What a
-- file that belongs to something says here means nothing, so that processes of the version before may run beside this one.
ALTER TABLE upload ADD COLUMN let_go_at timestamptz;
DROP INDEX upload_orphan;
CREATE INDEX upload_orphan ON upload (coalesce(let_go_at, created_at)) WHERE subject_id IS NULL;
