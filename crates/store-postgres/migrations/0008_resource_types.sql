-- What became of resource types beside users and groups, step by step: of each type, which has a
-- number from 3 to 31 as the kind of its resources, the last step counts.
CREATE TABLE resource_types (
    directory bigint NOT NULL REFERENCES directories (id),
    sequence  bigint NOT NULL,
    change    text COLLATE "C" NOT NULL,
    PRIMARY KEY (directory, sequence)
);

-- How many resources of such a type there are, and how many were ever deleted. Users and groups
-- have columns in `counters`.
CREATE TABLE kind_counters (
    directory bigint   NOT NULL,
    kind      smallint NOT NULL,
    present   bigint   NOT NULL,
    removed   bigint   NOT NULL,
    PRIMARY KEY (directory, kind)
);
