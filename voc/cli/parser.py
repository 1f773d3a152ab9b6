"""What the command line takes, with help and examples in Chinese and in English."""

from __future__ import annotations

import argparse
import datetime as dt
import math
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from voc import __version__
from voc.cli.words import ARGPARSE, COMMANDS, EXAMPLES, MISTAKES, OPTIONS, say
from voc.schema import SOURCES, VOICES
from voc.settings import SCORERS, SEGMENTERS, TOPIC_METHODS


def language(given: Sequence[str]) -> str:
    """The language: "zh" unless --lang en or VOC_LANG=en says otherwise; read before parsing so that help and errors speak it too."""
    for place, word in enumerate(given):
        if word == "--lang" and place + 1 < len(given):
            return "en" if given[place + 1] == "en" else "zh"
        if word.startswith("--lang="):
            return "en" if word.endswith("en") else "zh"
    return "en" if os.environ.get("VOC_LANG") == "en" else "zh"


class _Parser(argparse.ArgumentParser):
    """argparse with its built-in words in the chosen language and exit status 2 with one clear line."""

    lang = "zh"

    def format_help(self) -> str:
        text = super().format_help()
        if self.lang == "zh":
            for english, chinese in ARGPARSE.items():
                text = text.replace(english, chinese)
        return text

    def error(self, message: str) -> None:  # type: ignore[override]
        if self.lang == "zh":
            for english, chinese in MISTAKES:
                message = re.sub(english, chinese, message)
            self.exit(2, f"voc: {message}；见 {self.prog} --help。\n")
        self.exit(2, f"voc: {message}; see {self.prog} --help.\n")


def parser(lang: str) -> argparse.ArgumentParser:
    """The whole parser, its help in `lang`."""
    kind = type("_LocalParser", (_Parser,), {"lang": lang})
    top = kind(prog="voc", description=say("voc", lang, COMMANDS), formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--version", action="version", version=f"voc {__version__}")
    top.add_argument("--lang", choices=("zh", "en"), help=say("lang", lang, OPTIONS))
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=kind)
    for name, (zh, en) in COMMANDS.items():
        if name == "voc":
            continue
        text = zh if lang == "zh" else en
        sub = commands.add_parser(
            name,
            help=text,
            description=text,
            epilog=say(name, lang, EXAMPLES),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        _common(sub, lang)
        _OWN[name](sub, lang)
    return cast(argparse.ArgumentParser, top)


def _common(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("--home", metavar="DIR", type=Path, help=say("home", lang, OPTIONS))
    sub.add_argument("--lang", choices=("zh", "en"), default=argparse.SUPPRESS, help=say("lang", lang, OPTIONS))
    sub.add_argument("--json", action="store_true", help=say("json", lang, OPTIONS))


def _seconds(given: str) -> float:
    value = float(given)
    if not 0 < value < math.inf:
        raise ValueError(given)
    return value


# argparse says "invalid float value" by the name of the type.
_seconds.__name__ = "float"


def _makers(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("--scorer", choices=SCORERS, help=say("scorer", lang, OPTIONS))
    sub.add_argument("--segmenter", choices=SEGMENTERS, help=say("segmenter", lang, OPTIONS))
    sub.add_argument("--topics", choices=TOPIC_METHODS, help=say("topics", lang, OPTIONS))


def _demo(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("--no-serve", action="store_true", help=say("no_serve", lang, OPTIONS))
    sub.add_argument("--seed", type=int, default=20260101, help=say("seed", lang, OPTIONS))
    _serving(sub, lang)
    _makers(sub, lang)


def _ingest(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("files", metavar="FILE", nargs="+", type=Path, help=say("files", lang, OPTIONS))
    sub.add_argument("--source", choices=SOURCES, help=say("source", lang, OPTIONS))
    sub.add_argument("--map", dest="mapping", metavar="MAP.toml", type=Path, help=say("map", lang, OPTIONS))
    sub.add_argument("--dry-run", action="store_true", help=say("dry_run", lang, OPTIONS))
    sub.add_argument("--watch", metavar="SECONDS", nargs="?", type=_seconds, const=5.0, help=say("watch", lang, OPTIONS))
    sub.add_argument("--wait", metavar="SECONDS", type=float, help=say("wait", lang, OPTIONS))


def _score(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("file", metavar="FILE", type=Path, help=say("file", lang, OPTIONS))
    sub.add_argument("--source", choices=VOICES, required=True, help=say("source", lang, OPTIONS))
    sub.add_argument("--out", metavar="OUT", type=Path, required=True, help=say("out", lang, OPTIONS))
    sub.add_argument("--map", dest="mapping", metavar="MAP.toml", type=Path, help=say("map", lang, OPTIONS))
    _makers(sub, lang)


def _rescore(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("--since", metavar="D", type=dt.date.fromisoformat, help=say("since", lang, OPTIONS))
    sub.add_argument("--limit", metavar="N", type=int, help=say("limit", lang, OPTIONS))
    sub.add_argument("--wait", metavar="SECONDS", type=float, help=say("wait", lang, OPTIONS))
    _makers(sub, lang)


def _evaluate(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("task", metavar="TASK", help=say("task", lang, OPTIONS))
    sub.add_argument("file", metavar="LABELLED", type=Path, nargs="?", help=say("labelled", lang, OPTIONS))
    sub.add_argument("--dictionary", metavar="NAMES.csv", type=Path, help=say("dictionary", lang, OPTIONS))
    sub.add_argument("--worst", action="store_true", help=say("worst", lang, OPTIONS))
    _makers(sub, lang)


def _survey(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("file", metavar="FILE", type=Path, help=say("questionnaire", lang, OPTIONS))
    sub.add_argument("--out", metavar="REPORT", type=Path, required=True, help=say("report", lang, OPTIONS))
    sub.add_argument("--map", dest="mapping", metavar="MAP.toml", type=Path, help=say("map", lang, OPTIONS))
    sub.add_argument("--targets", metavar="TARGETS.csv", type=Path, help=say("targets", lang, OPTIONS))
    sub.add_argument("--trim", metavar="TIMES", type=_seconds, default=5.0, help=say("trim", lang, OPTIONS))


def _topics(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("--refit", action="store_true", help=say("refit", lang, OPTIONS))
    sub.add_argument("--anew", action="store_true", help=say("anew", lang, OPTIONS))
    sub.add_argument("--number", metavar="K", type=int, help=say("number", lang, OPTIONS))
    sub.add_argument("--new", action="store_true", help=say("new", lang, OPTIONS))
    sub.add_argument("--promote", metavar="TOPIC", help=say("promote", lang, OPTIONS))
    sub.add_argument("--apply", action="store_true", help=say("promote_apply", lang, OPTIONS))
    sub.add_argument("--wait", metavar="SECONDS", type=float, help=say("wait", lang, OPTIONS))
    _makers(sub, lang)


def _risk(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument(
        "--by", choices=("brand", "product", "channel", "region", "cause"), default="brand", help=say("by", lang, OPTIONS)
    )
    sub.add_argument(
        "--amplification-base",
        choices=("complainers", "dissatisfied"),
        default="complainers",
        help=say("amplification", lang, OPTIONS),
    )
    sub.add_argument("--leave-base", choices=("silent", "complainers", "both"), default="both", help=say("leave", lang, OPTIONS))
    sub.add_argument("--target", metavar="NEG", type=_seconds, help=say("target", lang, OPTIONS))


def _train(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("task", metavar="TASK", help=say("train_task", lang, OPTIONS))
    sub.add_argument("files", metavar="LABELLED", nargs="*", type=Path, help=say("train_files", lang, OPTIONS))
    sub.add_argument("--test", metavar="LABELLED", type=Path, help=say("train_test", lang, OPTIONS))


def _label(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("task", metavar="TASK", help=say("label_task", lang, OPTIONS))
    sub.add_argument("--size", metavar="N", type=int, default=20, help=say("label_size", lang, OPTIONS))
    sub.add_argument("--out", metavar="FILE", type=Path, help=say("label_out", lang, OPTIONS))
    sub.add_argument("--take", metavar="FILE", type=Path, help=say("label_take", lang, OPTIONS))


def _models(sub: argparse.ArgumentParser, lang: str) -> None:
    what, known = ("list", "activate"), "list|activate"
    sub.add_argument("what", metavar=known, choices=what, nargs="?", default="list", help=say("models_what", lang, OPTIONS))
    sub.add_argument("task", metavar="TASK", nargs="?", help=say("models_task", lang, OPTIONS))
    sub.add_argument("version", metavar="VERSION", nargs="?", help=say("models_version", lang, OPTIONS))


def _codeframe(sub: argparse.ArgumentParser, lang: str) -> None:
    what, known = ("list", "check", "diff", "apply", "undo", "export"), "list|check|diff|apply|undo|export"
    sub.add_argument("what", metavar=known, choices=what, nargs="?", default="list", help=say("codeframe_what", lang, OPTIONS))
    sub.add_argument("file", metavar="FILE", nargs="?", type=Path, help=say("codeframe_file", lang, OPTIONS))
    sub.add_argument("--note", metavar="TEXT", help=say("codeframe_note", lang, OPTIONS))
    sub.add_argument("--more", action="store_true", help=say("codeframe_more", lang, OPTIONS))
    sub.add_argument("--later", action="store_true", help=say("codeframe_later", lang, OPTIONS))


def _rate(given: str) -> float:
    value = float(given)
    if not 0 < value <= 365:
        raise ValueError(given)
    return value


_rate.__name__ = "float"


def _alerts(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("--since", metavar="D", type=dt.date.fromisoformat, help=say("alerts_since", lang, OPTIONS))
    sub.add_argument("--all", action="store_true", help=say("alerts_all", lang, OPTIONS))
    sub.add_argument("--per-year", metavar="N", type=_rate, default=4.0, help=say("per_year", lang, OPTIONS))
    sub.add_argument("--webhook", metavar="URL", default=os.environ.get("VOC_ALERT_WEBHOOK"), help=say("webhook", lang, OPTIONS))
    sub.add_argument("--mail", metavar="ADDRESS", nargs="+", action="extend", help=say("mail", lang, OPTIONS))


def _serving(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("--port", type=int, default=8501, help=say("port", lang, OPTIONS))
    sub.add_argument("--host", metavar="ADDRESS", default="127.0.0.1", help=say("host", lang, OPTIONS))
    sub.add_argument("--no-open", action="store_true", help=say("no_open", lang, OPTIONS))


def _schema(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("--out", metavar="FILE", type=Path, help=say("page", lang, OPTIONS))


def _audit(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("what", metavar="verify|list", choices=("verify", "list"), help=say("audit_what", lang, OPTIONS))
    sub.add_argument("--expect", metavar="HASH", help=say("expect", lang, OPTIONS))
    sub.add_argument("--limit", metavar="N", type=int, default=50, help=say("audit_limit", lang, OPTIONS))
    sub.add_argument("--act", metavar="ACT", help=say("audit_act", lang, OPTIONS))
    sub.add_argument("--who", metavar="NAME", help=say("audit_who", lang, OPTIONS))


def _erase(sub: argparse.ArgumentParser, lang: str) -> None:
    whom = sub.add_mutually_exclusive_group(required=True)
    for kind in ("customer", "verbatim", "respondent", "case"):
        whom.add_argument(f"--{kind}", metavar="ID", help=say(f"erase_{kind}", lang, OPTIONS))
    sub.add_argument("--dry-run", action="store_true", help=say("erase_dry_run", lang, OPTIONS))
    sub.add_argument("--yes", action="store_true", help=say("yes", lang, OPTIONS))
    sub.add_argument("--grace", metavar="SECONDS", type=_seconds, default=5.0, help=say("grace", lang, OPTIONS))
    sub.add_argument("--wait", metavar="SECONDS", type=float, help=say("wait", lang, OPTIONS))


def _recover(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument(
        "what", metavar="open|list|status", choices=("open", "list", "status"), help=say("recover_what", lang, OPTIONS)
    )
    sub.add_argument("file", metavar="STATUS", type=Path, nargs="?", help=say("recover_status", lang, OPTIONS))
    sub.add_argument("--out", metavar="FILE", type=Path, help=say("recover_out", lang, OPTIONS))
    sub.add_argument("--policy", metavar="RULES.toml", type=Path, help=say("recover_policy", lang, OPTIONS))


def _report(sub: argparse.ArgumentParser, lang: str) -> None:
    sub.add_argument("--out", metavar="REPORT", type=Path, required=True, help=say("report_out", lang, OPTIONS))
    sub.add_argument("--since", metavar="D", type=dt.date.fromisoformat, help=say("report_since", lang, OPTIONS))
    sub.add_argument("--until", metavar="D", type=dt.date.fromisoformat, help=say("report_until", lang, OPTIONS))
    for name in ("brand", "region", "department"):
        sub.add_argument(f"--{name}", metavar="NAME", nargs="+", help=say(f"report_{name}", lang, OPTIONS))


def _doctor(sub: argparse.ArgumentParser, lang: str) -> None:
    """No options of its own."""


_OWN = {
    "demo": _demo,
    "ingest": _ingest,
    "score": _score,
    "rescore": _rescore,
    "evaluate": _evaluate,
    "survey": _survey,
    "topics": _topics,
    "risk": _risk,
    "alerts": _alerts,
    "serve": _serving,
    "label": _label,
    "train": _train,
    "models": _models,
    "codeframe": _codeframe,
    "schema": _schema,
    "recover": _recover,
    "report": _report,
    "audit": _audit,
    "erase": _erase,
    "doctor": _doctor,
}
