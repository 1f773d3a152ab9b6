"""Customer voice for Chinese-speaking service companies: surveys, complaints, calls and posts, from text to causes and risk."""

__version__ = "0.1.0"
