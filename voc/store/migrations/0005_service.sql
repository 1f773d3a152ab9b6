-- An action also knows when its problem began, what it costs (yuan), what it is expected to bring (JSON), and the alert it came from.
ALTER TABLE action ADD COLUMN began TEXT;

ALTER TABLE action ADD COLUMN cost DOUBLE PRECISION;

ALTER TABLE action ADD COLUMN gain TEXT;

ALTER TABLE action ADD COLUMN alert TEXT;

-- One task per customer to be won back, under the survey or work-order number by which the operator's own system finds the person.
CREATE TABLE recovery (
    id {identity},
    source TEXT NOT NULL,
    number TEXT NOT NULL,
    reason TEXT NOT NULL,
    customer TEXT,
    verbatim TEXT,
    respondent TEXT,
    case_id TEXT,
    brand TEXT,
    tier TEXT,
    region TEXT,
    department TEXT,
    team TEXT,
    opened TEXT NOT NULL,
    due TEXT NOT NULL,
    reached TEXT,
    solved TEXT,
    rated TEXT,
    rating_before DOUBLE PRECISION,
    rating_after DOUBLE PRECISION,
    note TEXT,
    UNIQUE (source, number)
);

CREATE TABLE recovery_step (
    id {identity},
    recovery INTEGER NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    note TEXT NOT NULL
);
