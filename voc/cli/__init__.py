"""The command line: `voc --help`. Exit status: 0 done, 1 done with rows in quarantine, 2 the user's mistake, 3 ours."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from voc.cli.parser import language, parser
from voc.errors import VocError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    lang = language(given)
    options = parser(lang).parse_args(given)
    options.lang = lang
    from voc.cli import commands

    try:
        return int(commands.COMMANDS[options.command](options))
    except VocError as error:
        said, file = error.said(lang), getattr(options, "file", None)
        print(f"voc: {said}" if file is None or file.name in said else f"voc: {file}: {said}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(
            "voc: 已中断；已完成的部分有效，可以再次运行。" if lang == "zh" else "voc: interrupted; run it again to go on.",
            file=sys.stderr,
        )
        return 2
    except BrokenPipeError:
        # The reader of our output (such as `head`) has gone: nothing is wrong, and nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:
        return _ours(lang)


def _ours(lang: str) -> int:
    """An error of ours: the traceback goes to a file, the user gets one line."""
    with tempfile.NamedTemporaryFile("w", prefix="voc-error-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(traceback.format_exc())
    where = Path(log.name)
    zh = f"程序内部出错，不是您的操作问题；数据未受影响。详情在 {where}，请附在问题报告里。"
    en = f"an error of ours, not yours; nothing stored was harmed. Details are in {where}: please attach it to a report."
    print(f"voc: {zh if lang == 'zh' else en}", file=sys.stderr)
    return 3
