"""The invented operator: brands, tiers, products, channels, competitors, regions, stores. Nobody here exists."""

from __future__ import annotations

from dataclasses import dataclass

OPERATOR = "竹桥"
HOTLINE = "10065"
APP = "掌上竹桥"
RIVALS = ("山雀电讯", "石榴通信")
RIVAL_NAMES = (("山雀", "山雀电讯", "山雀"), ("石榴", "石榴通信", "石榴"))
RIVAL_SHARES = (0.6, 0.4)
CUSTOMERS = {"青笋": 520_000, "竹悦": 980_000, "桥尊": 210_000}
"""Customers in the first week of the year the sample covers."""
CHANNELS = ("营业厅", "代理网点", "热线", "APP", "网上营业厅", "小程序", "上门服务", "社交媒体")


@dataclass(frozen=True)
class Product:
    """A plan: official name, brand, tier, kind (mobile, fusion, fixed), price in yuan, share of the customers, what people call it."""

    name: str
    brand: str
    tier: str
    kind: str
    price: int
    share: float
    called: tuple[str, ...]


@dataclass(frozen=True)
class Region:
    """A province-like region: name, cities, share of the customers, halls, and how much better or worse the network is there."""

    name: str
    cities: tuple[str, ...]
    share: float
    roads: tuple[str, ...]
    network: float

    @property
    def stores(self) -> tuple[str, ...]:
        """Names of the region's halls."""
        return tuple(f"{self.name}{road}营业厅" for road in self.roads)


BRANDS = ("青笋", "竹悦", "桥尊")
PRODUCTS = (
    Product("青笋19元卡", "青笋", "基础", "mobile", 19, 0.12, ("青笋19", "19块的青笋卡", "青笋卡", "那个19元卡")),
    Product("青笋畅玩39", "青笋", "进阶", "mobile", 39, 0.13, ("青笋39", "畅玩39", "39的青笋卡", "青笋畅玩")),
    Product("青笋电竞版59", "青笋", "进阶", "mobile", 59, 0.08, ("电竞版", "青笋电竞", "59的电竞套餐", "青笋59")),
    Product("竹悦58套餐", "竹悦", "普通", "mobile", 58, 0.17, ("竹悦58", "58的套餐", "58块钱那个套餐", "竹悦")),
    Product("竹悦老友卡", "竹悦", "普通", "mobile", 28, 0.08, ("老友卡", "竹悦老友", "那个老年卡", "28块的老友卡")),
    Product("竹悦全家福129", "竹悦", "银卡", "fusion", 129, 0.16, ("全家福", "129的全家福", "竹悦129", "全家福套餐")),
    Product("竹悦千兆宽带", "竹悦", "银卡", "fixed", 99, 0.10, ("千兆宽带", "竹悦千兆", "你们那个千兆", "竹悦宽带")),
    Product("桥尊199", "桥尊", "金卡", "fusion", 199, 0.08, ("桥尊199", "桥尊套餐", "199的套餐", "桥尊")),
    Product("桥尊尊享399", "桥尊", "钻石", "fusion", 399, 0.04, ("桥尊399", "尊享399", "399那档", "尊享套餐")),
    Product("桥尊商企专线", "桥尊", "钻石", "fixed", 599, 0.04, ("商企专线", "公司专线", "桥尊专线", "企业专线")),
)
REGIONS = (
    Region("岭南", ("榕浦市", "海棠市", "翠洲市"), 0.20, ("榕荫路", "海棠北路", "渡口街"), 0.2),
    Region("川江", ("锦澜市", "南渝坝市", "青衣口市"), 0.17, ("锦水街", "浣纱路", "坝上"), 0.0),
    Region("关东", ("松阳堡市", "白桦市"), 0.11, ("桦林街", "松花里", "老站前"), -0.1),
    Region("中原", ("汴阳市", "清洛市"), 0.17, ("铜驿路", "麦香街", "花园里"), -0.2),
    Region("江浦", ("临浦市", "云溪市"), 0.14, ("云溪路", "月湖里"), 0.4),
    Region("荆湖", ("夏江市", "荷泽湾市"), 0.12, ("临湖路", "楚望街", "东渡口"), 0.0),
    Region("秦川", ("渭滨原市", "石峁口市"), 0.09, ("钟鼓里", "渭塬路"), -0.3),
)
SPOTS: tuple[str, ...] = (
    "翠湖",
    "金桂",
    "和顺",
    "望江",
    "东篱",
    "柳林",
    "石榴园",
    "南塘",
    "桂花",
    "银杏",
    "双塘",
    "白鹭",
    "杏林",
    "清水湾",
    "北桥",
    "丰泽",
    "向阳",
    "桃源",
    "枫丹",
    "锦绣",
    "滨河",
    "凤凰",
    "大王庄",
    "小东门",
    "三里桥",
    "七星",
)
SUFFIXES = ("小区", "花园", "家园", "苑", "新村", "公寓", "一期", "大厦", "广场", "那边", "路地铁站", "工业园", "学校", "菜场")
VILLAGES = (
    "张家湾村",
    "李家坝",
    "石桥镇",
    "前进村",
    "上坪乡",
    "黄土塬",
    "柳树屯",
    "下河口",
    "杨梅岭",
    "东沟村",
    "新集镇",
    "沙洲村",
)
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗"
OCCUPATIONS = ("企业职工", "个体经营", "学生", "公务员及事业单位", "务工人员", "自由职业", "退休", "务农")
AGES = ("18-24岁", "25-34岁", "35-44岁", "45-54岁", "55-64岁", "65岁及以上")
AGE_SHARES = {
    "青笋": (0.42, 0.34, 0.14, 0.06, 0.03, 0.01),
    "竹悦": (0.06, 0.20, 0.26, 0.22, 0.15, 0.11),
    "桥尊": (0.03, 0.24, 0.36, 0.25, 0.09, 0.03),
}
EDUCATIONS = ("初中及以下", "高中/中专", "大专", "本科", "研究生")
SPENDS = ("30元以下", "30-59元", "60-99元", "100-199元", "200元及以上")
TEAMS = (
    ("自有一班", "自有"),
    ("自有二班", "自有"),
    ("自有专席班", "自有"),
    ("睿语外包一组", "外包"),
    ("睿语外包二组", "外包"),
    ("禾声外包组", "外包"),
)
DEPARTMENTS = {
    "network": "网络部",
    "billing": "计费账务部",
    "ordering": "市场部",
    "service": "客服部",
    "digital": "互联网部",
    "privacy": "信息安全部",
    "device": "终端公司",
    "other": "渠道部",
}
"""Who answers for a kind of complaint: eight of the departments of the codeframe, so that work orders and lists of causes meet."""
CALLED = DEPARTMENTS["other"]
"""The department that is asked first: it runs hotline, halls and outlets."""
DISPATCHED = DEPARTMENTS["service"]
"""The department that passes complaints on and answers for how customers are served."""
CAUSE_NAMES = {
    "network": "网络质量", "billing": "资费账务", "ordering": "业务办理", "service": "服务质量", "digital": "电子渠道",
    "privacy": "信息安全", "device": "终端设备", "other": "其他",
}  # fmt: skip
"""What the operator's staff tick as the kind of a complaint."""


def dictionary() -> list[tuple[str, str, str, str, str, str]]:
    """The operator's own names: kind, name, parent, synonyms separated by |, first and last day of validity."""
    rows = [("品牌", brand, "", f"{brand}品牌|{brand}卡") for brand in BRANDS]
    rows += [("档次", tier, brand, "") for brand, tier in dict.fromkeys((product.brand, product.tier) for product in PRODUCTS)]
    for product in PRODUCTS:
        unclear = (*BRANDS, f"{product.brand}卡", product.name)
        synonyms = "|".join(called.removeprefix("那个") for called in product.called if called not in unclear)
        rows.append(("产品", product.name, product.brand, synonyms))
    rows += [("竞争对手", name, "", f"{name[:2]}|{name[:2]}的卡") for name in RIVALS]
    rows += [("渠道", channel, "", "") for channel in CHANNELS]
    for region in REGIONS:
        rows.append(("地区", region.name, "", f"{region.name}省"))
        rows += [("地区", city, region.name, city[:-1]) for city in region.cities]
        short = len(region.name)
        rows += [
            ("营业厅", store, region.name, f"{store[short:]}|{store[short:].removesuffix('营业厅')}厅") for store in region.stores
        ]
    rows += [("部门", department, "", "") for department in DEPARTMENTS.values()]
    rows += [("班组", team, CALLED, "") for team, _ in TEAMS]
    return [(*row, "", "") for row in rows]


def place_names() -> tuple[str, ...]:
    """Every place a text may name, longest first: for taking slots out of a text."""
    names = {f"{spot}{suffix}" for spot in SPOTS for suffix in SUFFIXES} | set(VILLAGES)
    names |= {city for region in REGIONS for city in region.cities} | {city[:-1] for region in REGIONS for city in region.cities}
    names |= {region.name for region in REGIONS} | {store for region in REGIONS for store in region.stores}
    names |= {f"{road}营业厅" for region in REGIONS for road in region.roads} | {
        f"{road}厅" for region in REGIONS for road in region.roads
    }
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def own_names() -> tuple[str, ...]:
    """Every name of operator, brand, product, app, hotline and competitor, longest first."""
    names = {OPERATOR, f"{OPERATOR}通信", HOTLINE, APP, *RIVALS, *BRANDS} | {name for names in RIVAL_NAMES for name in names}
    names |= {product.name for product in PRODUCTS} | {called for product in PRODUCTS for called in product.called}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))
