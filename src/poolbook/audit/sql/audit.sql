-- The record: one row a change, written at commit and chained by SHA-256.
-- Written at commit (the triggers are deferred), so that the lock on the chain is held for an instant.
CREATE FUNCTION audit_write() RETURNS trigger LANGUAGE plpgsql SET timezone TO 'UTC' AS $$
DECLARE
    was jsonb; is_now jsonb; left_out text; last_id bigint; last_hash text; moment timestamptz;
    who text; what text; reason text; key text;
BEGIN
    IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD); END IF;
    IF TG_OP <> 'DELETE' THEN is_now := to_jsonb(NEW); END IF;
    FOREACH left_out IN ARRAY coalesce(TG_ARGV, '{}') LOOP
        was := was - left_out; is_now := is_now - left_out;
    END LOOP;
    IF was IS NOT DISTINCT FROM is_now THEN RETURN NULL; END IF;
    PERFORM pg_advisory_xact_lock(72101);
    SELECT id, hash INTO last_id, last_hash FROM audit_event ORDER BY id DESC LIMIT 1;
    last_id := coalesce(last_id, 0) + 1;
    last_hash := coalesce(last_hash, '');
    moment := clock_timestamp();
    who := coalesce(nullif(current_setting('poolbook.by', true), ''), 'database user ' || session_user);
    what := coalesce(nullif(current_setting('poolbook.doing', true), ''), 'a write from outside Poolbook');
    reason := coalesce(current_setting('poolbook.why', true), '');
    key := coalesce(is_now, was) ->> 'id';
    INSERT INTO audit_event (id, at, by, doing, why, table_name, row_key, before, after, previous, hash)
    VALUES (last_id, moment, who, what, reason, TG_TABLE_NAME, key, was, is_now, last_hash,
            audit_hash(last_hash, last_id, moment, who, what, reason, TG_TABLE_NAME, key, was, is_now));
    RETURN NULL;
END $$;

CREATE FUNCTION audit_hash(
    previous text, id bigint, at timestamptz, by text, doing text, why text, t text, key text, was jsonb, is_now jsonb
) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        previous, id, extract(epoch FROM at)::text, by, doing, why, t, key, was, is_now)::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record of changes is never changed (% on %)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_event_kept BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_event_not_emptied BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

-- Records every change of a table from now on, without the columns named.
CREATE FUNCTION audit_attach(target regclass, VARIADIC left_out text[] DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE CONSTRAINT TRIGGER audit_written AFTER INSERT OR UPDATE OR DELETE ON %s
         DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_write(%s)',
        target, (SELECT string_agg(quote_literal(c), ', ') FROM unnest(left_out) c));
    EXECUTE format(
        'CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON %s
         FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()', target);
END $$;
