"""The one way out: every file handed to a user is written here, with cells that cannot act as formulae."""
