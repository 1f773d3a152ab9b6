"""Who moved where, as one matrix of brands and competitors."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from voc.dashboard.grid import show_grid
from voc.dashboard.numbers import MISSING, bounded
from voc.dashboard.plain import plain
from voc.dashboard.reads import migration
from voc.dashboard.view import View
from voc.service.migration import Cell


def show_migration(view: View) -> None:
    """Rows are left, columns are joined; the last column is what a brand gained in all."""
    with st.container(border=True):
        st.subheader(view.say("migration.title"), anchor=False)
        found = migration.moves(view.at)
        if not found.cells:
            st.info(view.say("migration.none"), icon=":material/swap_horiz:")
            return
        # Who may see some brands only does not see who came from the others: a gain without them would be wrong.
        whole = view.at.scope.brands is None
        parties = (*found.brands, *found.rivals)
        rows = [
            {
                "0": first,
                **{f"to {then}": _cell(found.cells.get((first, then))) for then in parties},
                "net": f"{found.net[first]:+,.0f}" if whole and first in found.net else MISSING,
            }
            for first in parties
        ]
        columns = {
            "0": st.column_config.TextColumn(view.say("migration.from"), pinned=True),
            "net": st.column_config.TextColumn(view.say("migration.net")),
            **{f"to {then}": st.column_config.TextColumn(plain(f"→ {then}")) for then in parties},
        }
        show_grid(pd.DataFrame(rows), key="migration", column_config=columns, alt=view.say("migration.alt"))
        st.caption(view.say("migration.note"))


def _cell(found: Cell | None) -> str:
    if found is None:
        return MISSING
    rate, number = found.rate, f"{found.number:,.0f}"
    if rate.value is None or rate.low is None or rate.high is None:
        return number
    return f"{bounded(rate.value, rate.low, rate.high)} · {number}"
