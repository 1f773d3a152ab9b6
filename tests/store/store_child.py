"""What the store's tests run in another process: `hold HOME`, `write HOME ROUNDS SIZE`, `read HOME READS`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from store_rows import sentiment, verbatims

from voc.settings import Settings
from voc.store import Scope, Store


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def hold(store: Store) -> None:
    with store.writer(wait=0, what="holding on"):
        say("held")
        time.sleep(60)


def write(store: Store, rounds: int, size: int) -> None:
    """Each round adds verbatims, then their scores, restates some and publishes; a round already there adds nothing."""
    with store.writer(wait=30, what="writing rounds") as writer:
        for number in range(rounds):
            ids = [f"r{number}-{one}" for one in range(size)]
            writer.append("verbatims", verbatims(ids))
            writer.append("sentiment_scores", sentiment(ids))
            writer.update("verbatims", verbatims(ids[:2], brand=["甲"] * 2))
            writer.publish({"sentiment": "m1"}, note=f"round {number}")
            say(f"round {number}")


def read(store: Store, reads: int, states: int = 12) -> None:
    """At least `reads` reads, and on until `states` publications were seen: a busy machine may read faster than it writes."""
    seen: set[int] = set()
    torn, failed, done = 0, [], 0
    while done < reads or (len(seen) < states and done < 100 * reads):
        done += 1
        try:
            reader = store.reader(Scope.everything())
            said = reader.query("SELECT count(*) AS n, count(brand) AS b FROM verbatims").to_pylist()[0]
            scored = reader.query("SELECT count(*) AS n FROM sentiment_scores")["n"][0].as_py()
            rounds = said["n"] // 20
            torn += said["n"] != scored or said["n"] % 20 != 0 or said["b"] != 2 * rounds
            seen.add(said["n"])
        except Exception as error:
            failed.append(repr(error)[:300])
    say(json.dumps({"reads": done, "torn": torn, "failed": failed, "states": len(seen)}))


if __name__ == "__main__":
    what, home, *numbers = sys.argv[1:]
    with Store.open(Settings(home=Path(home))) as opened:
        {"hold": hold, "write": write, "read": read}[what](opened, *map(int, numbers))
