"""Word-of-mouth risk in closed form: an index with a unit, two intervals and a ledger of every coefficient behind it."""
