-- The update services of the machine; none at all is a fresh machine. Their ids are GUIDs in small letters, without braces.

CREATE TABLE update_service (
    position INTEGER PRIMARY KEY,     -- in the order of listings
    id TEXT NOT NULL,
    name NOT NULL,
    issued INTEGER,                   -- seconds since 1970, in UTC
    expires INTEGER,
    is_managed INTEGER NOT NULL,
    offers_windows_updates INTEGER NOT NULL,
    is_scan_package INTEGER NOT NULL,
    can_register INTEGER NOT NULL,    -- with Automatic Updates
    url TEXT NOT NULL,
    setup_prefix TEXT NOT NULL,
    certificate BLOB,                 -- the SHA-1 hash of the one that signs what the service offers
    owner TEXT                        -- of a service that ends with a process: as in the table of addresses
);

CREATE TABLE update_redirect (
    service TEXT NOT NULL,
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (service, position)
) WITHOUT ROWID;

-- The services that Automatic Updates uses, the latest last.
CREATE TABLE update_automatic (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL
);

-- Registrations that are to be tried again.
CREATE TABLE update_pending (
    id TEXT PRIMARY KEY,
    client NOT NULL,                  -- the program that asked, as it calls itself
    with_automatic_updates INTEGER NOT NULL,
    queued INTEGER NOT NULL,          -- seconds since 1970, in UTC
    failure INTEGER,                  -- the HRESULT of the latest attempt
    attempt TEXT,                     -- the attempt that is under way: nobody else makes one
    attempt_ends INTEGER              -- or whoever makes it is taken to have ended
) WITHOUT ROWID;
