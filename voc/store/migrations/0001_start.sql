-- {identity} is the dialect's own numbered primary key. A statement ends with a semicolon at the end of a line.
CREATE TABLE publication (
    id {identity},
    created_at TEXT NOT NULL,
    tables TEXT NOT NULL,
    makers TEXT NOT NULL,
    note TEXT NOT NULL
);

CREATE TABLE run (
    id {identity},
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    started TEXT NOT NULL,
    ended TEXT,
    figures TEXT
);

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
