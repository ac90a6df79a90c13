-- The process that registered the address: its number, when it was started (in ticks since the system was), the namespace
-- of its number, and the boot. Null when that is not known.
ALTER TABLE address ADD COLUMN owner TEXT;
