"""Checks the installation, the store and the models, and says what to mend."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import sys
import warnings
from dataclasses import asdict, dataclass

from voc import resources
from voc.errors import VocError
from voc.settings import Settings


@dataclass(frozen=True)
class Finding:
    """One check: what was looked at, whether it is broken, and in both languages what was seen and what to do."""

    check: str
    broken: bool
    zh: str
    en: str

    def plain(self) -> dict[str, object]:
        """As plain values, for JSON."""
        return asdict(self)

    def line(self, lang: str) -> str:
        """As one line for the terminal."""
        mark = "✗" if self.broken else "✓"
        return f"{mark} {NAMES[self.check]}：{self.zh}" if lang == "zh" else f"{mark} {self.check}: {self.en}"


def examine(settings: Settings) -> list[Finding]:
    """Every check, broken ones among them."""
    return [_python(), _packages(), _bundle(), _key(settings), _login(settings), *_store(settings), _space(settings)]


NAMES = {
    "python": "Python",
    "packages": "依赖包",
    "files": "随附文件",
    "key": "身份密钥",
    "login": "登录",
    "store": "数据仓",
    "scores": "评分",
    "erasure": "个人信息删除",
    "models": "模型",
    "disk": "磁盘",
}


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("python", False, version, version)


def _packages() -> Finding:
    missing = []
    for name in (
        "duckdb",
        "deltalake",
        "pyarrow",
        "pandas",
        "plotly",
        "streamlit",
        "jieba",
        "rjieba",
        "ahocorasick_rs",
        "python_calamine",
    ):
        try:
            with warnings.catch_warnings():  # of escapes in jieba's source, which the user cannot mend
                warnings.simplefilter("ignore")
                importlib.import_module(name)
        except ImportError:
            missing.append(name)
    if missing:
        names = ", ".join(missing)
        return Finding(
            "packages",
            True,
            f"缺少 {names}；请重新运行 make demo 或 pip install voc。",
            f"missing {names}; run make demo or pip install voc.",
        )
    return Finding("packages", False, "齐全", "complete")


def _bundle() -> Finding:
    wanted = (("app.py",), ("lexicons", "codeframe.toml"), ("lexicons", "models", "sentiment.npz"), ("data", "generator"))
    missing = []
    for parts in wanted:
        try:
            resources.path(*parts)
        except FileNotFoundError:
            missing.append("/".join(parts))
    if missing:
        names = ", ".join(missing)
        return Finding(
            "files",
            True,
            f"缺少 {names}；安装不完整，请重新安装。",
            f"missing {names}; the installation is incomplete, install again.",
        )
    return Finding("files", False, "词典、模型、示例齐全", "lexicons, model and sample are there")


def _key(settings: Settings) -> Finding:
    if os.environ.get("VOC_KEY"):
        return Finding("key", False, "取自环境变量 VOC_KEY", "from the environment variable VOC_KEY")
    if not settings.key_file.exists():
        zh = f"{settings.key_file} 尚不存在，首次入库时建立；请备份，丢失后无法认出旧客户。"
        return Finding(
            "key",
            False,
            zh,
            f"{settings.key_file} is made at the first ingest; back it up: without it old customers are not recognised.",
        )
    if settings.key_file.stat().st_mode & 0o077:
        zh = f"{settings.key_file} 可被他人读取；请运行 chmod 600 {settings.key_file}。"
        return Finding("key", True, zh, f"{settings.key_file} can be read by others; run chmod 600 {settings.key_file}.")
    if settings.home.resolve() in settings.key_file.resolve().parents:
        zh = f"{settings.key_file} 在数据仓里；请移到外面并设置 VOC_KEY_FILE。"
        return Finding("key", True, zh, f"{settings.key_file} lies inside the store; move it out and set VOC_KEY_FILE.")
    return Finding("key", False, str(settings.key_file), str(settings.key_file))


def _login(settings: Settings) -> Finding:
    from voc.access.roles import roles_file
    from voc.access.serving import secrets_file, way_in

    try:
        way, secrets = way_in(settings, "127.0.0.1"), secrets_file()
    except VocError as error:
        return Finding("login", True, error.zh, error.en)
    if way == "local":
        return Finding(
            "login", False, "未配置，只在本机打开，打开者即管理员", "none: this machine only, whoever opens it is administrator"
        )
    if way == "oidc" and secrets is not None:
        if secrets.stat().st_mode & 0o077:
            zh = f"{secrets} 可被他人读取；请运行 chmod 600 {secrets}。"
            return Finding("login", True, zh, f"{secrets} can be read by others; run chmod 600 {secrets}.")
        if importlib.util.find_spec("authlib") is None:
            return Finding(
                "login",
                True,
                "OIDC 需要 Authlib；请运行 pip install voc[login]。",
                "OIDC needs Authlib; run pip install voc[login].",
            )
    table = roles_file(settings)
    named = {"oidc": ("OIDC", "OIDC"), "proxy": ("可信代理", "trusted proxy")}[way]
    return Finding("login", False, f"{named[0]}，角色表 {table}", f"{named[1]}, role table {table}")


def _store(settings: Settings) -> list[Finding]:
    from voc.privacy.keys import fingerprint, load_key
    from voc.store import Scope, Store

    if not settings.home.exists():
        zh = f"{settings.home} 尚不存在；运行 voc ingest 或 voc demo 会建立它。"
        return [Finding("store", False, zh, f"{settings.home} does not exist yet; voc ingest or voc demo makes it.")]
    try:
        store = Store.open(settings, create=False)
        if store.ledger.setting("key_fingerprint") is not None:
            store.check_key(fingerprint(load_key(settings, make=False)))
        reader = store.reader(Scope.everything())
        counts = {name: reader.query(f"select count(*) as n from {name}")["n"][0].as_py() for name in ("verbatims", "quarantine")}
    except VocError as error:
        return [Finding("store", True, error.zh, error.en)]
    except Exception as error:  # whatever is wrong with a store, this command says so
        return [
            Finding(
                "store",
                True,
                f"{settings.home} 打不开（{error}）；可能已损坏，请从备份恢复。",
                f"{settings.home} does not open ({error}); it may be damaged, restore it from a backup.",
            )
        ]
    publication = store.publication()
    findings = [
        *_erasures(store.ledger.erasures.pending()),
        Finding(
            "store",
            False,
            f"{settings.home}：第 {publication.id} 版，原声 {counts['verbatims']:,}，隔离 {counts['quarantine']:,}",
            f"{settings.home}: publication {publication.id}, {counts['verbatims']:,} verbatims, {counts['quarantine']:,} in quarantine",
        ),
    ]
    if counts["verbatims"] and not publication.makers:
        findings.append(
            Finding("scores", True, "原声还没有评分；请运行 voc rescore。", "verbatims have no scores yet; run voc rescore.")
        )
    topics = publication.makers.get("topics")
    if topics and not (settings.home / "models" / f"{topics}.npz").exists():
        findings.append(
            Finding(
                "models",
                True,
                f"缺少主题模型 {topics}；请运行 voc topics --refit。",
                f"topic model {topics} is missing; run voc topics --refit.",
            )
        )
    return findings


def _erasures(pending: list[int]) -> list[Finding]:
    if not pending:
        return []
    numbers = ", ".join(map(str, pending))
    zh = f"第 {numbers} 次删除开始后没有完成（进程被中断）；请重新运行同一条 voc erase。"
    return [Finding("erasure", True, zh, f"erasure {numbers} was begun and has not ended (killed); run the same voc erase again.")]


def _space(settings: Settings) -> Finding:
    place = settings.home if settings.home.exists() else settings.home.resolve().parent
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free / 2**30
    if free < 1:
        return Finding("disk", True, f"仅剩 {free:.1f} GiB；请清理磁盘。", f"only {free:.1f} GiB free; make room.")
    return Finding("disk", False, f"可用 {free:.0f} GiB", f"{free:.0f} GiB free")
