-- What the planner takes for granted before it has looked at the tables itself.
--
-- Every index starts with the directory. Without statistics the planner takes each of 200 directories
-- to have the same share of a table. While that share is a few rows, all indexes are the same to it,
-- and it takes any: a look-up then reads a whole directory. PostgreSQL looks at a table by itself a
-- minute or more after it has grown, and a first import is over by then. So the planner is told two
-- things: one directory may have everything, now and always; and which columns tell one row from all
-- others, by rows that it is shown and that are then taken away again.

DO $$
DECLARE
    place regclass;
    rows CONSTANT bigint := 300 * (1 + (
        SELECT count(*) FROM pg_inherits WHERE inhparent = 'resources'::regclass
    ));
    is_new boolean := NOT EXISTS (SELECT FROM resources);
BEGIN
    -- Another node may be writing the first resources: what it commits must not be taken away.
    IF is_new THEN
        LOCK TABLE resources, emails, members IN ACCESS EXCLUSIVE MODE;
        is_new := NOT EXISTS (SELECT FROM resources);
    END IF;

    -- A partition does not take this over from its table.
    FOR place IN
        SELECT name::regclass FROM unnest(ARRAY['resources', 'emails', 'members']) AS t (name)
        UNION ALL
        SELECT inhrelid::regclass FROM pg_inherits
        WHERE inhparent IN ('resources'::regclass, 'emails'::regclass, 'members'::regclass)
    LOOP
        EXECUTE format(
            'ALTER TABLE %s ALTER COLUMN directory SET (n_distinct = 1, n_distinct_inherited = 1)',
            place
        );
    END LOOP;

    -- No value but the kind is there twice: the planner remembers which values are common, and takes
    -- all others to be rare.
    IF is_new THEN
        INSERT INTO resources (directory, key, kind, active, id, version, created, modified,
            members, name_slot, name_key, external_id, display, emails, body)
        SELECT n, n, 1 + (n % 10 = 0)::integer, (n % 10 <> 1)::integer, gen_random_uuid(), n, n, n,
            n, n, n, n, n, n, repeat('x', 500)
        FROM generate_series(1, rows) AS n;
        INSERT INTO emails (directory, value, key) SELECT directory, key, key FROM resources;
        INSERT INTO members (directory, group_key, member_key, member_id, display_given, display)
        SELECT directory, key, key, id, 0, display FROM resources;
    END IF;
    ANALYZE resources, emails, members;
    IF is_new THEN
        -- A block with an exception is a transaction of its own: a table that was made in the same one
        -- would keep the number of its rows as well, and count as known to be empty.
        BEGIN
            TRUNCATE resources, emails, members;
        EXCEPTION WHEN division_by_zero THEN
            RAISE;
        END;
    END IF;
END
$$;
