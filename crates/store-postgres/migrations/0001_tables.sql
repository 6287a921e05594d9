-- Every key starts with the directory, so that a table can be partitioned or distributed by it.
-- What ends with /*partitioned*/ becomes PARTITION BY HASH (directory) where the installation was
-- made with partitions.
--
--   resources.key = directory << 43 | kind << 38 | sequence     (kind: 1 user, 2 group)
--
-- The number is the same as in SQLite, so that cursors and moves between databases keep it. All
-- text is compared byte by byte: COLLATE "C".
--
-- A transaction that changes a directory locks its row of `counters` first. Sequences, positions
-- and counts are therefore given in the order of the commits, and a reader of the feed never
-- passes an event that commits later.

CREATE TABLE directories (
    id       bigint PRIMARY KEY,
    name     text COLLATE "C" NOT NULL UNIQUE,
    created  bigint NOT NULL,
    settings text NOT NULL
);

INSERT INTO directories (id, name, created, settings) VALUES (1, 'default', 0, '{}');

-- One row. `revision` grows with every change of directories, settings, tokens and learned
-- attributes; `heartbeat` is written to find out whether the database can be written;
-- `key_fingerprint` tells whether a node has the key that the others have. `standing` tells whether
-- the installation may be used, as JSON; null where it may. It is closed while it is being filled
-- from a backup, and when it has been moved to another database.
CREATE TABLE installation (
    id              integer PRIMARY KEY CHECK (id = 1),
    revision        bigint NOT NULL,
    heartbeat       bigint NOT NULL,
    key_fingerprint bytea,
    standing        text
);

INSERT INTO installation (id, revision, heartbeat) VALUES (1, 1, 0);

-- name_slot is 0 where the name must be unique, and the key where it need not be.
-- emails is a JSON array of the folded values.
CREATE TABLE resources (
    directory   bigint   NOT NULL,
    key         bigint   NOT NULL,
    kind        smallint NOT NULL,
    active      smallint NOT NULL,
    id          uuid     NOT NULL,
    version     bigint   NOT NULL,
    created     bigint   NOT NULL,
    modified    bigint   NOT NULL,
    members     bigint   NOT NULL,
    name_slot   bigint   NOT NULL,
    name_key    text COLLATE "C" NOT NULL,
    external_id text COLLATE "C",
    display     text COLLATE "C" NOT NULL,
    emails      text COLLATE "C",
    body        text COLLATE "C" NOT NULL,
    PRIMARY KEY (directory, key)
) /*partitioned*/;

CREATE UNIQUE INDEX resources_by_id ON resources (directory, id);
CREATE UNIQUE INDEX resources_by_name ON resources (directory, kind, name_key, name_slot);
CREATE INDEX resources_by_external_id ON resources (directory, kind, external_id)
    WHERE external_id IS NOT NULL;
CREATE INDEX resources_by_modified ON resources (directory, kind, modified);
CREATE INDEX resources_inactive ON resources (directory, kind, key) WHERE active = 0;

CREATE TABLE emails (
    directory bigint NOT NULL,
    value     text COLLATE "C" NOT NULL,
    key       bigint NOT NULL,
    PRIMARY KEY (directory, value, key)
) /*partitioned*/;

-- member_id and display repeat the member's own, so that a group's members are read in one go.
-- Where the client gave a display of its own, that is kept, and display_given is 1.
CREATE TABLE members (
    directory     bigint   NOT NULL,
    group_key     bigint   NOT NULL,
    member_key    bigint   NOT NULL,
    member_id     uuid     NOT NULL,
    display_given smallint NOT NULL,
    display       text COLLATE "C" NOT NULL,
    PRIMARY KEY (directory, group_key, member_key),
    FOREIGN KEY (directory, group_key) REFERENCES resources (directory, key),
    FOREIGN KEY (directory, member_key) REFERENCES resources (directory, key)
) /*partitioned*/;

CREATE INDEX members_by_member ON members (directory, member_key, group_key);

-- What the dashboard's search looks through: narrow, so that a scan takes a fraction of the time
-- that the resources would take.
CREATE TABLE search_texts (
    directory bigint NOT NULL,
    key       bigint NOT NULL,
    text      text COLLATE "C" NOT NULL,
    PRIMARY KEY (directory, key)
) /*partitioned*/;

-- `nested` counts the memberships whose member is a group; `removed_*` the deletions that ever
-- happened: with the present count they tell how many were ever created, and thereby the next
-- sequence. `position` is that of the last event.
CREATE TABLE counters (
    directory      bigint PRIMARY KEY,
    users          bigint NOT NULL,
    active_users   bigint NOT NULL,
    groups         bigint NOT NULL,
    nested         bigint NOT NULL,
    removed_users  bigint NOT NULL,
    removed_groups bigint NOT NULL,
    position       bigint NOT NULL
) WITH (fillfactor = 20);

INSERT INTO counters VALUES (1, 0, 0, 0, 0, 0, 0, 0);

-- How many of the numbers of resources are missing, in spans of 16384 and of 128 numbers: what was
-- deleted there. By this the place of a page is found in a long list.
CREATE TABLE gaps (
    directory bigint   NOT NULL,
    kind      smallint NOT NULL,
    width     bigint   NOT NULL,
    span      bigint   NOT NULL,
    removed   bigint   NOT NULL,
    PRIMARY KEY (directory, kind, width, span)
) /*partitioned*/;

CREATE TABLE activity (
    directory bigint   NOT NULL,
    hour      bigint   NOT NULL,
    bucket    smallint NOT NULL,
    changes   bigint   NOT NULL,
    PRIMARY KEY (directory, hour, bucket)
) WITH (fillfactor = 50);

CREATE TABLE events (
    directory    bigint NOT NULL,
    position     bigint NOT NULL,
    at           bigint NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    subject_kind smallint,
    subject_id   uuid,
    cause        text COLLATE "C" NOT NULL,
    data         text COLLATE "C" NOT NULL,
    PRIMARY KEY (directory, position)
) /*partitioned*/;

CREATE TABLE event_subjects (
    directory   bigint NOT NULL,
    resource_id uuid   NOT NULL,
    position    bigint NOT NULL,
    PRIMARY KEY (directory, resource_id, position)
) /*partitioned*/;

-- member_of and members are the ids of the groups and of the members, 16 bytes each.
CREATE TABLE tombstones (
    directory   bigint   NOT NULL,
    id          uuid     NOT NULL,
    kind        smallint NOT NULL,
    deleted     bigint   NOT NULL,
    created     bigint   NOT NULL,
    name_key    text COLLATE "C" NOT NULL,
    external_id text COLLATE "C",
    member_of   bytea    NOT NULL,
    members     bytea    NOT NULL,
    body        text COLLATE "C" NOT NULL,
    PRIMARY KEY (directory, id)
) /*partitioned*/;

CREATE INDEX tombstones_by_deletion ON tombstones (directory, deleted);

CREATE TABLE infra_tokens (
    directory    bigint NOT NULL REFERENCES directories (id),
    id           uuid   NOT NULL,
    label        text   NOT NULL,
    scopes       text   NOT NULL,
    hash         bytea  NOT NULL,
    created_by   text   NOT NULL,
    created      bigint NOT NULL,
    expires      bigint,
    last_used    bigint,
    last_address text,
    PRIMARY KEY (directory, id)
);

-- What was learned, as it was learned: the present attributes are all of it, taken in one after
-- the other.
CREATE TABLE learned_attributes (
    directory bigint   NOT NULL REFERENCES directories (id),
    sequence  bigint   NOT NULL,
    kind      smallint NOT NULL,
    learned   text COLLATE "C" NOT NULL,
    PRIMARY KEY (directory, sequence)
);

CREATE TABLE requests (
    directory  bigint  NOT NULL,
    at         bigint  NOT NULL,
    entry      uuid    NOT NULL DEFAULT gen_random_uuid(),
    request_id text    NOT NULL,
    method     text    NOT NULL,
    path       text    NOT NULL,
    status     integer NOT NULL,
    micros     bigint  NOT NULL,
    token      text    NOT NULL,
    client     text    NOT NULL,
    problem    text,
    PRIMARY KEY (directory, at, entry)
) /*partitioned*/;

-- Admins belong to the installation, not to a directory.
CREATE TABLE admins (
    id            uuid   PRIMARY KEY,
    email         text   NOT NULL,
    email_key     text COLLATE "C" NOT NULL UNIQUE,
    password_hash text   NOT NULL,
    created       bigint NOT NULL,
    last_sign_in  bigint
);

CREATE TABLE sessions (
    hash    bytea  PRIMARY KEY,
    admin   uuid   NOT NULL REFERENCES admins (id),
    created bigint NOT NULL,
    expires bigint NOT NULL
);

CREATE INDEX sessions_by_admin ON sessions (admin);
