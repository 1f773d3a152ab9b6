"""Survey statistics: intervals that know their base, satisfaction shares, trends. Tables and numbers in, tables and numbers out."""
