-- What goes into a pack is chosen until the pack is issued, and every version of it is kept.
DO $$
DECLARE named text;
BEGIN
    FOREACH named IN ARRAY ARRAY['reports_packchoice', 'reports_packcomment'] LOOP
        EXECUTE format('CREATE TRIGGER in_period BEFORE INSERT OR UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION finance_in_period(%L)', named, 'open,checked,signed,closed');
    END LOOP;
    FOREACH named IN ARRAY ARRAY['reports_packchoice', 'reports_packcomment', 'reports_packtemplate'] LOOP
        EXECUTE format('CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION finance_kept()', named);
    END LOOP;
END $$;

-- The bytes are left out of the record, so that the hash that stands in it must be theirs.
CREATE FUNCTION reports_template_is_its_hash() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF encode(sha256(NEW.content), 'hex') <> NEW.sha256 THEN
        RAISE EXCEPTION 'the template is not what its hash says' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_its_hash BEFORE INSERT ON reports_packtemplate
    FOR EACH ROW EXECUTE FUNCTION reports_template_is_its_hash();

-- A pool belongs to the period's agreement.
CREATE FUNCTION reports_pool_of_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM finance_period p JOIN agreements_pool o USING (agreement_id)
        WHERE p.id = NEW.period_id AND o.id = NEW.pool_id) THEN
        RAISE EXCEPTION 'the pool is of another agreement' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pool_of_period BEFORE INSERT ON reports_packchoice
    FOR EACH ROW EXECUTE FUNCTION reports_pool_of_period();
CREATE TRIGGER pool_of_period BEFORE INSERT ON reports_packcomment
    FOR EACH ROW EXECUTE FUNCTION reports_pool_of_period();
