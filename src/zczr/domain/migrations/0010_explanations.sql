-- Why an assessment is what it is, as it was said then. Those made before this say it anew from their inputs and policy version.
ALTER TABLE assessment ADD COLUMN explanation text;
