"""Whole calls: what the customer went through and whether it ended well."""

from voc.dialogue.maker import DialogueMaker, load, score_dialogues, version, without_ratings
from voc.dialogue.turns import Call, Turn, of_customer

__all__ = ["Call", "DialogueMaker", "Turn", "load", "of_customer", "score_dialogues", "version", "without_ratings"]
