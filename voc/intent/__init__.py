"""What the customer wants from writing, and whether the matter escalates."""

from voc.intent.wants import Wants, load

__all__ = ["Wants", "load"]
