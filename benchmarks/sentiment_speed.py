"""Sentiment with evidence against `SnowNLP(text).sentiments`, in one process after start-up: documents per CPU-second.

    python benchmarks/sentiment_speed.py [--rows 20000] [--baseline-rows 400]

Texts are invented here, 20 to 45 characters each; with VOC_EVAL_DIR set they are that folder's takeaway and shopping reviews of that length.
"""

from __future__ import annotations

import argparse
import os
import random
import time
import warnings
from collections.abc import Callable

from voc import intent, sentiment
from voc.sentiment.snownlp_scorer import SnowScorer
from voc.text.documents import prepare
from voc.text.normalize import clean

BATCH = 5_000
"""As in voc score: what fits the processor's cache."""
SUBJECT = [
    "宽带",
    "手机信号",
    "客服热线",
    "营业厅",
    "套餐",
    "流量包",
    "装维师傅",
    "机顶盒",
    "话费账单",
    "亲情网",
    "5G网络",
    "副卡",
    "积分活动",
    "合约",
]
WHEN = ["昨天下午", "上个星期", "从月初开始", "这两天", "每到晚上", "搬家以后", "出差的时候", "续费那天"]
WHAT = [
    "一直很稳定",
    "总是断断续续",
    "打了三次电话才接通",
    "说好的优惠没有到账",
    "态度很好也很专业",
    "慢得要命",
    "莫名其妙扣了二十块钱",
    "马上就解决了",
    "没有人告诉我要收费",
    "和宣传的完全不一样",
    "比以前好多了",
    "排了两个小时的队",
]
END = [
    "希望尽快处理",
    "非常满意",
    "实在让人失望",
    "请问怎么取消",
    "谢谢你们",
    "再这样就携号转网",
    "给个好评",
    "能不能给个说法",
    "不想再用了",
    "辛苦了",
]


def invented(rows: int) -> list[str]:
    """Short customer texts put together at random from a fixed seed."""
    pick = random.Random(7).choice
    made: list[str] = []
    while len(made) < rows:
        text = f"{pick(WHEN)}{pick(SUBJECT)}{pick(WHAT)}，{pick(SUBJECT)}{pick(WHAT)}，{pick(END)}{pick('。！？')}"
        if 20 <= len(text) <= 45:
            made.append(text)
    return made


def reviews(rows: int) -> list[str]:
    """Reviews of 20 to 45 characters from the labelled sets."""
    from sentiment_sets import sets

    texts = [text for given in sets()[:2] for text in given.texts if 20 <= len(text) <= 45]
    return [texts[index % len(texts)] for index in range(rows)]


def rate(score: Callable[[], object], documents: int) -> float:
    """Documents per CPU-second of one call."""
    start = time.process_time()
    score()
    return documents / (time.process_time() - start)


def main() -> None:
    """Prints one line for each way to score."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--baseline-rows", type=int, default=400)
    given = options.parse_args()
    texts = reviews(given.rows) if os.environ.get("VOC_EVAL_DIR") else invented(given.rows)
    ids = [str(index) for index in range(len(texts))]
    scorer, wants = sentiment.load(), intent.load()
    scorer.score(ids[:100], prepare(texts[:100]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from snownlp import SnowNLP
    SnowNLP(texts[0]).sentiments
    few = texts[:: max(1, len(texts) // given.baseline_rows)][: given.baseline_rows]
    theirs = rate(lambda: [SnowNLP(text).sentiments for text in few], len(few))
    batches = [texts[at : at + BATCH] for at in range(0, len(texts), BATCH)]
    print(f"{len(texts):,} texts of {sum(map(len, texts)) / len(texts):.1f} characters on average, documents per CPU-second")

    def everything() -> None:
        for at, batch in enumerate(batches):
            documents = prepare([clean(text) for text in batch])
            scorer.score(ids[at * BATCH : at * BATCH + len(batch)], documents)
            wants.score(ids[at * BATCH : at * BATCH + len(batch)], documents)

    for name, score in (
        ("clean", lambda: [clean(text) for text in texts]),
        ("clean and prepare", lambda: [prepare([clean(text) for text in batch]) for batch in batches]),
        ("... and polarity only", lambda: [scorer.polarity(prepare([clean(text) for text in batch])) for batch in batches]),
        (
            "... and sentiment with evidence",
            lambda: [scorer.score(ids[: len(batch)], prepare([clean(text) for text in batch])) for batch in batches],
        ),
        ("... and intent with evidence", everything),
    ):
        ours = max(rate(score, len(texts)) for _ in range(3))
        print(f"{name:30} {ours:12,.0f}   {ours / theirs:8,.0f} x SnowNLP")
    print(f"{'SnowNLP(text).sentiments':30} {theirs:12,.0f}   ({len(few)} of the texts)")
    for name, ours in vectorised(few, batches):
        print(f"{name:30} {ours:12,.0f}   {ours / theirs:8,.0f} x SnowNLP")


def vectorised(few: list[str], batches: list[list[str]]) -> list[tuple[str, float]]:
    """SnowNLP's classifier by table: on words already cut, with its own segmenter and with rjieba, evidence included."""
    own, fast = SnowScorer(), SnowScorer("rjieba")
    texts = [text for batch in batches for text in batch]
    words = [fast.words(text) for text in texts]
    few_docs, docs = prepare([clean(text) for text in few]), [prepare([clean(text) for text in batch]) for batch in batches]
    return [
        ("its Bayes, words given", max(rate(lambda: own.bayes.probabilities(words), len(texts)) for _ in range(3))),
        ("its Bayes, its words", rate(lambda: own.score([""] * len(few_docs), few_docs), len(few_docs))),
        (
            "its Bayes, words of rjieba",
            max(rate(lambda: [fast.score([""] * len(one), one) for one in docs], len(texts)) for _ in range(3)),
        ),
    ]


if __name__ == "__main__":
    main()
