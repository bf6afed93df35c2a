"""What rows that are no data call themselves: totals by their labels, footers by their first words."""

from __future__ import annotations

import re

from auditbook.cells import fold
from auditbook.sheets import FOOTER

_MONTH = "本月|当月|本期|[0-9一二三四五六七八九十]{1,3}月份?|[12][0-9]{3}[-./年]?[0-9]{1,2}月?份?"
_IN_WORDS = "[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正人民币]*"
# what a row states about the rows above it; the first that matches
LABELS = {
    name: re.compile(pattern)
    for name, pattern in {
        "carried": "承前页|过次页|转次页|接前页|承上页|转下页|上页(?:累计|合计)",
        "opening": "期初余额|年初余额|上年结转|上年结余|月初余额|上期结转|上期余额|期初数|年初数",
        "closing": "期末余额|月末余额|年末余额|结转下年|结转下期",
        "year_to_date": "(?:本年|本年度|全年)?累计(?:发生额|发生|数)?|(?:本年|本年度|全年)(?:合计|发生额(?:合计)?)",
        "month": f"(?:{_MONTH})(?:合计|小计|总计|发生额)(?:合计|数)?|月计",
        "page": "(?:本页|当页|第[0-9]+页)(?:合计|小计)",
        "subtotal": ".{0,10}小计|凭证合计.*|(?:本日|当日|当前|凭证|科目)合计|(?:本日|当日)发生额|日计",
        # a part of a year that is no month is not compared
        "part": ".{0,6}(?:季度|半年|年度)(?:合计|小计)",
        "total": rf".{{0,10}}(?:合计|总计)(?:数|额|金额|人民币)?(?:\(.*\))?(?:{_IN_WORDS})",
    }.items()
}
REASONS = {
    "carried": "承前页、过次页行",
    "opening": "期初余额行",
    "closing": "期末余额行",
    "year_to_date": "本年累计行",
    "month": "本月合计行",
    "page": "本页合计行",
    "subtotal": "小计行",
    "part": "季度、半年合计行",
    "total": "合计行",
    "unlabelled": "没有名称的合计行",
    "blank": "空行",
    "footer": "表尾说明",
    "remark": "说明文字",
    "heading": "重复的表头",
    "unit": "单位行",
    "another": "另一张表（没有读取）",
    "prior": "期初凭证（期间为0）",
}
# what a label has at least, for a quick look at a whole column
MAYBE = (
    "[合小总累月日][  　]*计|承前|承上|接前|过次|转[次下]页|期[初末]|[月年][初末]余额|上[年期]结|上期余额|结转下|发生额"
)
# a line of labels and figures: 借方笔数 | 3 | 借方金额 | 100.00
STATING = re.compile("^共[0-9]+[条笔张行]$|^(合计)?(借方|贷方|收入|支出)(发生)?总?(笔数|金额|合计|发生额|额)")
_WHO = "制表|打印|填表|审核|复核|编制|制单|记账|出纳|经办|导出|操作|主管|负责"
_ABOUT = "单位负责人|财务负责人|会计主管|工会主席|注|说明|核算单位|单位名称|会计期间|期间|币种|科目范围"
_FOOTING = re.compile(
    rf"(?:{_WHO})(?:人|员|日期|时间|单位)?(?::|$)|(?:{_ABOUT}):"
    r"|第\d+页|共\d+(?:页|笔|条|行|张)|页码|以上|合成数据|-{4,}|={4,}|\*{4,}"
)


def kind_of(text: str) -> str:
    """The kind of total that a label names; empty if none."""
    bare = re.sub(r"[\s:：]", "", fold(text))
    return next((kind for kind, pattern in LABELS.items() if pattern.fullmatch(bare)), "")


def footing(text: str) -> bool:
    """The text is a footer: who made the table, when it was printed."""
    bare = fold(text).replace(" ", "")
    return bool(_FOOTING.match(bare) or FOOTER.match(bare))
