"""Topics found by a model: fitted with scikit-learn or gensim, assigned with numpy alone."""

from voc.topics.fitting import fit
from voc.topics.model import TopicModel, load_model

__all__ = ["TopicModel", "fit", "load_model"]
