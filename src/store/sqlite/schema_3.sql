-- The process that a service lives with, in a namespace that keeps nothing for longer; as in addresses. Null where services last.
ALTER TABLE service ADD COLUMN owner TEXT;
CREATE INDEX service_by_owner ON service (owner) WHERE owner IS NOT NULL;

-- What else lives with a process, and with a session of it: service records of Bluetooth.
CREATE TABLE record (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,
    session INTEGER NOT NULL,     -- how many had ended in that process
    label TEXT NOT NULL,          -- by what its owner knows it
    data BLOB NOT NULL
);

-- The catalogue of namespace providers, as a file would hold it.
CREATE TABLE catalog (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    text TEXT NOT NULL
);
