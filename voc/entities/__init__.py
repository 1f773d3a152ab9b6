"""Brand, product, competitor and place read from the words."""

from voc.entities.maker import Entities, load

__all__ = ["Entities", "load"]
