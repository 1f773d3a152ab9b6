"""The dashboard: configuration -> who asks -> navigation -> filters -> page. Start it with `voc serve` or `streamlit run app.py`."""

from __future__ import annotations

if __name__ == "__main__":  # run for every session
    from voc.dashboard import frame, login

    lang = frame.configure()
    visitor = login.admit(lang)
    page = frame.navigate(lang, visitor)
    view = frame.frame(lang, visitor)
    frame.run(page, view)
else:  # imported once by the server
    import streamlit as st

    from voc.dashboard import server

    app = st.App(__file__, middleware=server.middleware())
