-- What was declared about schemas, as it was declared: of each schema the last step counts.
CREATE TABLE declarations (
    directory bigint NOT NULL REFERENCES directories (id),
    sequence  bigint NOT NULL,
    change    text COLLATE "C" NOT NULL,
    PRIMARY KEY (directory, sequence)
);

-- Who has which value of an attribute that was declared unique.
CREATE TABLE unique_values (
    directory bigint   NOT NULL,
    kind      smallint NOT NULL,
    attribute text COLLATE "C" NOT NULL,
    value     text COLLATE "C" NOT NULL,
    key       bigint   NOT NULL,
    PRIMARY KEY (directory, kind, attribute, value)
) /*partitioned*/;

CREATE INDEX unique_values_by_key ON unique_values (directory, key);
