"""The files of docs/scheduling are true: auditbook takes every command in them, and so do those who start them."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from auditbook import cli

FOLDER = Path(__file__).parents[1] / "docs" / "scheduling"
COMMAND = re.compile(r"(?:auditbook|\$AUDITBOOK\"|%AUDITBOOK%\") ((?:run|status|check|verify) [^>;|&`\n]*)")
STARTED = ["auditbook.cron", "auditbook.service", "auditbook.cmd", "ci.yml"]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="sh and timeout")


def text(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def test_every_command_is_one_that_auditbook_takes():
    for name in [*STARTED, "README.md", "README.zh-CN.md"]:
        found = COMMAND.findall(text(name))
        assert found or name.startswith("README"), name
        for told in found:
            assert callable(cli._parsed(shlex.split(told)).verb), f"{name}: {told}"


def test_every_way_starts_the_same_run():
    limits = {name: re.findall(r"--(?:timeout|memory) \d+", text(name)) for name in STARTED}
    assert set(map(tuple, limits.values())) == {("--timeout 1800", "--memory 4000")}, limits
    assert not any("--wait" in text(name) for name in STARTED)


@pytest.fixture
def night(tmp_path):
    """Does what cron does with its last line, in a workspace whose name has a blank; answers what cron would mail."""
    *_, line = text("auditbook.cron").splitlines()
    command = re.fullmatch(r"\S+ \S+ \S+ \S+ \S+ (.*)", line)[1]
    assert not re.search(r"(?<!\\)%", command), "cron ends a line at a bare %"
    work = tmp_path / "工会 审计"
    work.mkdir()

    def run(script: str) -> tuple[str, str]:
        program = tmp_path / "auditbook"
        program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        program.chmod(0o755)
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "WORK": str(work), "AUDITBOOK": str(program)}
        typed = ["/bin/sh", "-c", command.replace(r"\%", "%")]
        mailed = subprocess.run(typed, check=False, env=environment, capture_output=True)
        (log,) = work.glob("nightly-[1-7].log")
        return (mailed.stdout + mailed.stderr).decode(), log.read_text("utf-8")

    return run


@POSIX
def test_cron_mails_nothing_after_a_good_night_and_keeps_the_log(night):
    mailed, log = night("echo 单位：完成 1 个")
    assert mailed == "" and "单位：完成 1 个" in log


@POSIX
def test_cron_mails_exit_code_and_what_was_said_after_a_bad_night(night):
    mailed, _ = night("echo 错误：没有找到资料文件夹 >&2; exit 2")
    assert mailed.startswith("auditbook: exit 2\n") and "错误：没有找到资料文件夹" in mailed


def test_values_for_cron_are_bare():
    for line in text("auditbook.cron").splitlines()[:-1]:
        # cron takes quotes of a value for a part of it only sometimes, and never looks into $
        assert line.startswith("#") or not set("\"'$") & set(line), line


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze")
def test_systemd_takes_service_and_timer(tmp_path):
    for name in ("auditbook.service", "auditbook.timer"):
        told = text(name).replace("/opt/auditbook/.venv/bin/auditbook", sys.executable)
        (tmp_path / name).write_text(told, "utf-8")
    units = [str(tmp_path / name) for name in ("auditbook.service", "auditbook.timer")]
    said = subprocess.run(["systemd-analyze", "verify", *units], check=False, capture_output=True, text=True)
    assert (said.returncode, said.stdout + said.stderr) == (0, "")


def test_windows_files_do_not_hang_on_a_code_page():
    raw = (FOLDER / "auditbook.cmd").read_bytes()
    assert raw.isascii() and raw.count(b"\n") == raw.count(b"\r\n")
    task = ElementTree.parse(FOLDER / "auditbook.xml").getroot()
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    assert task.findtext("t:Actions/t:Exec/t:Command", namespaces=space).endswith('auditbook.cmd"')
    assert task.findtext("t:Principals/t:Principal/t:LogonType", namespaces=space) == "Password"


def test_the_ci_job_runs_by_schedule_and_one_at_a_time():
    (job,) = yaml.safe_load(text("ci.yml")).values()
    assert job["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "schedule"'}] and job["resource_group"]
