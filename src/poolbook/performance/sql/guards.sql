-- Values, definitions and judgements are added, never changed: what is known now is the newest of them.
CREATE FUNCTION performance_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is kept as it is: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON performance_observation
    FOR EACH ROW EXECUTE FUNCTION performance_kept();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON performance_observation
    FOR EACH STATEMENT EXECUTE FUNCTION performance_kept();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON performance_definition
    FOR EACH ROW EXECUTE FUNCTION performance_kept();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON performance_judgement
    FOR EACH ROW EXECUTE FUNCTION performance_kept();

-- A target, a step of a chart and a load can only be withdrawn, once.
CREATE FUNCTION performance_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD); is_now jsonb; free text[] := ARRAY['withdrawn_at', 'withdrawn_why'] || TG_ARGV;
    name text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a row of % is withdrawn, not removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    is_now := to_jsonb(NEW);
    FOREACH name IN ARRAY free LOOP was := was - name; is_now := is_now - name; END LOOP;
    IF OLD.withdrawn_at IS NOT NULL OR was IS DISTINCT FROM is_now THEN
        RAISE EXCEPTION 'a row of % is kept as it was made, or withdrawn', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER withdrawn BEFORE UPDATE OR DELETE ON performance_target
    FOR EACH ROW EXECUTE FUNCTION performance_withdrawn();
CREATE TRIGGER withdrawn BEFORE UPDATE OR DELETE ON performance_chartstep
    FOR EACH ROW EXECUTE FUNCTION performance_withdrawn();
CREATE TRIGGER withdrawn BEFORE UPDATE OR DELETE ON performance_load
    FOR EACH ROW EXECUTE FUNCTION performance_withdrawn('digest', 'rows');

-- The references of observations are checked once a statement: row by row is far too slow for a national file.
CREATE FUNCTION performance_observed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT load_id, measure_id FROM fresh) f
        LEFT JOIN performance_load l ON l.id = f.load_id
        LEFT JOIN performance_measure m ON m.id = f.measure_id
        WHERE l.id IS NULL OR m.id IS NULL OR l.agreement_id <> m.agreement_id
            OR l.digest <> '' OR l.withdrawn_at IS NOT NULL)
        OR EXISTS (SELECT FROM (SELECT DISTINCT area_id FROM fresh) f
            WHERE NOT EXISTS (SELECT FROM performance_area a WHERE a.id = f.area_id)) THEN
        RAISE EXCEPTION 'values need their measure, their area and an open load of the same agreement'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER observed AFTER INSERT ON performance_observation
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION performance_observed();
