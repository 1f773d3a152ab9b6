"""Files of operators -> contract tables, row by row: taken, or put into quarantine with a reason. Knows no store and no model."""

from voc.intake.context import shown_name
from voc.intake.mapping import Mapping, Target, load_mapping
from voc.intake.propose import propose
from voc.intake.reading import Batch, Opened, guess_source, open_file, peek, read, read_records, read_texts

__all__ = [
    "Batch",
    "Mapping",
    "Opened",
    "Target",
    "guess_source",
    "load_mapping",
    "open_file",
    "peek",
    "propose",
    "read",
    "read_records",
    "read_texts",
    "shown_name",
]
