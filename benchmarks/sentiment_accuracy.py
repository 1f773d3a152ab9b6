"""Accuracy of the shipped sentiment scorer on the half of the labelled sets that nothing was tuned on.

    VOC_EVAL_DIR=... python benchmarks/sentiment_accuracy.py [--snownlp 1500] [--fit]

--fit first learns lexicons/models/blend.json again from the other half; --snownlp N scores up to N texts of each set with SnowNLP too.
"""

from __future__ import annotations

import argparse
import json
import warnings
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp
from scipy.stats import spearmanr
from sentiment_sets import APART, LABELS, SEED, Labelled, sets
from sklearn.metrics import f1_score, roc_auc_score

from voc.jobs.calibration import chances, figures
from voc.sentiment.blend import BlendScorer, Coefficients, load_blend, load_coefficients, steep
from voc.sentiment.linear import load_linear
from voc.sentiment.mixing import Part
from voc.sentiment.mixing import fit as mix
from voc.sentiment.train import corpora, own_reviews
from voc.text.acts import HEADS, load_heads
from voc.text.documents import prepare
from voc.text.teach import learn, sentences, write

MODELS = Path(__file__).resolve().parent.parent / "lexicons" / "models"
WEIGHT = {"takeaway": 1.0, "shopping": 2.0, "microblog": 5.0, "telecom messages": 0.5, "own sentences": 3.0}
PARTS, HEARD = 12, (*HEADS[:9], "telecom")
FRESH = (("dev", "fourth"), ("short",))
"""Kinds of own sentences that say things as customers do; `own` and `third` were made harder, in far registers or at weak points, and are read less rightly."""


def own_sentences() -> tuple[list[Part], list[Part]]:
    """(the project's sentences written one by one, each part read by acts learned from the other parts and every sixth review; those of FRESH)."""
    given = [one for one in sentences() if not one.held]
    part = np.array([zlib.crc32(one.text.encode()) % PARTS if one.hand else -1 for one in given])
    reviews = [side[::6] + own for side, own in zip(corpora(), own_reviews(), strict=True)]
    found, fresh = [], [[] for _ in FRESH]
    for number in range(PARTS):
        with TemporaryDirectory() as folder:
            others = [one for one, at in zip(given, part, strict=True) if at != number]
            write(*learn(others, *reviews, HEARD), Path(folder), {})
            scorer = BlendScorer(load_linear(), *load_coefficients(), load_heads(Path(folder), "acts", HEADS))
        mine = [one for one, at in zip(given, part, strict=True) if at == number]
        labels = np.array([int(LABELS[one.polarity]) for one in mine])
        mixed = scorer.mixed(prepare([one.text for one in mine]))
        found.append(Part(mixed, labels, WEIGHT["own sentences"] / PARTS, balanced=True))
        for kinds, parts in zip(FRESH, fresh, strict=True):
            here = np.array([one.kind.split(".")[0] in kinds for one in mine])
            parts.append((mixed[here], labels[here]))
    return found, [Part(*(np.concatenate(one) for one in zip(*parts, strict=True))) for parts in fresh]


def steepest(parts: list[Part], praise: np.ndarray, calm: np.ndarray) -> float:
    """How much steeper the chances have to be for texts surely like own sentences, for the labels of `parts`, each alike, to be as likely as can be."""

    def surprise(sure: float) -> float:
        total = 0.0
        for part in parts:
            known = steep(np.nan_to_num(part.mixed), sure)
            lean = known @ praise
            logits = np.stack([-lean / 2, lean / 2, known @ calm], axis=1)
            total += float((logsumexp(logits, axis=1) - logits[np.arange(len(logits)), part.labels]).mean())
        return total

    return float(minimize_scalar(surprise, bounds=(-0.5, 2.0), method="bounded").x)


def fit(halves: list[Labelled]) -> dict:
    """The mixture's coefficients from the tuning halves and own sentences: three labels, or the two a set knows, by multinomial regression.

    How steep they are for texts like own sentences is fitted on those that were not made hard.
    """
    scorer = load_blend()
    read = {
        half.name: Part(scorer.mixed(prepare(half.texts)), half.labels.astype(int), WEIGHT.get(half.name, 0.0))
        for half in halves
        if not half.rated
    }
    own, fresh = own_sentences()
    praise, calm = mix([*(part for part in read.values() if part.weight), *own])
    sure = steepest([*fresh, read[APART], read["telecom messages"]], praise, calm)
    known = json.loads((MODELS / "blend.json").read_text(encoding="utf-8"))
    return {
        **{name: value for name, value in known.items() if name in Coefficients.__dataclass_fields__},
        "sure": round(sure, 3),
        "note": f"praise, calm and sure: fitted by benchmarks/sentiment_accuracy.py --fit on the tuning half (seed {SEED}) of takeaway and "
        "shopping reviews, microblog posts and telecom messages, and on own sentences, read by acts not learned from them; sure on the "
        "fresh own sentences, the tuning half of data/sentences/apart.tsv and of telecom messages.",
        "praise": [round(float(value), 3) for value in praise],
        "calm": [round(float(value), 3) for value in calm],
    }


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
        known = labels != ""
        found = chances(polarity[known], labels[known], confidence[known])
        error, band = figures(list(truth[known]), found, two=bool(two.all()))[1:]
        out.append(f"ECE {error.value:.3f} (a calibrated model at this n: {band.low:.3f} to {band.high:.3f})")
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
