-- What the database itself refuses, whoever asks: writes to a period that is not open, changes of
-- what is kept for ever, and totals that do not hold.

-- Takes a share lock on the period, so that a close waits for writers and later writers see it closed.
CREATE FUNCTION finance_require(asked bigint, allowed text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE found record;
BEGIN
    SELECT state, year, number INTO found FROM finance_period WHERE id = asked FOR SHARE;
    IF found.state <> ALL (string_to_array(allowed, ',')) THEN
        RAISE EXCEPTION 'period %/P% is %, so nothing can be written to it', found.year, found.number, found.state
            USING ERRCODE = 'restrict_violation';
    END IF;
END $$;

-- For tables with a period_id. Argument: the states in which the period takes the write.
CREATE FUNCTION finance_in_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM finance_require(OLD.period_id, TG_ARGV[0]); END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    PERFORM finance_require(NEW.period_id, TG_ARGV[0]);
    RETURN NEW;
END $$;

CREATE FUNCTION finance_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % is kept as it is: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION finance_period_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.agreement_id, OLD.year, OLD.number) <> (NEW.agreement_id, NEW.year, NEW.number)
        OR (OLD.closed_at IS NOT NULL AND OLD.closed_at IS DISTINCT FROM NEW.closed_at)
        OR NOT (OLD.state || '>' || NEW.state) = ANY (ARRAY['open>checked', 'checked>open', 'checked>signed',
            'signed>open', 'signed>closed', 'closed>issued', 'open>open', 'checked>checked', 'signed>signed',
            'closed>closed', 'issued>issued']) THEN
        RAISE EXCEPTION 'period %/P% is %: that change is refused', OLD.year, OLD.number, OLD.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER period_moves BEFORE UPDATE OR DELETE ON finance_period
    FOR EACH ROW EXECUTE FUNCTION finance_period_moves();

DO $$
DECLARE pair text[];
BEGIN
    FOREACH pair SLICE 1 IN ARRAY ARRAY[
        ['finance_batch', 'open'], ['finance_budget', 'open'], ['finance_forecast', 'open'], ['finance_note', 'open'],
        ['finance_savingupdate', 'open'], ['finance_reservemovement', 'open'], ['finance_invoice', 'open'],
        ['finance_payment', 'open'], ['finance_virement', 'open'], ['finance_checkexplanation', 'open'],
        ['finance_signature', 'checked,signed'], ['finance_sharerun', 'open,checked,signed'],
        ['finance_issuedfile', 'closed'], ['finance_erratum', 'issued']
    ] LOOP
        EXECUTE format('CREATE TRIGGER in_period BEFORE INSERT OR UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION finance_in_period(%L)', pair[1], pair[2]);
    END LOOP;
    FOREACH pair SLICE 1 IN ARRAY ARRAY[
        ['finance_budget', ''], ['finance_forecast', ''], ['finance_invoice', ''], ['finance_payment', ''],
        ['finance_reservemovement', ''], ['finance_share', ''], ['finance_issuedfile', ''], ['finance_erratum', ''],
        ['agreements_termsversion', ''], ['agreements_contributionversion', ''], ['agreements_contribution', ''],
        ['agreements_printedtotal', '']
    ] LOOP
        EXECUTE format('CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION finance_kept()', pair[1]);
    END LOOP;
    FOREACH pair SLICE 1 IN ARRAY ARRAY[['finance_batch', ''], ['finance_signature', ''], ['finance_sharerun', '']] LOOP
        EXECUTE format('CREATE TRIGGER never_removed BEFORE DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION finance_kept()', pair[1]);
    END LOOP;
END $$;

-- Shares, postings and parts of virements find their period through their parent.
CREATE FUNCTION finance_share_in_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM finance_require((SELECT period_id FROM finance_sharerun WHERE id = NEW.run_id), 'open,checked,signed');
    RETURN NEW;
END $$;
CREATE TRIGGER in_period BEFORE INSERT ON finance_share FOR EACH ROW EXECUTE FUNCTION finance_share_in_period();

CREATE FUNCTION finance_part_in_period() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE parent record;
BEGIN
    SELECT period_id, state INTO parent FROM finance_virement
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.virement_id ELSE NEW.virement_id END;
    PERFORM finance_require(parent.period_id, 'open');
    IF parent.state <> 'proposed' THEN
        RAISE EXCEPTION 'the virement is %, so its parts stay', parent.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER in_period BEFORE INSERT OR UPDATE OR DELETE ON finance_virementpart
    FOR EACH ROW EXECUTE FUNCTION finance_part_in_period();

-- One check a statement, not a row: a long extract posts in one.
CREATE FUNCTION finance_postings_in_period() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE asked bigint;
BEGIN
    FOR asked IN SELECT DISTINCT period_id FROM finance_batch WHERE id IN (SELECT DISTINCT batch_id FROM added) LOOP
        PERFORM finance_require(asked, 'open');
    END LOOP;
    PERFORM finance_check_totals(b) FROM finance_batch b WHERE id IN (SELECT DISTINCT batch_id FROM added);
    RETURN NULL;
END $$;
CREATE TRIGGER in_period AFTER INSERT ON finance_posting REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION finance_postings_in_period();

CREATE FUNCTION finance_posting_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.line_id IS NOT NULL OR OLD.outside
        OR (to_jsonb(OLD) - 'line_id' - 'outside' - 'mapped_at') IS DISTINCT FROM (to_jsonb(NEW) - 'line_id' - 'outside' - 'mapped_at') THEN
        RAISE EXCEPTION 'a posted row is kept as it is: % refused', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.line_id IS NOT NULL AND NOT EXISTS (SELECT FROM agreements_budgetline WHERE id = NEW.line_id) THEN
        RAISE EXCEPTION 'a posting names a budget line that is not there' USING ERRCODE = 'foreign_key_violation';
    END IF;
    PERFORM finance_require((SELECT period_id FROM finance_batch WHERE id = NEW.batch_id), 'open');
    RETURN NEW;
END $$;
CREATE FUNCTION finance_line_in_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM finance_posting WHERE line_id = OLD.id) THEN
        RAISE EXCEPTION 'budget line % has postings, so it stays', OLD.code USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER in_use BEFORE DELETE ON agreements_budgetline FOR EACH ROW EXECUTE FUNCTION finance_line_in_use();

CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON finance_posting
    FOR EACH ROW EXECUTE FUNCTION finance_posting_kept();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON finance_posting
    FOR EACH STATEMENT EXECUTE FUNCTION finance_kept();

CREATE FUNCTION finance_batch_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'withdrawn' OR (to_jsonb(OLD) - 'state' - 'withdrawn_why' - 'withdrawn_at' - 'digest')
        IS DISTINCT FROM (to_jsonb(NEW) - 'state' - 'withdrawn_why' - 'withdrawn_at' - 'digest') THEN
        RAISE EXCEPTION 'an import is kept as it is, or withdrawn' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER moves BEFORE UPDATE ON finance_batch FOR EACH ROW EXECUTE FUNCTION finance_batch_moves();

CREATE FUNCTION finance_sharerun_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) - 'final') IS DISTINCT FROM (to_jsonb(NEW) - 'final') THEN
        RAISE EXCEPTION 'a share is kept as it was run' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER moves BEFORE UPDATE ON finance_sharerun FOR EACH ROW EXECUTE FUNCTION finance_sharerun_moves();

-- A signature stays as it was put; opening the period again makes it void, for good.
CREATE FUNCTION finance_signature_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.void OR (to_jsonb(OLD) - 'void') IS DISTINCT FROM (to_jsonb(NEW) - 'void') THEN
        RAISE EXCEPTION 'a signature is kept as it was put, or made void' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER moves BEFORE UPDATE ON finance_signature FOR EACH ROW EXECUTE FUNCTION finance_signature_moves();

-- Totals that must hold when a transaction ends, to the penny. Named to run before the record is written.
CREATE FUNCTION finance_check_totals(batch finance_batch) RETURNS void LANGUAGE plpgsql AS $$
DECLARE rows bigint; pence bigint;
BEGIN
    SELECT count(*), coalesce(sum(p.pence), 0) INTO rows, pence FROM finance_posting p WHERE batch_id = batch.id;
    IF (rows, pence) IS DISTINCT FROM (batch.rows_read::bigint, batch.pence_read) THEN
        RAISE EXCEPTION 'control totals of %: read % rows, %p; posted % rows, %p',
            batch.file_name, batch.rows_read, batch.pence_read, rows, pence USING ERRCODE = 'check_violation';
    END IF;
END $$;
CREATE FUNCTION finance_batch_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM finance_check_totals(NEW);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER a_totals AFTER INSERT OR UPDATE ON finance_batch DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION finance_batch_totals();

CREATE FUNCTION finance_share_totals() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE total bigint; shared bigint; asked bigint;
BEGIN
    asked := CASE TG_TABLE_NAME WHEN 'finance_share' THEN (to_jsonb(NEW) ->> 'run_id')::bigint ELSE NEW.id END;
    SELECT pence INTO shared FROM finance_sharerun WHERE id = asked;
    SELECT coalesce(sum(s.pence), 0) INTO total FROM finance_share s WHERE run_id = asked;
    IF total <> shared THEN
        RAISE EXCEPTION 'the shares sum to %p, the variation is %p', total, shared USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER a_totals AFTER INSERT OR UPDATE ON finance_sharerun DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION finance_share_totals();
CREATE CONSTRAINT TRIGGER a_totals AFTER INSERT ON finance_share DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION finance_share_totals();

CREATE FUNCTION finance_virement_totals() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE total bigint; asked jsonb;
BEGIN
    asked := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
    SELECT coalesce(sum(p.pence), 0) INTO total FROM finance_virementpart p
        WHERE virement_id = coalesce(asked ->> 'virement_id', asked ->> 'id')::bigint;
    IF total <> 0 THEN
        RAISE EXCEPTION 'the parts of a virement sum to %p, not to nothing', total USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER a_totals AFTER INSERT OR UPDATE ON finance_virement DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION finance_virement_totals();
CREATE CONSTRAINT TRIGGER a_totals AFTER INSERT OR UPDATE OR DELETE ON finance_virementpart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION finance_virement_totals();

CREATE FUNCTION finance_payment_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE paid bigint; due bigint;
BEGIN
    SELECT pence INTO due FROM finance_invoice WHERE id = NEW.invoice_id FOR UPDATE;
    SELECT coalesce(sum(pence), 0) INTO paid FROM finance_payment WHERE invoice_id = NEW.invoice_id;
    IF abs(paid + NEW.pence) > abs(due) OR sign(paid + NEW.pence) = -sign(due) THEN
        RAISE EXCEPTION 'payments of %p do not fit an invoice of %p', paid + NEW.pence, due USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON finance_payment FOR EACH ROW EXECUTE FUNCTION finance_payment_fits();
