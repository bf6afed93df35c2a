"""Which fonts: those of the system where it has Chinese ones, else Noto Sans and Serif SC of the wheel.

方正小标宋 needs a licence, 仿宋 and 楷体 come with Windows and WPS; a server usually has none of them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn

SANS, SERIF = "Noto Sans SC", "Noto Serif SC"

# Role → family names as font files state them, best first. The last one is always there.
FAMILIES: dict[str, tuple[str, ...]] = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", "SimSun", "Songti SC", SERIF),
    "song": ("SimSun", "STSong", "Songti SC", SERIF),
    "fang": ("FangSong_GB2312", "FangSong", "STFangsong", SERIF),
    "kai": ("KaiTi_GB2312", "KaiTi", "STKaiti", "Kaiti SC", SERIF),
    "hei": ("SimHei", "STHeiti", "Heiti SC", "PingFang SC", "Microsoft YaHei", SANS),
}

# No SimSun: below 12 points matplotlib meets its bitmaps and draws nothing.
_CHARTS = ("Microsoft YaHei", "SimHei", "PingFang SC", "Hiragino Sans GB", "Noto Sans CJK SC", SANS)


def font_paths() -> list[str]:
    """The folders with fonts that typst shall read besides those of the system."""
    return [str(Path(pylopdf_fonts_zh_cn.sans_path()).parent)]


def families(present: list[str]) -> dict[str, list[str]]:
    """Per role the families that are ``present``, best first, so that no document asks for an unknown one.

    >>> families(["SimHei", "Noto Sans SC", "Noto Serif SC"])["hei"]
    ['SimHei', 'Noto Sans SC']
    """
    known = {name.casefold() for name in present}
    return {role: [name for name in names if name.casefold() in known] for role, names in FAMILIES.items()}


def drawable(text: str) -> str:
    """``text`` as charts can draw it: a sign that no font has is named, as in the pdf, instead of a box."""
    return "".join(sign if sign.isspace() or _has(sign) else f"〔U+{ord(sign):04X}〕" for sign in text)


@cache
def _has(sign: str) -> bool:
    import matplotlib
    from matplotlib import font_manager

    use_in_charts()
    families = matplotlib.rcParams["font.family"]
    files = [font_manager.findfont(family, fallback_to_default=False) for family in families]
    return any(font_manager.get_font(file).get_char_index(ord(sign)) for file in files)


def use_in_charts() -> None:
    """Set matplotlib so that Chinese labels are drawn, and drawn the same each time."""
    import matplotlib
    from matplotlib import font_manager

    manager = font_manager.fontManager
    # matplotlib remembers fonts of earlier days in a file; those that are gone would hide the wheel's.
    manager.ttflist = [font for font in manager.ttflist if Path(font.fname).exists()]
    present = {font.name for font in manager.ttflist}
    if SANS not in present:
        manager.addfont(pylopdf_fonts_zh_cn.sans_path())
        present.add(SANS)
    matplotlib.rcParams.update(
        {
            # A list of families: a sign that the first font lacks comes from the next.
            "font.family": [*(name for name in _CHARTS if name in present), "DejaVu Sans"],
            "axes.unicode_minus": False,
            "text.parse_math": False,  # a dollar sign in a title is a dollar sign
            "svg.hashsalt": "auditbook",
        }
    )
