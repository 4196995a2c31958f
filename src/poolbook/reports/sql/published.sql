-- What a pack told of people is written when it is issued, is what its hash says, and stays.
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON reports_packpublication
    FOR EACH ROW EXECUTE FUNCTION finance_kept();
CREATE TRIGGER in_period BEFORE INSERT OR UPDATE OR DELETE ON reports_packpublication
    FOR EACH ROW EXECUTE FUNCTION finance_in_period('closed');

CREATE FUNCTION reports_publication_is_its_hash() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF encode(sha256(convert_to(NEW.told, 'UTF8')), 'hex') <> NEW.sha256 THEN
        RAISE EXCEPTION 'the publication is not what its hash says' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_its_hash BEFORE INSERT ON reports_packpublication
    FOR EACH ROW EXECUTE FUNCTION reports_publication_is_its_hash();
