"""Inside the process of one notebook: a kernel without sockets, and a wire to whoever waits for its messages."""

from __future__ import annotations

import os
import threading
from multiprocessing.connection import Connection
from typing import Any

from auditbook.engine.orphan import end_with_parent

MOST = 64 << 20  # bytes of messages of one notebook: a page of more opens nowhere
_SHOWN = ("stream", "display_data", "update_display_data", "execute_result", "error", "clear_output", "execute_input")
_HOOKED = "module://matplotlib_inline.backend_inline"


class _Wire:
    """Passes the kernel's messages on as they come, until they are too many; knows when a cell is idle."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._sent = 0
        self.idle = threading.Event()

    def hear(self, message: dict[str, Any]) -> None:
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "status":
            if content["execution_state"] == "idle":
                self.idle.set()
            return
        if kind not in _SHOWN:
            return
        self._sent += _size(content)
        if self._sent > MOST:
            self.send("over", f"输出超过 {MOST >> 20} MB，已停止。请减少打印的内容或图的张数")
            os._exit(1)
        told = {"header": {"msg_type": kind}, "msg_type": kind, "parent_header": {}, "content": content}
        self.send("message", told)

    def send(self, kind: str, content: Any) -> None:
        with self._lock:
            self._connection.send((kind, content))


def serve(connection: Connection, environment: dict[str, str], folder: str) -> None:
    """Runs cells as they come, in ``folder`` and with ``environment``, until nobody asks any more."""
    end_with_parent()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.environ.setdefault("MPLBACKEND", _HOOKED)
    _silence()
    wire = _Wire(connection)
    try:
        _cells(connection, wire)
    except EOFError:
        # nobody asks any more
        os._exit(0)
    except Exception as problem:  # noqa: BLE001 (nothing may end in silence: who waits must be told)
        wire.send("over", f"运行笔记本的进程出错（{type(problem).__name__}：{problem}）")
        os._exit(1)


def _cells(connection: Connection, wire: _Wire) -> None:
    client = _client(wire)
    while True:
        source = connection.recv()
        wire.idle.clear()
        client.execute(source, allow_stdin=False)
        reply = client.get_shell_msg()
        wire.idle.wait()
        wire.send("done", reply["content"]["status"] == "ok")


def _client(wire: _Wire) -> Any:
    import matplotlib
    from ipykernel.inprocess.manager import InProcessKernelManager

    from auditbook.engine.quiet import QuietKernel

    # it was imported before this notebook's environment was known
    matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]
    manager = InProcessKernelManager()
    kernel: Any = QuietKernel(parent=manager, session=manager.session)  # type: ignore[no-untyped-call]
    kernel.shell.history_manager.enabled = False
    manager.kernel = kernel
    client: Any = manager.client()  # type: ignore[no-untyped-call]
    client.start_channels()
    client.iopub_channel.call_handlers = wire.hear
    return client


def _silence() -> None:
    """What programs write past Python goes nowhere, and nothing can be read from the terminal."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def _size(content: dict[str, Any]) -> int:
    data = content.get("data") or {}
    return len(content.get("text", "")) + sum(len(str(value)) for value in data.values()) + 100
