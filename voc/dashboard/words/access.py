"""Words around logging in, and for what a role may not do."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "access.welcome": ("请登录", "Please log in"),
    "access.welcome_do": ("用公司账号登录后才能查看。", "Log in with your company account to go on."),
    "access.login": ("登录", "Log in"),
    "access.logout": ("退出登录", "Log out"),
    "access.idle": ("长时间没有操作，已退出", "You were away for long and were logged out"),
    "access.old": ("登录已过期", "Your login has expired"),
    "access.ended": ("已退出登录", "You are logged out"),
    "access.again_do": ("请重新登录。", "Log in again to go on."),
    "access.closed": ("暂不能查看", "No access"),
    "access.who": ("{name} · {role}", "{name} · {role}"),
    "access.brands": ("品牌：{names}", "Brands: {names}"),
    "access.regions": ("地区：{names}", "Regions: {names}"),
    "access.departments": ("部门：{names}", "Departments: {names}"),
    "access.small": (
        "不足 {n} 条的分组不显示；为防止倒推，有时会连带少显示几组。",
        "Groups of fewer than {n} are not shown, nor some others that would give them away.",
    ),
    "access.page": ("您的角色没有这个页面", "This page is not open to your role"),
    "access.page_do": ("需要时请联系管理员开通。", "Ask your administrator if you need it."),
    "access.verbatims": (
        "数字可以看，原声需要单独授权，您的角色没有这项权限。",
        "The figures are yours to see; customers' words need a right of their own, which your role has not.",
    ),
    "access.export": ("下载需要单独授权，您的角色没有这项权限。", "Downloads need a right of their own, which your role has not."),
    "access.act": ("您的角色只能查看改进行动，不能新建或推进。", "Your role may look at actions, not open or move them."),
    "access.outside": (
        "这项行动超出了您的权限范围：请选定您负责的{what}。",
        "This action lies beyond your limits: choose your own {what}.",
    ),
    "access.quarantine": ("隔离的行需要单独授权。", "Refused rows need a right of their own."),
    "access.upload": ("您的角色不能上传文件。", "Your role may not take in files."),
    "access.runs": ("您的角色不能查看运行记录。", "Your role may not see runs."),
    "access.settings": ("您的角色只能查看，不能试算或修改设置。", "Your role may look at the settings, not try or change them."),
    "access.few": ("符合条件的记录太少，不显示。", "Too few records to be shown."),
    "access.few_do": ("放宽筛选条件后再看。", "Widen the filters."),
}
