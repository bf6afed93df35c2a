"""Every notebook runs as if alone, ends when it must, and shows what a stock kernel shows."""

import multiprocessing
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import papermill
import psutil
import pytest
from papermill.engines import papermill_engines

from auditbook.batch.executors import Where, spread
from auditbook.batch.order import KERNEL, WARM, Running
from auditbook.engine import WarmEngine
from auditbook.engine.worker import Limits, Worker
from auditbook.execute import Failed, execute

papermill_engines.register("auditbook", WarmEngine)


@pytest.fixture
def notebook(tmp_path):
    """A notebook of these cells."""

    def write(*cells):
        made = nbformat.v4.new_notebook(
            metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
        )
        made.cells = [nbformat.v4.new_code_cell(source) for source in cells]
        path = tmp_path / "book.ipynb"
        nbformat.write(made, path)
        return path

    return write


def outputs(ran):
    return [cell.outputs for cell in ran.notebook.cells if cell.cell_type == "code"]


def printed(ran):
    return "".join(o.text for found in outputs(ran) for o in found if o.output_type == "stream")


SPOILED = """
import os, threading, pandas, matplotlib, time
os.chdir("/"); os.environ["LEFT_BEHIND"] = "yes"
matplotlib.rcParams["font.size"] = 99
pandas.options.display.max_rows = 1
pandas.left_behind = [0] * 10_000_000
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
threading.Thread(target=time.sleep, args=(60,)).start()
print("spoiled")
"""
LOOKED = """
import os, threading, pandas, matplotlib
print(os.getcwd() != "/", "LEFT_BEHIND" in os.environ, matplotlib.rcParams["font.size"],
      pandas.options.display.max_rows, hasattr(pandas, "left_behind"))
"""


@pytest.mark.long
@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_what_a_notebook_leaves_behind_the_next_one_does_not_meet(notebook, tmp_path, method):
    for source, expected in ((SPOILED,
                              "spoiled\n"), (LOOKED, "True False 10.0 60 False\n")):  # fmt: skip
        out = papermill.execute_notebook(
            str(notebook(source)),
            str(tmp_path / "out.ipynb"),
            engine_name="auditbook",
            progress_bar=False,
            method=method,
        )
        assert "".join(o.text for o in out.cells[0].outputs) == expected


def test_the_server_of_processes_has_one_thread():
    with Worker(Limits()) as worker:
        worker.run(0, "1 + 1", lambda message: None)
        server = multiprocessing.forkserver._forkserver._forkserver_pid
        assert len(list(Path(f"/proc/{server}/task").iterdir())) == 1


def servers(_):
    """Which process this one came from, and which one a notebook that it runs."""
    heard = []
    with Worker(Limits()) as worker:
        worker.run(0, "import os; print(os.getppid(), end='')", heard.append)
    return os.getppid(), int("".join(m["content"]["text"] for m in heard if m["msg_type"] == "stream"))


@pytest.mark.long
def test_the_processes_of_a_run_and_of_their_notebooks_come_from_one_server():
    ended = dict(spread(servers, range(4), Where(2)))
    assert len({server for found in ended.values() for server in found}) == 1


SHOWN = (
    "import pandas as pd\nprint('一行'); pd.DataFrame({'甲': [1, 2]})",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);",
    "from IPython.display import display, clear_output, HTML\ndisplay(HTML('<b>x</b>')); clear_output(); display(2)",
    "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "handle = display(1, display_id='a'); handle.update(2)",
    "plt.figure(); plt.bar([1, 2], [3, 4]); plt.show(); 'after'",
)


@pytest.mark.long
def test_a_warm_process_shows_what_a_stock_kernel_shows_images_included(notebook):
    path = notebook(*SHOWN)
    warm, stock = (execute(path, {}, {}, Running(engine)) for engine in (WARM, KERNEL))
    assert outputs(warm) == outputs(stock)
    images = [o for found in outputs(warm) for o in found if "image/png" in o.get("data", {})]
    assert len(images) == 2


@pytest.mark.long
@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import sys; sys.exit(0)", "sys.exit"),
        ("import sys; sys.exit('no data')", "no data"),
        ("import os; os._exit(7)", "退出码 7"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "信号 9"),
        ("input('?')", "StdinNotImplementedError"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("while True: pass", "超过时限"),
        ("import time\ntry:\n    time.sleep(60)\nexcept BaseException:\n    time.sleep(60)", "超过时限"),
        ("kept = []\nwhile True: kept.append(bytearray(b'x') * 50_000_000)", "超过 --memory 的上限"),
        ("while True: print('x' * 1_000_000)", "输出超过"),
    ],
)
def test_a_cell_that_cannot_go_on_fails_with_its_reason_and_what_came_before_is_kept(notebook, source, told):
    ran = execute(notebook("print('before')", source, "print('never')"), {}, {}, Running(timeout=6, memory=1500))
    assert isinstance(ran, Failed)
    assert told in ran.message
    assert "before" in printed(ran) and "never" not in printed(ran)


FIGURES = "import matplotlib.pyplot as plt\nfor _ in range(10_000):\n    plt.figure().subplots().plot(range(10_000))"


@pytest.mark.long
@pytest.mark.parametrize(
    ("source", "told"),
    [(FIGURES, "超过 --memory 的上限"), (f"{FIGURES}; plt.show()", "输出超过|超过时限")],
    ids=["open", "shown"],
)
def test_a_cell_that_draws_ten_thousand_figures_is_stopped(notebook, source, told):
    ran = execute(notebook(source), {}, {}, Running(timeout=40, memory=600))
    assert isinstance(ran, Failed)
    assert re.search(told, ran.message)


ORPHANS = """
import multiprocessing, os, time
from concurrent.futures import ProcessPoolExecutor
from auditbook.engine.orphan import end_with_parent
pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=end_with_parent)
print(pool.submit(os.getpid).result(), flush=True)
pool.submit(time.sleep, 600).result()
"""


def test_a_process_whose_parent_was_killed_ends_in_the_middle_of_its_work():
    parent = subprocess.Popen([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE, text=True)
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert psutil.wait_procs([child], timeout=30)[1] == []


def test_a_process_that_failed_is_gone(notebook):
    before = {process.pid for process in multiprocessing.active_children()}
    execute(notebook("import time; time.sleep(60)"), {}, {}, Running(timeout=1))
    time.sleep(0.2)
    assert {process.pid for process in multiprocessing.active_children()} <= before


def test_what_is_written_past_python_does_not_reach_the_terminal(notebook, capfd):
    ran = execute(notebook("import os; os.system('echo past python'); print('seen')"), {}, {})
    assert printed(ran) == "seen\n"
    assert "past python" not in capfd.readouterr().out


def test_parameters_and_the_environment_arrive(notebook, tmp_path):
    made = nbformat.read(notebook("unit = 'u'", "import os; print(unit, os.environ['AUDITBOOK_INPUTS'])"), 4)
    made.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(made, tmp_path / "book.ipynb")
    ran = execute(tmp_path / "book.ipynb", {"unit": "u07"}, {"AUDITBOOK_INPUTS": "/somewhere"})
    assert printed(ran) == "u07 /somewhere\n"


@pytest.mark.long
def test_papermill_finds_it_by_name_whichever_is_imported_first():
    for first in ("auditbook.engine.worker", "papermill", "auditbook.engine.managed"):
        code = f"import {first}; from papermill.engines import papermill_engines as e; print(e.get_engine('auditbook'))"
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        assert "WarmEngine" in told
