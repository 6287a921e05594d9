-- What was declared about schemas, as it was declared: of each schema the last step counts.
CREATE TABLE declarations (
    directory INTEGER NOT NULL REFERENCES directories (id),
    sequence  INTEGER NOT NULL,
    change    TEXT    NOT NULL,
    PRIMARY KEY (directory, sequence)
) STRICT, WITHOUT ROWID;

-- Who has which value of an attribute that was declared unique.
CREATE TABLE unique_values (
    directory INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    attribute TEXT    NOT NULL,
    value     TEXT    NOT NULL,
    key       INTEGER NOT NULL,
    PRIMARY KEY (directory, kind, attribute, value)
) STRICT, WITHOUT ROWID;

CREATE INDEX unique_values_by_key ON unique_values (key);
