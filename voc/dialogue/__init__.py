"""Predicted satisfaction with a whole call, from how the customer's turns sound."""

from voc.dialogue.satisfaction import VERSION, score_dialogues

__all__ = ["VERSION", "score_dialogues"]
