"""What can go wrong that a user can mend. Imports nothing of this project."""

from __future__ import annotations


class VocError(Exception):
    """A mistake the user can mend: says what was given, what is known and what to do, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en

    def said(self, lang: str = "zh") -> str:
        """The message in `lang` ("zh" or "en")."""
        return self.zh if lang == "zh" else self.en


class InputError(VocError):
    """A file that cannot be taken at all: missing, empty, not what its name says, unreadable."""


class MappingError(VocError):
    """A column mapping that names what is not there, or leaves out what is needed."""


class ContractError(VocError):
    """A table that breaks its contract. `failures` holds every failure as (column, reason, up to five examples)."""

    def __init__(self, table: str, failures: list[tuple[str, str, list[str]]]) -> None:
        lines = "; ".join(f"{column}: {reason} ({', '.join(examples)})" for column, reason, examples in failures)
        super().__init__(f"表 {table} 不符合约定：{lines}", f"table {table} breaks its contract: {lines}")
        self.table = table
        self.failures = failures


class StoreBusy(VocError):
    """Another process holds the writer lock."""


class StoreError(VocError):
    """A store that cannot be opened as asked: other key, missing folder, newer layout."""
