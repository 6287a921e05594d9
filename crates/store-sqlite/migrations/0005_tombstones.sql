-- Finds the deleted by what they were known by, so that they can come back: who was deleted last
-- comes first.
CREATE INDEX tombstones_by_name ON tombstones (directory, kind, name_key, deleted, id);
CREATE INDEX tombstones_by_external_id ON tombstones (directory, kind, external_id, deleted, id)
    WHERE external_id IS NOT NULL;
