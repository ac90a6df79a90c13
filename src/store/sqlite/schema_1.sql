-- Text that is not valid Unicode (unpaired surrogates) stands as a blob of UTF-16 units, low byte first.

CREATE TABLE service (
    id INTEGER PRIMARY KEY,       -- rises in the order of creation
    provider TEXT NOT NULL,       -- the identity: these four, in the form in which they are compared
    key_class TEXT NOT NULL,
    key_name NOT NULL,
    key_context NOT NULL,
    class TEXT,                   -- from here on as it was given
    name NOT NULL,
    context NOT NULL,
    state TEXT NOT NULL,          -- 'registered' or 'deregistered'
    version INTEGER,
    comparator INTEGER,
    comment,
    blob BLOB
);
CREATE UNIQUE INDEX service_by_key ON service (provider, key_class, key_name, key_context);
CREATE INDEX service_by_name ON service (provider, key_name);

CREATE TABLE address (
    service INTEGER NOT NULL,
    position INTEGER NOT NULL,
    local BLOB,                   -- the bytes of a SOCKADDR
    remote BLOB,
    socket_type INTEGER NOT NULL,
    protocol INTEGER NOT NULL,
    PRIMARY KEY (service, position)
) WITHOUT ROWID;

CREATE TABLE class (
    provider TEXT NOT NULL,
    id TEXT NOT NULL,
    name,
    PRIMARY KEY (provider, id)
) WITHOUT ROWID;

CREATE TABLE class_value (
    provider TEXT NOT NULL,
    class TEXT NOT NULL,
    position INTEGER NOT NULL,
    name NOT NULL,
    namespace INTEGER NOT NULL,
    kind INTEGER NOT NULL,        -- a registry type
    data BLOB NOT NULL,
    PRIMARY KEY (provider, class, position)
) WITHOUT ROWID;
