"""Marks what is known to be wrong: the test fails as soon as it is mended, and the mark goes."""

import pytest


def bug(reason: str, *values: object):
    """One case of a parametrized test that fails today."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))
