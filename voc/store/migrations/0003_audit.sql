-- What was seen, taken, changed and erased, and by whom: rows that are only ever added, each with a digest over the one before.
-- A statement that begins with {sqlite} or {postgresql} runs in that database only.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    previous TEXT NOT NULL,
    sealed INTEGER NOT NULL,
    hash TEXT NOT NULL
);

{sqlite} CREATE TRIGGER audit_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

{sqlite} CREATE TRIGGER audit_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

-- INSERT OR REPLACE deletes without asking the trigger above.
{sqlite} CREATE TRIGGER audit_insert BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE number >= NEW.number)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

{postgresql} CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;

{postgresql} CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

-- The newest row of the log when the publication was made, as number and digest: an anchor beside the log's own head.
ALTER TABLE publication ADD COLUMN audit TEXT;

-- Erasures, begun and ended; and the names (keyed digests) of what must not come back with a later file.
CREATE TABLE erasure (
    id {identity},
    begun TEXT NOT NULL,
    ended TEXT,
    who TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    figures TEXT
);

CREATE TABLE tombstone (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    erasure INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
);
