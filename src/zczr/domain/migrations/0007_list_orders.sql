-- 申请详情: a page of own applications and the counts of its tabs are read from an index alone, in the order of time as in any
-- other order but that of a name. They replace the indexes that held only the owner and the id.
DROP INDEX application_sent, application_received;
CREATE INDEX application_sent ON application (applicant_id, created_at DESC, id DESC)
    INCLUDE (status, amount, respondent_id, answer_due_at, confirm_due_at);
CREATE INDEX application_received ON application (respondent_id, created_at DESC, id DESC)
    INCLUDE (status, amount, applicant_id, answer_due_at, confirm_due_at);
