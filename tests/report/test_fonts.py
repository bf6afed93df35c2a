"""Chinese is never drawn as boxes, whatever fonts the machine has."""

from __future__ import annotations

import io
import warnings

import matplotlib
import pytest

from auditbook.report import fonts


@pytest.fixture
def charts():
    with matplotlib.rc_context():
        fonts.use_in_charts()
        yield


def drawn(text: str, kind: str) -> bytes:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(3, 1))
    figure.text(0.1, 0.5, text, fontsize=8)
    out = io.BytesIO()
    figure.savefig(out, format=kind, metadata={"Date": None} if kind == "svg" else {})
    return out.getvalue()


def test_a_chinese_label_with_a_rare_sign_and_a_minus_has_all_its_glyphs(charts):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert drawn("维权帮扶支出 −63.11 万元 ‰ 琀", "png") != drawn("", "png")


def test_a_font_that_matplotlib_remembers_but_that_is_gone_hides_nothing(tmp_path, monkeypatch):
    from matplotlib import font_manager

    gone = font_manager.FontEntry(fname=str(tmp_path / "gone.otf"), name="Noto Sans SC")
    others = [font for font in font_manager.fontManager.ttflist if font.name != "Noto Sans SC"]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [gone, *others])
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("error")
        fonts.use_in_charts()
        assert drawn("维权帮扶支出", "png") != drawn("", "png")


def test_a_chart_is_drawn_the_same_twice(charts):
    assert drawn("支出构成", "svg") == drawn("支出构成", "svg")


def test_simsun_is_no_chart_font_because_its_bitmaps_vanish_at_small_sizes(charts):
    assert not {"SimSun", "NSimSun"} & set(matplotlib.rcParams["font.family"])


def test_a_bare_server_prints_with_the_two_fonts_of_the_wheel():
    families = fonts.families(["Noto Sans SC", "Noto Serif SC", "DejaVu Sans"])
    assert families["fang"] == families["kai"] == families["title"] == ["Noto Serif SC"]
    assert families["hei"] == ["Noto Sans SC"]


def test_windows_prints_with_its_own_fonts_first():
    families = fonts.families(["FangSong", "KaiTi", "SimHei", "SimSun", "Noto Sans SC", "Noto Serif SC"])
    assert [families[role][0] for role in ("fang", "kai", "hei", "song")] == [
        "FangSong",
        "KaiTi",
        "SimHei",
        "SimSun",
    ]
