"""Words of the command line, Chinese first."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, tuple[str, str]]


def say(key: str, lang: str, words: Words) -> str:
    """The words of `key` in `lang`; a key without words says nothing."""
    zh, en = words.get(key, ("", ""))
    return zh if lang == "zh" else en


COMMANDS: Words = {
    "voc": (
        "客户之声：把问卷、投诉、通话和社交帖子读成满意度、根因与口碑风险。数据留在本机。",
        "Customer voice: surveys, complaints, calls and posts read into satisfaction, root causes and word-of-mouth risk. On premises.",
    ),
    "demo": ("生成示例数据、入库、评分，并打开看板", "sample data into a store, scored, dashboard open"),
    "ingest": ("把文件或文件夹收进数据仓，可持续收取", "take files or folders into the store, once or as they arrive"),
    "score": ("不入库，直接给一个文件评分", "score a file without a store"),
    "rescore": ("给新增或版本过期的原声评分；可重复运行、可中断", "score new or stale verbatims; safe to run twice or to kill"),
    "evaluate": ("在有标签的文件上检验准确度", "accuracy on a labelled file, with intervals"),
    "survey": ("不入库，直接把一份问卷算成报告", "a questionnaire straight to its report, without a store"),
    "topics": (
        "列出模型发现的话题，或新出现的词、话题与复制粘贴",
        "the topics that the model found, or what is new: words, topics, pasted texts",
    ),
    "risk": ("口碑风险：每千名客户的人次传播", "word-of-mouth risk: person-contacts per 1,000 customers"),
    "alerts": ("预警：什么高于它自己的过去；供定时任务用", "early warning: what rose above its own past; for schedulers too"),
    "serve": ("打开看板", "open the dashboard"),
    "label": (
        "标注队列：先标模型最拿不准的，另有五分之一随机抽查",
        "the labelling queue: what the model is least sure of, and a random fifth to check it by",
    ),
    "train": (
        "用本单位自己的标注训练，留出一部分检验，不更好就不启用",
        "learn from your own labels; held against a part kept back, never in force unless better",
    ),
    "models": (
        "列出本数据仓训练的模型，选用其中之一或换回随附的",
        "models trained here: list them, put one in force or the shipped one back",
    ),
    "codeframe": (
        "码表的版本：检查改好的文件，看它改变什么，启用，撤销",
        "versions of the codeframe: check an edited file, see what it changes, put it in force, take that back",
    ),
    "schema": ("打印数据字典：每张表、每一列", "print the data dictionary: every table, every column"),
    "recover": (
        "个案修复：开出任务、列给票务系统、读回状态",
        "win back single customers: open tasks, list them for the ticket system, read back their status",
    ),
    "report": (
        "部门报告：每个部门一节，根因、行动与标准",
        "report for departments: a section each with its causes, actions and standards",
    ),
    "audit": ("核对或列出审计日志：谁看过、取走、改过什么", "check or list the audit log: who saw, took and changed what"),
    "erase": ("应个人请求删除其全部信息，包括历史版本", "erase a person's information at their request, older versions too"),
    "doctor": ("检查安装、数据仓与模型，并说明如何修复", "check the installation, store and models and say what to mend"),
}

EXAMPLES: Words = {
    "demo": (
        "例：\n  voc demo\n  voc demo --no-serve          只打印关键数字\n  voc demo --seed 7",
        "examples:\n  voc demo\n  voc demo --no-serve          print the key figures only\n  voc demo --seed 7",
    ),
    "ingest": (
        "例：\n  voc ingest 问卷.csv --source survey\n  voc ingest 投诉工单.xlsx --source complaint --dry-run\n"
        "  voc ingest 收件箱/ --watch             持续收取新文件，直到 Ctrl-C 或 SIGTERM\n退出码：0 完成；1 完成但有隔离行；2 需要您修正；3 程序错误",
        "examples:\n  voc ingest survey.csv --source survey\n  voc ingest orders.xlsx --source complaint --dry-run\n"
        "  voc ingest inbox/ --watch              new files as they arrive, until Ctrl-C or SIGTERM\n"
        "exit status: 0 done; 1 done with rows in quarantine; 2 yours to mend; 3 ours",
    ),
    "score": (
        "例：\n  voc score 评论.csv --source social --out 结果.xlsx\n  voc score 通话.jsonl --source transcript --out out.parquet\n"
        "  voc score 评论.csv --source social --out o.csv --scorer snownlp --segmenter jieba --topics gensim",
        "examples:\n  voc score posts.csv --source social --out scores.xlsx\n  voc score calls.jsonl --source transcript --out out.parquet\n"
        "  voc score posts.csv --source social --out o.csv --scorer snownlp --segmenter jieba --topics gensim",
    ),
    "rescore": (
        "例：\n  voc rescore\n  voc rescore --since 2026-06-01 --limit 20000",
        "examples:\n  voc rescore\n  voc rescore --since 2026-06-01 --limit 20000",
    ),
    "evaluate": (
        "任务：sentiment intent causes dialogue topics entities masking wants\n例：\n  voc evaluate sentiment 标注.csv\n  voc evaluate masking           用随附的开发部分造句评测脱敏",  # noqa: E501
        "tasks: sentiment intent causes dialogue topics entities masking wants\nexamples:\n  voc evaluate sentiment labelled.csv\n  voc evaluate masking           sentences made from the shipped development part",  # noqa: E501
    ),
    "survey": (
        "例：\n  voc survey 问卷.sav --out 报告.pptx\n  voc survey 问卷.csv --map 映射.toml --targets 总体.csv --out 报告.xlsx",
        "examples:\n  voc survey survey.sav --out report.pptx\n  voc survey survey.csv --map map.toml --targets base.csv --out report.xlsx",
    ),
    "topics": (
        "例：\n  voc topics\n  voc topics --new                 新出现的词、上升的话题、复制粘贴\n"
        "  voc topics --refit               在上一版基础上更新，编号与名称不变\n  voc topics --anew --number 20    从头拟合",
        "examples:\n  voc topics\n  voc topics --new                 words that came up, rising topics, pasted texts\n"
        "  voc topics --refit               go on from the version before, ids and names stay\n  voc topics --anew --number 20    from nothing",
    ),
    "risk": ("例：\n  voc risk --by brand --json", "example:\n  voc risk --by brand --json"),
    "alerts": (
        "例：\n  voc alerts                     最近一周未处理的预警\n  voc alerts --all --json\n"
        "  voc alerts --webhook https://内网地址/接收 --mail zhiban@example.cn\n退出码：0 没有未处理的预警；1 有；2 需要您修正；3 程序错误",
        "examples:\n  voc alerts                     open alerts of the last week\n  voc alerts --all --json\n"
        "  voc alerts --webhook https://intranet/hook --mail duty@example.cn\n"
        "exit status: 0 no open alert; 1 there is one; 2 yours to mend; 3 ours",
    ),
    "serve": ("例：\n  voc serve --port 8502 --no-open", "example:\n  voc serve --port 8502 --no-open"),
    "schema": ("例：\n  voc schema --out 数据字典.md", "example:\n  voc schema --out dictionary.md"),
    "label": (
        "例：\n  voc label sentiment\n  voc label sentiment --size 100 --out 待标注.xlsx\n  voc label sentiment --take 待标注.xlsx",
        "examples:\n  voc label sentiment\n  voc label sentiment --size 100 --out queue.xlsx\n  voc label sentiment --take queue.xlsx",
    ),
    "train": (
        "例：\n  voc train sentiment\n  voc train sentiment 标注.csv --test 另一份标注.csv",
        "examples:\n  voc train sentiment\n  voc train sentiment labelled.csv --test other.csv",
    ),
    "models": (
        "例：\n  voc models\n  voc models activate sentiment shipped      换回随附的模型",
        "examples:\n  voc models\n  voc models activate sentiment shipped      the shipped model again",
    ),
    "codeframe": (
        "例：\n  voc codeframe export 码表.toml      取出使用中的码表来改\n  voc codeframe diff 码表.toml\n"
        "  voc codeframe apply 码表.toml --note 加物联卡\n  voc codeframe undo",
        "examples:\n  voc codeframe export mine.toml      the codeframe in force, to edit\n  voc codeframe diff mine.toml\n"
        "  voc codeframe apply mine.toml --note 'IoT cards'\n  voc codeframe undo",
    ),
    "recover": (
        "例：\n  voc recover open\n  voc recover list --out 修复任务.xlsx\n  voc recover status 票务状态.csv\n"
        "状态文件的列：编号、联系时间、解决时间、回访时间、回访评分、备注；没有这个编号的行会逐行说明，退出码 1",
        "examples:\n  voc recover open\n  voc recover list --out tasks.xlsx\n  voc recover status tickets.csv\n"
        "columns of a status file: number, reached, solved, rated, rating, note; rows of an unknown number are named one by one, exit status 1",
    ),
    "report": (
        "例：\n  voc report --out 部门报告.xlsx\n  voc report --out 网络.pptx --department 网络部 --since 2026-04-01 --until 2026-06-28",
        "examples:\n  voc report --out departments.xlsx\n  voc report --out network.pptx --department 网络部 --since 2026-04-01 --until 2026-06-28",
    ),
    "audit": (
        "例：\n  voc audit verify\n  voc audit verify --expect 头摘要\n  voc audit list --act export_verbatims\n退出码：0 完好；1 被改动、缺失或调换",
        "examples:\n  voc audit verify\n  voc audit verify --expect HASH\n  voc audit list --act export_verbatims\n"
        "exit status: 0 it holds; 1 a row was changed, moved or taken away",
    ),
    "erase": (
        "例：\n  voc erase --customer 13800138000 --dry-run\n  voc erase --customer - --yes      从标准输入读号码，不留在命令历史里\n"
        "退出码：0 已删净；1 仍有残留（请再运行一次）；2 需要您修正",
        "examples:\n  voc erase --customer 13800138000 --dry-run\n"
        "  voc erase --customer - --yes      reads the number from standard input, not kept in the shell's history\n"
        "exit status: 0 nothing is left; 1 something is (run it again); 2 yours to mend",
    ),
    "doctor": ("例：\n  voc doctor", "example:\n  voc doctor"),
}

OPTIONS: Words = {
    "home": ("数据仓所在文件夹（默认 VOC_HOME 或 ./voc-store）", "folder of the store (default VOC_HOME or ./voc-store)"),
    "lang": ("语言：zh 或 en", "language: zh or en"),
    "json": ("以 JSON 输出，供程序读取", "print JSON for a program to read"),
    "scorer": ("情感评分器（默认 linear）", "sentiment scorer (default linear)"),
    "segmenter": ("分词器（默认 rjieba）", "segmenter (default rjieba)"),
    "topics": ("话题模型（默认 nmf）", "topic model (default nmf)"),
    "no_serve": ("不开看板，只打印关键数字", "no dashboard, print the key figures"),
    "seed": ("示例数据的随机种子", "seed of the sample"),
    "port": ("端口（默认 8501）", "port (default 8501)"),
    "host": (
        "监听的地址（默认 127.0.0.1，只在本机；其他地址须先配置登录）",
        "address to listen on (default 127.0.0.1, this machine only; any other needs a login)",
    ),
    "no_open": ("不自动打开浏览器", "do not open a browser"),
    "files": ("文件或文件夹", "files or folders"),
    "file": ("要评分的文件", "the file to score"),
    "source": (
        "来源；不写时按内容猜测：survey 问卷 complaint 投诉 transcript 通话 social 社交 measures 指标 steps 工单流转 events 事件 dictionary 词典",
        "source; guessed from the content where left out",
    ),
    "map": ("列映射文件（TOML）", "column mapping (TOML)"),
    "dry_run": ("只检查，不入库", "check only, store nothing"),
    "watch": (
        "持续收取：每隔若干秒查看文件夹里新增或改动的文件（默认 5）",
        "go on: look for new or changed files every so many seconds (default 5)",
    ),
    "wait": ("另一个任务正在写入时最多等待的秒数（默认 60）", "seconds to wait while another run writes (default 60)"),
    "out": ("输出文件：.csv .xlsx .parquet .jsonl", "output file: .csv .xlsx .parquet .jsonl"),
    "since": ("只评这一天及以后的（YYYY-MM-DD）", "only verbatims of this day or later (YYYY-MM-DD)"),
    "limit": ("最多评多少条", "at most so many verbatims"),
    "task": ("评测任务", "what to evaluate"),
    "labelled": (
        "带标签的文件（CSV、XLSX、JSONL；masking 为 TOML 或 JSONL，可不写）",
        "labelled file (CSV, XLSX, JSONL; TOML or JSONL for masking, may be left out)",
    ),
    "worst": (
        "把错得最多的原文也列出来（默认只给数字，原文不上屏）",
        "list the texts that are furthest off too (by default figures only)",
    ),
    "dictionary": (
        "运营商自己的名称词典（CSV、XLSX），只用于 entities",
        "the operator's own names (CSV, XLSX), for entities only",
    ),
    "questionnaire": ("问卷文件（CSV、XLSX、SPSS、JSONL）", "the questionnaire (CSV, XLSX, SPSS, JSONL)"),
    "report": (
        "报告文件：.xlsx .pptx 为完整报告，.csv .json .parquet .jsonl 为数字",
        "the report: .xlsx and .pptx whole, .csv .json .parquet .jsonl its figures",
    ),
    "targets": (
        "加权目标（CSV 或 XLSX，三列：维度、类别、占比或人数）",
        "targets to weight to (CSV or XLSX of three columns: margin, category, share or count)",
    ),
    "trim": ("权重截尾：不超过均值的多少倍（默认 5）", "cut weights above this many times their mean (5)"),
    "label_task": ("任务：sentiment causes", "task: sentiment causes"),
    "label_size": ("列出多少条（默认 20）", "how many (default 20)"),
    "label_out": ("写到这个文件（.csv .xlsx），填好 label 列后收回", "write them to a file (.csv .xlsx) to fill in"),
    "label_take": ("收取填好的文件", "take the labels of a file that was filled in"),
    "train_task": ("要训练的任务", "what to train"),
    "train_files": ("另外的带标签文件（CSV、XLSX、JSONL）", "labelled files beside what is in the store (CSV, XLSX, JSONL)"),
    "train_test": (
        "检验用的带标签文件；不写则自动留出一部分。与训练相同或近似的文本会被拒绝",
        "labelled file to test on instead of a held-back part; texts that occur in training are refused",
    ),
    "models_what": ("list 列出（默认），activate 选用", "list them (default), or activate one"),
    "models_task": ("任务：sentiment causes topics dialogue", "task: sentiment causes topics dialogue"),
    "models_version": ("版本；shipped 是随附的模型", "version; shipped is the packaged model"),
    "codeframe_what": (
        "list 列出版本（默认），check 检查，diff 看差别，apply 启用，undo 撤销，export 取出使用中的",
        "list versions (default), check, diff, apply, undo, or export the one in force",
    ),
    "codeframe_file": ("码表文件（TOML）", "codeframe file (TOML)"),
    "codeframe_note": ("为什么改，记在版本里", "why, kept with the version"),
    "codeframe_more": (
        "export 时附上增值业务、政企客户、营业厅设施的细分编码",
        "export with finer codes for value-added services, business customers and functions of a store",
    ),
    "codeframe_later": ("暂不重新编码，等下次 voc rescore", "do not code anew now, leave it to the next voc rescore"),
    "audit_what": ("verify 核对，list 列出", "verify it, or list its newest rows"),
    "expect": ("以前记下的头摘要：日志被删短也能发现", "a head noted before: tells a log that was cut off, too"),
    "audit_limit": ("最多列出多少条（默认 50）", "at most so many rows (default 50)"),
    "audit_act": ("只列这种行为，如 read_verbatims", "only rows of this act, such as read_verbatims"),
    "audit_who": ("只列这个人的", "only rows of this person"),
    "recover_what": ("open 开任务，list 列出，status 读回状态", "open tasks, list them, or read a status file"),
    "recover_status": ("票务系统导出的状态文件（CSV、XLSX）", "the status file that the ticket system exported (CSV, XLSX)"),
    "recover_out": (
        "写成文件（.csv .xlsx .parquet .jsonl），不打印",
        "write them to a file (.csv .xlsx .parquet .jsonl) instead of printing",
    ),
    "recover_policy": (
        "自己的规则，代替随附的 lexicons/recovery.toml",
        "rules of your own instead of the shipped lexicons/recovery.toml",
    ),
    "report_out": ("报告文件：.xlsx 工作簿，.pptx 幻灯片", "the report: .xlsx a workbook, .pptx slides"),
    "report_since": (
        "从这一天起（YYYY-MM-DD；默认数据最后 13 周）",
        "from this day on (YYYY-MM-DD; by default the last 13 weeks of the data)",
    ),
    "report_until": ("到这一天为止", "up to this day"),
    "report_brand": ("只看这些品牌", "these brands only"),
    "report_region": ("只看这些地区", "these regions only"),
    "report_department": ("只写这些部门（默认全部）", "sections of these departments only (default: all)"),
    "erase_customer": ("客户号码（原样；- 表示从标准输入读）", "the customer's number as given (- reads standard input)"),
    "erase_verbatim": ("原声在存储里的编号", "the verbatim's id in the store"),
    "erase_respondent": ("受访者在存储里的编号", "the respondent's id in the store"),
    "erase_case": ("工单编号，或它在存储里的编号", "the number of the work order, or its id in the store"),
    "erase_dry_run": ("只清点，不删除", "count only, remove nothing"),
    "yes": ("不再询问", "do not ask"),
    "grace": ("给正在进行的查询留的秒数（默认 5）", "seconds for queries under way to finish (default 5)"),
    "page": ("写到这个文件（Markdown）；不写则打印", "write to this file (Markdown) instead of printing"),
    "alerts_since": (
        "只列这一天及以后还在的（默认数据最后一周）",
        "only those still on that day or later (default: the last week of the data)",
    ),
    "alerts_all": ("列出全部，也就是回测", "list all there were: the back-test"),
    "per_year": ("全部日序列一年合计允许的误报次数（默认 4）", "false alarms a year that all daily series may raise (default 4)"),
    "webhook": (
        "把未处理的新预警以 JSON 发到这个地址（默认 VOC_ALERT_WEBHOOK）",
        "POST open alerts not sent before to this address as JSON (default VOC_ALERT_WEBHOOK)",
    ),
    "mail": (
        "同样发邮件到这些地址；服务器由 VOC_SMTP_HOST 等给出",
        "the same by e-mail; the server is given by VOC_SMTP_HOST and others",
    ),
    "refit": ("在上一版基础上更新话题模型", "refit the topic model from the version before"),
    "anew": ("从头拟合话题模型，仍在的话题沿用编号与名称", "fit the topic model from nothing; topics still there keep id and name"),
    "number": ("话题个数（2-99；默认按一致性与稳定性选）", "number of topics (2-99; by default chosen by coherence and stability)"),
    "new": ("只看新出现的：词、话题、复制粘贴", "what is new only: words, topics, pasted texts"),
    "promote_apply": (
        "与 --promote 同用：直接加入并启用为新版本，可撤销",
        "with --promote: add it and put that version in force, to be undone",
    ),
    "promote": ("把一个话题写成根因体系的一段 TOML", "write a topic as a piece of TOML for the codeframe"),
    "by": ("按哪一项拆分（默认 brand）", "split by (default brand)"),
    "amplification": (
        "“20%% 的人告诉 20 人”指哪些人（默认 complainers）",
        'whom "20 %% tell 20 people" is about (default complainers)',
    ),
    "target": (
        "负面口碑的目标值，每千名客户的人次；据此给出等级（默认用“口碑系数”页上定的）",
        "target of the negative index per 1,000 customers, to which a level is given (default: the one set on the coefficients page)",
    ),
    "leave": ("“81%% 流失”指哪些人（默认 both）", 'whom "81 %% leave" is about (default both)'),
}

ARGPARSE: Mapping[str, str] = {
    "usage: ": "用法：",
    "positional arguments:": "参数：",
    "options:": "选项：",
    "show this help message and exit": "显示帮助",
    "show program's version number and exit": "显示版本号",
}

MISTAKES: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.*)", r"缺少参数 \1"),
    (r"argument (\S+): invalid choice: (.*) \(choose from (.*)\)", r"\1 给的是 \2，可选：\3"),
    (r"argument (\S+): invalid fromisoformat value: (.*)", r"\1 给的是 \2，应为日期 YYYY-MM-DD"),
    (r"argument (\S+): invalid (?:int|float) value: (.*)", r"\1 给的是 \2，应为数字"),
    (r"argument (\S+): expected one argument", r"\1 后面缺少内容"),
    (r"argument (\S+): expected at least one argument", r"\1 至少要给一个"),
    (r"unrecognized arguments: (.*)", r"不认识 \1"),
)
"""What argparse says of a wrong call, and the same in Chinese."""
