-- What people set by hand (coefficients, targets, what became of an alert): rows are only added, the newest of a kind and key is in force.
CREATE TABLE revision (
    id {identity},
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    note TEXT NOT NULL
);

CREATE INDEX revision_newest ON revision (kind, key, id);
