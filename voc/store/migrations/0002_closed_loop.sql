-- One row per action of the closed loop, and one per stage it has gone through.
CREATE TABLE action (
    id {identity},
    title TEXT NOT NULL,
    cause TEXT,
    brand TEXT,
    region TEXT,
    product TEXT,
    channel TEXT,
    store TEXT,
    department TEXT,
    owner TEXT,
    stage TEXT NOT NULL,
    opened TEXT NOT NULL,
    due TEXT,
    acted_on TEXT,
    effect TEXT
);

CREATE TABLE action_step (
    id {identity},
    action INTEGER NOT NULL,
    stage TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    note TEXT NOT NULL
);
