"""Whether the same question gets the same answer."""

from voc.service.answers import Answer, Said, answers_of, contradictions

ASKED = Said("customer", "我合约还没到期，转网要不要违约金")


def call(answer: str) -> list[Said]:
    return [Said("agent", "您好请讲"), ASKED, Said("agent", answer), Said("customer", "知道了")]


def test_an_answer_belongs_to_the_question_before_it() -> None:
    assert answers_of(call("是要的，需要先结清")) == [Answer("penalty", "yes", 3)]
    assert answers_of(call("不需要，直接转")) == [Answer("penalty", "no", 3)]
    assert answers_of([Said("agent", "需要先结清"), ASKED]) == []
    assert answers_of([Said("customer", "断网了"), Said("agent", "需要断电重启")]) == []


def test_the_team_that_says_the_opposite_is_named() -> None:
    given = [(f"a{n}", "甲组", "2026-02", call("要的，按协议收取")) for n in range(20)]
    given += [(f"b{n}", "乙组", "2026-02", call("不用交，不收")) for n in range(6)]
    given += [(f"c{n}", "丙组", "2026-02", call("不用交")) for n in range(2)]
    found = contradictions(given)
    assert [one.team for one in found if one.opposite] == ["乙组"]
    assert (found[0].no.value, found[0].others_no.base) == (1.0, 22)
    assert next(one for one in found if one.team == "乙组").calls == tuple(f"b{n}" for n in range(6))
    assert "丙组" not in {one.team for one in found}  # under the minimum base


def test_a_few_differences_are_no_contradiction() -> None:
    given = [(f"a{n}", "甲组", "2026-02", call("要的")) for n in range(20)]
    given += [(f"b{n}", "乙组", "2026-02", call("不用交" if n < 3 else "要的")) for n in range(6)]
    assert not any(one.opposite for one in contradictions(given))
    assert contradictions([]) == []
