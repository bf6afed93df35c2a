"""A check as somebody writes it for their own organisation."""

HEAD = """\
-- id: Z01
-- title: 大额分录
-- severity: 低
-- basis: 某办法第1条
-- advice: 建议核对
-- proves: 金额达到上限
-- does_not_prove: 不说明用途
-- needs: [journal]
-- params: {limit: 100.00}
"""
