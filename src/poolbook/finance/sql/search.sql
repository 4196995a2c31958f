-- Finds postings by their whole reference among millions. A block-range index with Bloom filters, as a
-- B-tree or trigrams would slow every import by a tenth; this one is filled when the table is vacuumed.
CREATE INDEX finance_posting_reference ON finance_posting
    USING brin (reference text_bloom_ops (n_distinct_per_range = 1600)) WITH (pages_per_range = 32);

-- The planner cannot know how well Bloom filters sift, and would read the whole table.
CREATE FUNCTION finance_postings_of(asked text, most int) RETURNS SETOF bigint
    LANGUAGE sql STABLE ROWS 20 SET enable_seqscan = off AS $$
    SELECT id FROM finance_posting WHERE reference = asked OR reference = upper(asked) LIMIT most
$$;
