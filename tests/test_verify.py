"""An archive is what its manifest says, or every file that is not is named; a hostile one is never unpacked."""

import hashlib
import json
import stat
import zipfile

import pytest

from audit_file import AuditFile
from auditbook import cli
from auditbook.files import safe
from auditbook.verify import verify


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    file = AuditFile(tmp_path_factory.mktemp("ready")).begin()
    file.run()
    file.command("archive", "2021", "--outputs", str(file.outputs))
    return file


@pytest.fixture
def made(ready):
    return ready.outputs / "archive" / "2021.zip"


FINDINGS = "outputs/2021/u/findings.csv"


def changed(made, path, change):
    """A copy of the archive whose members (bytes by name) went through ``change``; the comment stays."""
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        members = {name: old.read(name) for name in old.namelist()}
        change(members)
        for name, raw in members.items():
            new.writestr(name, raw)
        new.comment = old.comment
    return path


def crafted(path, *members, kind="auditbook archive"):
    """A zip of (ZipInfo or name, bytes) that says of itself that all is well."""
    listed = {
        (one.filename if isinstance(one, zipfile.ZipInfo) else one): {
            "sha256": hashlib.sha256(raw).hexdigest(),
            "bytes": len(raw),
        }
        for one, raw in members
    }
    body = json.dumps({"kind": kind, "members": listed}).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for one, raw in members:
            new.writestr(one, raw, zipfile.ZIP_DEFLATED)
        new.writestr("manifest.json", body)
        new.comment = hashlib.sha256(body).hexdigest().encode()
    return path


def test_an_untouched_archive_is_what_it_says(made, capsys):
    assert cli.main(["verify", str(made)]) == 0
    said = capsys.readouterr().out
    assert "与校验清单一致" in said and zipfile.ZipFile(made).comment.decode() in said and "没有重新计算" in said


def test_changed_missing_and_additional_members_are_named(made, tmp_path, capsys):
    def change(members):
        members[FINDINGS] = members[FINDINGS].replace(b"A25", b"A26")
        del members["outputs/2021/u/scores.csv"]
        members["outputs/2021/u/新增.txt"] = b"x"

    path = changed(made, tmp_path / "x.zip", change)
    assert cli.main(["verify", str(path)]) == 1
    told = capsys.readouterr().err
    assert f"{FINDINGS}：内容与校验值不符" in told
    assert "scores.csv：清单里有，归档文件里没有" in told and "新增.txt：归档文件里有，清单里没有" in told


def test_a_manifest_that_was_mended_to_fit_has_another_code(made, tmp_path):
    def change(members):
        members[FINDINGS] += b"x"
        body = json.loads(members["manifest.json"])
        body["members"][FINDINGS] = {
            "sha256": hashlib.sha256(members[FINDINGS]).hexdigest(),
            "bytes": len(members[FINDINGS]),
        }
        members["manifest.json"] = json.dumps(body).encode()

    told = verify(changed(made, tmp_path / "x.zip", change))
    assert told.differences == ["manifest.json：与 zip 里写的校验码不符"]
    assert zipfile.ZipFile(made).comment.decode() not in told.conclusion


def test_one_flipped_bit_is_seen(made, tmp_path):
    raw = bytearray(made.read_bytes())
    with zipfile.ZipFile(made) as archive:
        entry = archive.getinfo(FINDINGS)
    raw[entry.header_offset + 30 + len(FINDINGS) + entry.compress_size // 2] ^= 1
    (tmp_path / "x.zip").write_bytes(raw)
    assert any(FINDINGS in told for told in verify(tmp_path / "x.zip").differences)


@pytest.mark.parametrize(
    "name", ["../x", "/etc/x", "a/../../x", "C:/x", "a\\..\\x", "a/\x1b[2Jx", "a//x", "a/", "a/b."]
)
def test_a_path_that_leads_out_or_commands_a_terminal_is_refused(tmp_path, name):
    assert not safe(name)
    told = verify(crafted(tmp_path / "x.zip", (name, b"x")))
    assert len(told.differences) == 1 and "路径不安全" in told.differences[0] and "\x1b" not in told.differences[0]


def test_links_duplicates_and_names_that_windows_holds_for_one_are_refused(tmp_path):
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert "不是普通文件" in verify(crafted(tmp_path / "a.zip", (link, b"/etc/passwd"))).differences[0]
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = crafted(tmp_path / "b.zip", ("a.txt", b"1"), ("a.txt", b"2"))
    assert "同名文件有2个" in verify(twice).differences[0]
    assert "同名文件有2个" in verify(crafted(tmp_path / "c.zip", ("A.txt", b"1"), ("a.txt", b"1"))).differences[0]


def test_a_bomb_is_not_read(tmp_path):
    path = crafted(tmp_path / "x.zip", ("bomb", bytes(60_000_000)))
    assert verify(path).differences == ["bomb：压缩比异常，没有读取"]


@pytest.mark.parametrize("where", ["before", "behind", "between"])
def test_what_belongs_to_no_member_is_found(made, tmp_path, where):
    raw = made.read_bytes()
    path = tmp_path / "x.zip"
    if where == "between":
        with zipfile.ZipFile(made) as archive:
            start = archive.start_dir
        end = raw.rindex(b"PK\x05\x06")
        moved = raw[end : end + 16] + (start + 6).to_bytes(4, "little") + raw[end + 20 :]
        path.write_bytes(raw[:start] + b"hidden" + raw[start:end] + moved)
    else:
        path.write_bytes(b"hidden" + raw if where == "before" else raw + b"hidden")
    told = verify(path).differences
    assert len(told) == 1 and ("不属于任何文件" in told[0] or "不是完整的 zip" in told[0])


@pytest.mark.parametrize("raw", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_archive_is_said_so(tmp_path, raw):
    (tmp_path / "x.zip").write_bytes(raw)
    assert len(verify(tmp_path / "x.zip").differences) == 1


@pytest.mark.parametrize("manifest", ["[]", "{", '{"kind": "auditbook archive", "members": [1]}', "[" * 100_000])
def test_a_manifest_that_is_none(tmp_path, manifest):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as new:
        new.writestr("manifest.json", manifest)
    assert verify(tmp_path / "x.zip").differences == ["manifest.json：内容不是校验清单"]


def test_the_outputs_of_a_unit_are_compared_with_their_manifest(ready, tmp_path, capsys):
    file = ready.copy(tmp_path)
    assert cli.main(["verify", str(file.results)]) == 0
    assert "没有按资料重新计算" in capsys.readouterr().out
    (file.results / "scores.csv").unlink()
    (file.results / "findings.csv").write_text("x", "utf-8")
    assert cli.main(["verify", str(file.results)]) == 1
    told = capsys.readouterr().err
    assert "scores.csv：缺失" in told and "findings.csv：内容与运行时不同" in told


def test_a_folder_without_manifest_and_a_missing_file_are_wrong_use(tmp_path, capsys):
    assert cli.main(["verify", str(tmp_path)]) == 2 and "outputs/2021/u03" in capsys.readouterr().err
    assert cli.main(["verify", str(tmp_path / "no.zip")]) == 2
