-- How many of the numbers of resources are missing, in spans of 16384 and of 128 numbers: what was
-- deleted there. By this the place of a page is found in a long list.
CREATE TABLE gaps (
    directory INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    width     INTEGER NOT NULL,
    span      INTEGER NOT NULL,
    removed   INTEGER NOT NULL,
    PRIMARY KEY (directory, kind, width, span)
) STRICT, WITHOUT ROWID;
