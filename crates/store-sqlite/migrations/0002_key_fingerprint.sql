-- Tells whether a server has the key under which the installation's secrets were hashed: with
-- another one no token and no session would be known.
ALTER TABLE installation ADD COLUMN key_fingerprint BLOB;
