-- What became of resource types beside users and groups, step by step: of each type, which has a
-- number from 3 to 31 as the kind of its resources, the last step counts.
CREATE TABLE resource_types (
    directory INTEGER NOT NULL REFERENCES directories (id),
    sequence  INTEGER NOT NULL,
    change    TEXT    NOT NULL,
    PRIMARY KEY (directory, sequence)
) STRICT, WITHOUT ROWID;

-- How many resources of such a type there are, and how many were ever deleted. Users and groups
-- have columns in `counters`.
CREATE TABLE kind_counters (
    directory INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    present   INTEGER NOT NULL,
    removed   INTEGER NOT NULL,
    PRIMARY KEY (directory, kind)
) STRICT, WITHOUT ROWID;
