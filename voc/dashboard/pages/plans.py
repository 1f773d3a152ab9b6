"""Points and member plans from known to satisfied, and promotions from taken up to cancelled."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from voc.dashboard import numbers
from voc.dashboard.grid import show_grid
from voc.dashboard.pages.figures import figured, shared
from voc.dashboard.reads import plans
from voc.dashboard.reads.plans import Plan, Promotion
from voc.dashboard.view import View
from voc.survey.intervals import Estimate


def show_plans(view: View) -> None:
    """Both tables."""
    with st.container(border=True):
        st.subheader(view.say("plans.title"), anchor=False)
        known = plans.plans(view.at)
        if known:
            show_grid(pd.DataFrame([_plan(view, one) for one in known]), key="plans", alt=view.say("plans.title"))
            st.caption(f"{view.say('table.cell')}{view.say('plans.note')}")
        else:
            st.info(view.say("plans.none"), icon=":material/loyalty:")
        st.markdown(f"**{view.say('plans.promotions')}**")
        found = plans.promotions(view.at)
        if not found:
            st.info(view.say("plans.promotion_none"), icon=":material/redeem:")
            return
        for one in found:
            if _rose(one):
                now, before = (numbers.share(part.value) for part in (one.cancelled, one.cancelled_before))
                st.text(view.say("plans.jump", name=view.name("", one.name), before=before, now=now))
        table = pd.DataFrame([_promotion(view, one) for one in found])
        show_grid(table, key="promotions", alt=view.say("plans.promotions"))


def _plan(view: View, one: Plan) -> dict[str, object]:
    satisfied = figured(view, one.satisfaction) if one.rated else shared(view, one.satisfaction)
    return {
        view.say("plans.plan"): one.name,
        view.say("plans.brand"): one.brand or view.say("plans.all"),
        view.say("plans.aware"): shared(view, one.aware),
        view.say("plans.taking_part"): shared(view, one.taking_part),
        view.say("plans.satisfaction"): satisfied,
    }


def _rose(one: Promotion) -> bool:
    """Whether it is cancelled surely more than in the period before."""
    now, before = one.cancelled.low, one.cancelled_before.high
    return now is not None and before is not None and one.cancelled_before.base > 0 and now > before


def _promotion(view: View, one: Promotion) -> dict[str, object]:
    return {
        view.say("plans.promotion"): view.name("", one.name),
        view.say("plans.taken"): f"{one.taken:,.0f}",
        view.say("plans.used"): _share(one.used),
        view.say("plans.cancelled"): _share(one.cancelled),
        view.say("plans.before"): _share(one.cancelled_before),
    }


def _share(found: Estimate) -> str:
    """A share of the take-up, whose number stands beside it."""
    return numbers.share_bounded(found.value, found.low, found.high)
