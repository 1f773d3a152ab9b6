"""Accuracy of the shipped sentiment scorer on the half of the labelled sets that nothing was tuned on.

    VOC_EVAL_DIR=... python benchmarks/sentiment_accuracy.py [--snownlp 1500] [--fit]

--fit first learns lexicons/models/blend.json again from the other half; --snownlp N scores up to N texts of each set with SnowNLP too.
"""

from __future__ import annotations

import argparse
import json
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.stats import spearmanr
from sentiment_sets import SEED, Labelled, sets
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score

from voc.sentiment.blend import BlendScorer, Coefficients, load_blend
from voc.sentiment.linear import load_linear
from voc.text.documents import prepare

MODELS = Path(__file__).resolve().parent.parent / "lexicons" / "models"
PARTS = ("linear", "lexicon", "asks", "wishes")
SHARE = {"takeaway": 1.0, "shopping": 1.0, "microblog": 1.0, "telecom messages": 0.5}
NEUTRAL_LOGIT, LAST_LINE = 0.5, 0.8
SHARES = {"asked_share": 0.7, "turned_share": 0.3, "polite_share": 0.6, "bare_share": 0.6}
ASK_OR_WISH = (0.15, 0.5)


def part(name: str, texts: list[str]) -> np.ndarray:
    """One part of the blend by itself, as the scorer sums it."""
    nothing = Coefficients(0.0, 0.0, 0.0, 0.0, *SHARES.values(), 0.0, LAST_LINE, 0.25, 1.0, 1.0, -1.0)
    logits, _ = BlendScorer(load_linear(), replace(nothing, **{name: 1.0}), "").logits(prepare(texts))
    return np.nan_to_num(logits)


def features(given: Labelled) -> np.ndarray:
    """(documents, parts) of the blend."""
    return np.stack([part(name, given.texts) for name in PARTS], axis=1)


def fit(halves: list[Labelled]) -> dict:
    """Coefficients from the tuning half: praise against the rest, every set and both sides weighing alike."""
    halves = [half for half in halves if not half.rated]
    columns = {half.name: features(half) for half in halves}
    rows, labels, weights = [], [], []
    for half in halves:
        # In the messages a plain question stands for "not a grievance"; posts without feeling are left out of this step.
        kept = half.labels < 2 if half.name != "telecom messages" else half.labels < 3
        praise = (half.labels[kept] > 0).astype(float)
        weight = np.where(praise == 1, 0.5 / praise.mean(), 0.5 / (1 - praise.mean()))
        rows.append(columns[half.name][kept])
        labels.append(praise)
        weights.append(weight / weight.sum() * SHARE[half.name])
    total = np.concatenate(weights) * 3000 / sum(SHARE.values())
    model = LogisticRegression(C=10).fit(np.vstack(rows), np.concatenate(labels), sample_weight=total)
    slopes, bias = model.coef_.ravel(), float(model.intercept_[0])
    # In reviews a wish is nearly praise; a request to an operator is not: what asking and wishing may add is bounded.
    slopes[2:] = np.clip(slopes[2:], *ASK_OR_WISH)
    sums = {name: columns[name] @ slopes + bias for name in columns}
    shift = _shift(halves, sums)
    three = [half for half in halves if half.name in ("microblog", "telecom messages")]
    slope, praise_at, blame_at = _ordered([(sums[half.name] - shift, half.labels.astype(int)) for half in three])
    return {
        "note": f"Fitted by benchmarks/sentiment_accuracy.py --fit on the tuning half (seed {SEED}) of takeaway and shopping reviews, "
        "microblog posts and telecom messages, every set and both sides weighing alike; zero lies where accuracy is best there.",
        **{name: round(float(value), 3) for name, value in zip(PARTS, slopes, strict=True)},
        **SHARES,
        "bias": round(bias - shift, 3),
        "last_line": LAST_LINE,
        "neutral": round(float(np.tanh(NEUTRAL_LOGIT / 2)), 3),
        "slope": round(slope, 3),
        "praise_at": round(praise_at, 3),
        "blame_at": round(blame_at, 3),
    }


def _shift(halves: list[Labelled], sums: dict[str, np.ndarray]) -> float:
    def accuracy(shift: float) -> float:
        return float(np.mean([np.mean((sums[h.name] > shift)[h.labels < 2] == h.labels[h.labels < 2]) for h in halves]))

    # No further, so that a text without any evidence stays inside the neutral band.
    return max(np.arange(0.0, 0.35, 0.1).round(1), key=accuracy)


def _ordered(given: list[tuple[np.ndarray, np.ndarray]]) -> tuple[float, float, float]:
    def loss(values: np.ndarray) -> float:
        slope, middle, width = values
        total = 0.0
        for sums, labels in given:
            blame = 1 / (1 + np.exp(slope * (sums - middle + width**2)))
            praise = 1 / (1 + np.exp(-slope * (sums - middle - width**2)))
            chances = np.stack([blame, praise, 1 - blame - praise], axis=1)
            total -= np.mean(np.log(np.clip(chances[np.arange(len(labels)), labels], 1e-6, 1)))
        return total

    slope, middle, width = minimize(loss, [1.0, 0.0, 0.8], method="Nelder-Mead").x
    return float(slope), float(middle + width**2), float(middle - width**2)


def report(half: Labelled, polarity: np.ndarray, labels: np.ndarray | None, confidence: np.ndarray | None) -> str:
    """One line of figures for one set."""
    scored = np.nan_to_num(polarity)
    if half.rated:
        return f"rank correlation {spearmanr(scored, half.labels).statistic:.3f}"
    two = half.labels < 2
    out = [
        f"accuracy {np.mean((scored > 0)[two] == half.labels[two]):.3f}",
        f"AUC {roc_auc_score(half.labels[two], scored[two]):.3f}",
    ]
    if half.name == "telecom messages":
        out.append(f"AUC negative against the rest {roc_auc_score(half.labels > 0, scored):.3f}")
    if labels is not None and confidence is not None:
        truth = np.array(["neg", "pos", "neu"])[half.labels.astype(int)]
        classes = ["neg", "neu", "pos"] if not two.all() else ["neg", "pos"]
        out.append(f"macro-F1 of {len(classes)} labels {f1_score(truth, labels, labels=classes, average='macro'):.3f}")
        right = labels == truth
        bins = np.minimum((confidence * 10).astype(int), 9)
        ece = sum(abs(right[bins == b].mean() - confidence[bins == b].mean()) * np.mean(bins == b) for b in np.unique(bins))
        out.append(f"ECE {ece:.3f}")
    return ", ".join(out)


def ours(half: Labelled) -> str:
    """The shipped scorer on one set."""
    table = load_blend().score([str(i) for i in range(len(half.texts))], prepare(half.texts)).to_pandas()
    return report(
        half,
        table["polarity"].to_numpy(float),
        table["label"].fillna("").to_numpy(str),
        table["confidence"].fillna(0).to_numpy(float),
    )


def snownlp(half: Labelled, limit: int) -> str:
    """SnowNLP as shipped on `limit` texts of one set, taken at even distances."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from snownlp import SnowNLP
    step = max(1, len(half.given) // limit)
    some = Labelled(half.name, half.given[::step], half.labels[::step], half.rated)
    polarity = np.array([2 * SnowNLP(text).sentiments - 1 if text else np.nan for text in some.texts])
    return f"{report(some, polarity, None, None)} (n={len(some.texts)})"


def main() -> None:
    """Prints one block for every set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true", help="learn blend.json from the tuning half first")
    parser.add_argument("--snownlp", type=int, default=0, metavar="N", help="also score N texts of each set with SnowNLP")
    options = parser.parse_args()
    everything = sets()
    if options.fit:
        learned = fit([given.half(tune=True) for given in everything])
        (MODELS / "blend.json").write_text(json.dumps(learned, indent=2) + "\n", encoding="utf-8")
        print(json.dumps(learned, indent=2))
    for given in everything:
        half = given.half(tune=False)
        print(f"{half.name} (n={len(half.texts)}, the half not tuned on)\n  voc      {ours(half)}", flush=True)
        if options.snownlp:
            print(f"  SnowNLP  {snownlp(half, options.snownlp)}", flush=True)


if __name__ == "__main__":
    main()
