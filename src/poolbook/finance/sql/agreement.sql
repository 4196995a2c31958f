-- What the agreement's own pages must not undo, whoever asks: lines of closed periods, and reserves
-- below nothing.

-- A line stays what it was in the periods that were closed on it. Its names, holder, order and usual
-- method may change: they move no money in a share.
CREATE FUNCTION finance_line_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE closed record;
BEGIN
    SELECT p.year, p.number INTO closed FROM finance_period p
        JOIN agreements_pool o ON o.agreement_id = p.agreement_id
        CROSS JOIN LATERAL (SELECT
            p.year BETWEEN OLD.from_year AND coalesce(OLD.to_year, p.year) AS before,
            p.year BETWEEN NEW.from_year AND coalesce(NEW.to_year, p.year) AS after) serves
        WHERE o.id = OLD.pool_id AND p.closed_at IS NOT NULL AND (serves.before <> serves.after OR (serves.before
            AND (OLD.pool_id, OLD.code, OLD.parent_id, OLD.kind, OLD.owner_id, OLD.risk_group_id, OLD.risk_grade)
            IS DISTINCT FROM (NEW.pool_id, NEW.code, NEW.parent_id, NEW.kind, NEW.owner_id, NEW.risk_group_id, NEW.risk_grade)))
        ORDER BY p.year DESC, p.number DESC LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'budget line % is as it was when period %/P% was closed', OLD.code, closed.year, closed.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER line_kept BEFORE UPDATE ON agreements_budgetline
    FOR EACH ROW EXECUTE FUNCTION finance_line_kept();

-- The reserve's own row is locked, so that two who take from it at once cannot both have the last of it.
CREATE FUNCTION finance_reserve_holds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held bigint;
BEGIN
    PERFORM FROM finance_reserve WHERE id = NEW.reserve_id FOR UPDATE;
    SELECT coalesce(sum(pence), 0) INTO held FROM finance_reservemovement WHERE reserve_id = NEW.reserve_id;
    IF NEW.pence < 0 AND held + NEW.pence < 0 THEN
        RAISE EXCEPTION 'the reserve holds %p, so %p cannot be taken from it', held, -NEW.pence
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER holds BEFORE INSERT ON finance_reservemovement
    FOR EACH ROW EXECUTE FUNCTION finance_reserve_holds();
