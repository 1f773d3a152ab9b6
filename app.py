"""The dashboard: configuration -> navigation -> filters -> page. Start it with `voc serve` or `streamlit run app.py`."""

from __future__ import annotations

from voc.dashboard import frame

lang = frame.configure()
page = frame.navigate(lang)
view = frame.frame(lang)
frame.run(page, view)
