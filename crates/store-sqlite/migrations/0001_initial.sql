-- Every key starts with the directory, packed or as a column of its own:
--   resources.key = directory << 43 | kind << 38 | sequence     (kind: 1 user, 2 group)
--   events.key, requests.key = directory << 43 | position
-- so the rows of a directory lie together, those of a kind in the order of creation.

CREATE TABLE directories (
    id       INTEGER PRIMARY KEY,
    name     TEXT    NOT NULL UNIQUE,
    created  INTEGER NOT NULL,
    settings TEXT    NOT NULL
) STRICT;

INSERT INTO directories (id, name, created, settings) VALUES (1, 'default', 0, '{}');

-- One row. `revision` grows with every change of directories, settings, tokens and learned
-- attributes; `heartbeat` is written to find out whether the database can be written.
CREATE TABLE installation (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    revision  INTEGER NOT NULL,
    heartbeat INTEGER NOT NULL
) STRICT;

INSERT INTO installation (id, revision, heartbeat) VALUES (1, 1, 0);

-- What is asked for without the body comes before it: a long body continues on other pages.
-- name_slot is 0 where the name must be unique, and the key where it need not be.
-- emails is a JSON array of the folded values, so that an update knows which rows of the table
-- `emails` are the resource's without an index of its own.
CREATE TABLE resources (
    key         INTEGER PRIMARY KEY,
    directory   INTEGER NOT NULL REFERENCES directories (id),
    kind        INTEGER NOT NULL,
    id          BLOB    NOT NULL CHECK (length(id) = 16),
    version     INTEGER NOT NULL,
    created     INTEGER NOT NULL,
    modified    INTEGER NOT NULL,
    active      INTEGER NOT NULL,
    members     INTEGER NOT NULL,
    name_key    TEXT    NOT NULL,
    name_slot   INTEGER NOT NULL,
    external_id TEXT,
    display     TEXT    NOT NULL,
    emails      TEXT,
    body        TEXT    NOT NULL
) STRICT;

CREATE UNIQUE INDEX resources_by_id ON resources (directory, id);
CREATE UNIQUE INDEX resources_by_name ON resources (directory, kind, name_key, name_slot);
CREATE INDEX resources_by_external_id ON resources (directory, kind, external_id)
    WHERE external_id IS NOT NULL;
CREATE INDEX resources_by_modified ON resources (directory, kind, modified);
CREATE INDEX resources_inactive ON resources (directory, kind) WHERE active = 0;

CREATE TABLE emails (
    directory INTEGER NOT NULL,
    value     TEXT    NOT NULL,
    key       INTEGER NOT NULL REFERENCES resources (key),
    PRIMARY KEY (directory, value, key)
) STRICT, WITHOUT ROWID;

-- member_id and display repeat the member's own, so that a group's members are read in one go.
-- Where the client gave a display of its own, that is kept, and display_given is 1.
CREATE TABLE members (
    group_key     INTEGER NOT NULL REFERENCES resources (key),
    member_key    INTEGER NOT NULL REFERENCES resources (key),
    member_id     BLOB    NOT NULL,
    display       TEXT    NOT NULL,
    display_given INTEGER NOT NULL,
    PRIMARY KEY (group_key, member_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX members_by_member ON members (member_key, group_key);

-- What the dashboard's search looks through: a narrow table that is scanned in a fraction of the
-- time that the resources would take.
CREATE TABLE search_texts (
    key  INTEGER PRIMARY KEY REFERENCES resources (key),
    text TEXT    NOT NULL
) STRICT;

-- `nested` counts the memberships whose member is a group; `removed_*` the deletions that ever
-- happened, by which a remembered place in a list is known to be still right.
CREATE TABLE counters (
    directory      INTEGER PRIMARY KEY REFERENCES directories (id),
    users          INTEGER NOT NULL,
    active_users   INTEGER NOT NULL,
    groups         INTEGER NOT NULL,
    nested         INTEGER NOT NULL,
    removed_users  INTEGER NOT NULL,
    removed_groups INTEGER NOT NULL
) STRICT;

CREATE TABLE activity (
    directory INTEGER NOT NULL,
    hour      INTEGER NOT NULL,
    bucket    INTEGER NOT NULL,
    changes   INTEGER NOT NULL,
    PRIMARY KEY (directory, hour, bucket)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    key          INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    subject_kind INTEGER,
    subject_id   BLOB,
    cause        TEXT    NOT NULL,
    data         TEXT    NOT NULL
) STRICT;

CREATE TABLE event_subjects (
    directory   INTEGER NOT NULL,
    resource_id BLOB    NOT NULL,
    position    INTEGER NOT NULL,
    PRIMARY KEY (directory, resource_id, position)
) STRICT, WITHOUT ROWID;

-- member_of and members are the ids of the groups and of the members, 16 bytes each.
CREATE TABLE tombstones (
    directory   INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    kind        INTEGER NOT NULL,
    deleted     INTEGER NOT NULL,
    created     INTEGER NOT NULL,
    name_key    TEXT    NOT NULL,
    external_id TEXT,
    member_of   BLOB    NOT NULL,
    members     BLOB    NOT NULL,
    body        TEXT    NOT NULL,
    PRIMARY KEY (directory, id)
) STRICT;

CREATE INDEX tombstones_by_deletion ON tombstones (directory, deleted);

CREATE TABLE infra_tokens (
    directory    INTEGER NOT NULL REFERENCES directories (id),
    id           BLOB    NOT NULL,
    label        TEXT    NOT NULL,
    scopes       TEXT    NOT NULL,
    hash         BLOB    NOT NULL,
    created_by   TEXT    NOT NULL,
    created      INTEGER NOT NULL,
    expires      INTEGER,
    last_used    INTEGER,
    last_address TEXT,
    PRIMARY KEY (directory, id)
) STRICT, WITHOUT ROWID;

-- What was learned, as it was learned: the present attributes are all of it, taken in one after
-- the other.
CREATE TABLE learned_attributes (
    directory INTEGER NOT NULL REFERENCES directories (id),
    sequence  INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    learned   TEXT    NOT NULL,
    PRIMARY KEY (directory, sequence),
    UNIQUE (directory, kind, learned)
) STRICT, WITHOUT ROWID;

CREATE TABLE requests (
    key        INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    request_id TEXT    NOT NULL,
    method     TEXT    NOT NULL,
    path       TEXT    NOT NULL,
    status     INTEGER NOT NULL,
    micros     INTEGER NOT NULL,
    token      TEXT    NOT NULL,
    client     TEXT    NOT NULL,
    problem    TEXT
) STRICT;

-- Admins belong to the installation, not to a directory.
CREATE TABLE admins (
    id            BLOB    PRIMARY KEY,
    email         TEXT    NOT NULL,
    email_key     TEXT    NOT NULL UNIQUE,
    password_hash TEXT    NOT NULL,
    created       INTEGER NOT NULL,
    last_sign_in  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    hash    BLOB    PRIMARY KEY,
    admin   BLOB    NOT NULL REFERENCES admins (id),
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_admin ON sessions (admin);
