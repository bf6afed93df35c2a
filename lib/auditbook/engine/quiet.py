"""Jupyter's in-process kernel, which also runs cells that await, and does not gather what it cannot pass on."""

from __future__ import annotations

from types import SimpleNamespace

from ipykernel.inprocess.ipkernel import InProcessKernel
from ipykernel.iostream import OutStream
from traitlets import default

_HELD = 1 << 20  # signs that are printed before whoever prints has to wait


class _Stream(OutStream):
    """A stream that waits until what was printed is passed on: a cell that prints for ever fills no memory."""

    _since = 0

    def write(self, string: str) -> int:
        written = super().write(string)
        self._since += len(string)
        if self._since > _HELD:
            self._since = 0
            self.flush()  # type: ignore[no-untyped-call]
        return written or 0


class QuietKernel(InProcessKernel):
    """A kernel with one shell and no thread that takes messages: a cell that awaits asks for its parent."""

    _supports_kernel_subshells = False
    shell_channel_thread = SimpleNamespace(parent_thread=None)

    @default("stdout")
    def _default_stdout(self) -> OutStream:
        return self._stream("stdout")

    @default("stderr")
    def _default_stderr(self) -> OutStream:
        return self._stream("stderr")

    def _stream(self, name: str) -> OutStream:
        return _Stream(self.session, self.iopub_thread, name, watchfd=False)  # type: ignore[no-untyped-call]
