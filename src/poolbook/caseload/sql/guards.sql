-- The manifest, the areas' providers and the looks are kept as they were made; a load can be withdrawn, once.
CREATE FUNCTION caseload_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is kept as it is: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON caseload_lakefile
    FOR EACH ROW EXECUTE FUNCTION caseload_kept();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON caseload_look
    FOR EACH ROW EXECUTE FUNCTION caseload_kept();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON caseload_provider
    FOR EACH ROW EXECUTE FUNCTION caseload_kept();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON caseload_packageline
    FOR EACH ROW EXECUTE FUNCTION caseload_kept();

CREATE FUNCTION caseload_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_why';
    is_now jsonb;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a load is withdrawn, not removed' USING ERRCODE = 'restrict_violation';
    END IF;
    is_now := to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_why';
    IF OLD.withdrawn_at IS NOT NULL OR was IS DISTINCT FROM is_now THEN
        RAISE EXCEPTION 'a load is kept as it was made, or withdrawn once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER withdrawn BEFORE UPDATE OR DELETE ON caseload_caseload
    FOR EACH ROW EXECUTE FUNCTION caseload_withdrawn();
