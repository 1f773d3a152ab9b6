"""What is planted in the calls of the sample is found."""

from typing import Any

from voc.service.answers import Said, contradictions

Row = dict[str, Any]


def test_the_team_that_contradicts_the_others_on_penalties_is_found_and_nobody_else(calls: list[Row]) -> None:
    given = [
        (row["id"], row["team"], row["occurred_at"][:7], [Said(turn["speaker"], turn["text"]) for turn in row["turns"]])
        for row in calls
    ]
    opposite = [one for one in contradictions(given) if one.opposite]
    assert {(one.subject, one.team) for one in opposite} == {("penalty", "睿语外包二组")}
    assert {one.month for one in opposite} <= {"2026-01", "2026-02", "2026-03"}
