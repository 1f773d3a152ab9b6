"""Topics found by a model: fitted with scikit-learn and gensim, assigned with numpy alone."""

from voc.topics.fitting import fit
from voc.topics.kept import load_model, save_model
from voc.topics.model import TopicModel

__all__ = ["TopicModel", "fit", "load_model", "save_model"]
