-- Whether the installation may be used, as JSON; null where it may. It is closed while it is being
-- filled from a backup, and when it has been moved to another database.
ALTER TABLE installation ADD COLUMN standing TEXT;
