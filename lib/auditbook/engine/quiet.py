"""Jupyter's in-process kernel, which also runs cells that await."""

from __future__ import annotations

from types import SimpleNamespace

from ipykernel.inprocess.ipkernel import InProcessKernel


class QuietKernel(InProcessKernel):
    """A kernel with one shell and no thread that takes messages: a cell that awaits asks for its parent."""

    _supports_kernel_subshells = False
    shell_channel_thread = SimpleNamespace(parent_thread=None)
