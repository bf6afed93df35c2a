"""Runs the batch in children that die, as by SIGKILL, before their n-th change of a file: n by n from the input."""

import os
import sys

os.environ.update(OPENBLAS_NUM_THREADS="1", JE_ARROW_MALLOC_CONF="background_thread:false")

import auditbook.engine.warm  # noqa: F401  # isort: skip
from auditbook import cli
from auditbook.batch import changed, fresh, log, run, unit  # noqa: F401
from auditbook.files import code_digest

INPUTS, OUTPUTS = sys.argv[1:]
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}


def die_before(step: int) -> None:
    left = step

    def count(event: str, arguments: tuple) -> None:
        nonlocal left
        writes = event == "open" and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
        if (writes or event in CHANGES) and str(arguments[0]).startswith(OUTPUTS):
            left -= 1
            if left == 0:
                os._exit(9)

    sys.addaudithook(count)


code_digest()
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        die_before(int(line))
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os._exit(cli.main(["run", "--inputs", INPUTS, "--outputs", OUTPUTS, "--jobs", "1", "--notebook", "90"]))
    _, status = os.waitpid(child, 0)
    print("died" if os.waitstatus_to_exitcode(status) == 9 else "ended", flush=True)
