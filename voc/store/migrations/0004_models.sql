-- Models trained from this store's own labels, one row each; at most one of a task is active, none means the shipped one.
CREATE TABLE model (
    id {identity},
    task TEXT NOT NULL,
    version TEXT NOT NULL,
    base TEXT NOT NULL,
    digest TEXT NOT NULL,
    metrics TEXT NOT NULL,
    note TEXT NOT NULL,
    who TEXT NOT NULL,
    made TEXT NOT NULL,
    active INTEGER NOT NULL,
    UNIQUE (task, version)
);

-- What people said of a verbatim; the newest row of a task, a verbatim and a person counts. No words of customers.
CREATE TABLE label (
    id {identity},
    task TEXT NOT NULL,
    verbatim_id TEXT NOT NULL,
    value TEXT NOT NULL,
    drawn TEXT NOT NULL,
    given TEXT,
    version TEXT,
    who TEXT NOT NULL,
    at TEXT NOT NULL
);

CREATE INDEX label_of ON label (task, verbatim_id);
