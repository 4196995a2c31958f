-- The parts of a forecast from packages: kept as they were landed, in an open period, and summing to it.
CREATE TRIGGER in_period BEFORE INSERT OR UPDATE OR DELETE ON caseload_landedforecast
    FOR EACH ROW EXECUTE FUNCTION finance_in_period('open');
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON caseload_landedforecast
    FOR EACH ROW EXECUTE FUNCTION caseload_kept();

CREATE FUNCTION caseload_landed_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE made record;
BEGIN
    SELECT pence, method, period_id INTO made FROM finance_forecast WHERE id = NEW.forecast_id;
    IF made.method <> 'packages' OR made.period_id <> NEW.period_id
        OR made.pence <> NEW.actual + NEW.committed + NEW.uplift + NEW.expected THEN
        RAISE EXCEPTION 'the parts of a forecast from packages sum to % in its period, not to %p',
            made.pence, NEW.actual + NEW.committed + NEW.uplift + NEW.expected USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER whole BEFORE INSERT ON caseload_landedforecast
    FOR EACH ROW EXECUTE FUNCTION caseload_landed_whole();
