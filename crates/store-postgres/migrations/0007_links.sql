-- Which infra tokens mean users whom they have not created. `state`: 1 asked, 2 refused, 3 approved,
-- 4 linked, 5 confirmed. `sent` is what the token has sent of the user, as JSON.
CREATE TABLE links (
    directory bigint   NOT NULL,
    user_id   uuid     NOT NULL,
    token     uuid     NOT NULL,
    label     text COLLATE "C" NOT NULL,
    state     smallint NOT NULL,
    at        bigint   NOT NULL,
    sent      text COLLATE "C" NOT NULL,
    PRIMARY KEY (directory, user_id, token)
) /*partitioned*/;

CREATE INDEX links_by_state ON links (directory, state, at);

-- The domains whose e-mail addresses are known to belong to those who have them.
CREATE TABLE verified_domains (
    directory bigint NOT NULL,
    domain    text COLLATE "C" NOT NULL,
    PRIMARY KEY (directory, domain)
) /*partitioned*/;
