"""Service statistics: complaint rates, handling times, recurrence, recovery, channel diversion, customer value. Numbers in, figures out."""
