from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from auditbook.errors import InputError, SetupError
from auditbook.yamlfile import key_lines, parse_yaml, read_yaml


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "profile.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("NO", "NO"),
        ("off", "off"),
        ("true", True),
        ("12:30", "12:30"),
        ("0123", "0123"),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("-5", -5),
        ("1.10", Decimal("1.10")),
        ("2022-03-07", date(2022, 3, 7)),
        ("2022-3-7", "2022-3-7"),
        ("~", None),
        (".inf", ".inf"),
    ],
)
def test_a_scalar_is_what_a_bookkeeper_sees(text, value):
    found = parse_yaml(f"键: {text}")["键"]
    assert (found, type(found)) == (value, type(value))


def test_a_key_named_on_stays_a_word():
    assert parse_yaml("on: 2022-01-01") == {"on": date(2022, 1, 1)}


def test_one_and_ten_hundredths_keeps_its_places():
    assert str(parse_yaml("单价: 1.10")["单价"]) == "1.10"


def test_a_key_written_twice_is_named_with_its_line(tmp_path):
    path = written(tmp_path, "name: 某工会\nmembers: 10\nname: 另一工会\n")
    with pytest.raises(SetupError, match=r"第 3 行.*“name”出现了两次"):
        read_yaml(path)


def test_a_key_written_twice_deep_inside_is_found_too(tmp_path):
    path = written(tmp_path, "staff:\n  劳务派遣: 1\n  劳务派遣: 2\n")
    with pytest.raises(InputError, match=r"第 3 行.*“劳务派遣”出现了两次"):
        read_yaml(path, of_unit=True)


def test_a_day_that_does_not_exist_is_said_with_its_line(tmp_path):
    with pytest.raises(InputError, match=r"第 2 行.*“2022-02-30”不是存在的日期"):
        read_yaml(written(tmp_path, "name: 某工会\nreport_date: 2022-02-30\n"), of_unit=True)


def test_a_billion_laughs_ends_at_the_first_alias(tmp_path):
    bomb = "a: &a [哈, 哈]\n" + "".join(
        f"{new}: &{new} [*{old}, *{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(InputError, match=r"第 2 行.*不允许使用别名"):
        read_yaml(written(tmp_path, bomb), of_unit=True)


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path):
    assert read_yaml(written(tmp_path, "\ufeffname: 某工会\n")) == {"name": "某工会"}


def test_an_empty_file_is_an_empty_form(tmp_path):
    assert read_yaml(written(tmp_path, "# 只有注释\n")) == {}


def test_a_gbk_file_is_told_how_to_be_saved(tmp_path):
    with pytest.raises(InputError, match=r"不是 UTF-8 编码。请用记事本"):
        read_yaml(written(tmp_path, "name: 某工会\n".encode("gb18030")), of_unit=True)


def test_a_missing_blank_after_the_colon_in_a_list_is_explained_in_chinese(tmp_path):
    with pytest.raises(InputError, match=r"第 2 行.*请检查缩进、冒号后的空格和引号"):
        read_yaml(written(tmp_path, "name: 某工会\n\tmembers: 3\n"), of_unit=True)


def test_a_file_of_megabytes_is_no_form(tmp_path):
    with pytest.raises(InputError, match=r"超过 2 MB"):
        read_yaml(written(tmp_path, b"#" * 2_000_001), of_unit=True)


def test_python_objects_are_not_made(tmp_path):
    with pytest.raises(InputError, match=r"第 1 行"):
        read_yaml(written(tmp_path, "name: !!python/object/apply:os.getcwd []\n"), of_unit=True)


def test_lines_are_counted_for_keys_and_for_items():
    lines = key_lines("name: 某工会\nplan:\n  - 维权\n  - 帮扶\nstaff: {劳务派遣: 1}\n")
    assert (lines["plan", "1"], lines["staff", "劳务派遣"]) == (4, 5)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("name: " + "[" * 3000 + "]" * 3000, id="3000 brackets: RecursionError"),
        pytest.param("? [甲, 乙]\n: 1\n", id="a list as key: TypeError"),
        pytest.param("{{甲: 乙}: 1}\n", id="braces left over from a template: TypeError"),
        pytest.param("members: " + "1" * 5000, id="5000 digits: ValueError"),
        pytest.param("members: !!float 三\n", id="a tag that its text does not fit: InvalidOperation"),
        pytest.param("members: !!int 三\n", id="!!int: ValueError"),
        pytest.param("members: !!bool 三\n", id="!!bool: KeyError"),
        pytest.param("members: !!map [甲]\n", id="!!map on a list: TypeError"),
    ],
)
def test_no_yaml_text_raises_anything_but_a_yaml_error(text):
    with suppress(yaml.YAMLError):
        parse_yaml(text)
