-- What the database refuses of uploads: one for a period that is not open, a change of what was
-- given, of one that ended, and its removal.
CREATE FUNCTION intake_upload_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state IN ('applied', 'discarded')
        OR (OLD.source_id, OLD.period_id, OLD.partner_id, OLD.file_name, OLD.size, OLD.sha256, OLD.by_id, OLD.at)
        IS DISTINCT FROM (NEW.source_id, NEW.period_id, NEW.partner_id, NEW.file_name, NEW.size, NEW.sha256, NEW.by_id, NEW.at) THEN
        RAISE EXCEPTION 'an upload is kept as it was given, and as it ended: % refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'applied' THEN PERFORM finance_require(NEW.period_id, 'open'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON intake_upload
    FOR EACH ROW EXECUTE FUNCTION intake_upload_kept();
CREATE TRIGGER in_period BEFORE INSERT ON intake_upload
    FOR EACH ROW EXECUTE FUNCTION finance_in_period('open');
