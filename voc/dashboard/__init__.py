"""The dashboard: filters, reads, charts and four pages. Only app.py imports it."""
