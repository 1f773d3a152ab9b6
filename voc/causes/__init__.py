"""Root causes by an editable codeframe."""

from voc.causes.codeframe import Code, Codeframe, load_codeframe
from voc.causes.coder import Coder, load

__all__ = ["Code", "Codeframe", "Coder", "load", "load_codeframe"]
