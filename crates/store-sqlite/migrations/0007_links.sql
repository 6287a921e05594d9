-- Which infra tokens mean users whom they have not created. `state`: 1 asked, 2 refused, 3 approved,
-- 4 linked, 5 confirmed. `sent` is what the token has sent of the user, as JSON.
CREATE TABLE links (
    directory INTEGER NOT NULL REFERENCES directories (id),
    user_id   BLOB    NOT NULL,
    token     BLOB    NOT NULL,
    label     TEXT    NOT NULL,
    state     INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    sent      TEXT    NOT NULL,
    PRIMARY KEY (directory, user_id, token)
) STRICT, WITHOUT ROWID;

CREATE INDEX links_by_state ON links (directory, state, at);

-- The domains whose e-mail addresses are known to belong to those who have them.
CREATE TABLE verified_domains (
    directory INTEGER NOT NULL REFERENCES directories (id),
    domain    TEXT    NOT NULL,
    PRIMARY KEY (directory, domain)
) STRICT, WITHOUT ROWID;
