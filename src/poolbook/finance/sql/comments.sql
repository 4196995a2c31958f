-- Comments: written while the period is not closed, kept as they were written, withdrawn but never removed.
CREATE TRIGGER in_period BEFORE INSERT OR UPDATE OR DELETE ON finance_comment
    FOR EACH ROW EXECUTE FUNCTION finance_in_period('open,checked,signed');
CREATE TRIGGER never_removed BEFORE DELETE ON finance_comment
    FOR EACH ROW EXECUTE FUNCTION finance_kept();

CREATE FUNCTION finance_comment_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL
        OR (to_jsonb(OLD) - 'withdrawn_at') IS DISTINCT FROM (to_jsonb(NEW) - 'withdrawn_at') THEN
        RAISE EXCEPTION 'a comment is kept as it was written, or withdrawn' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER moves BEFORE UPDATE ON finance_comment
    FOR EACH ROW EXECUTE FUNCTION finance_comment_moves();
