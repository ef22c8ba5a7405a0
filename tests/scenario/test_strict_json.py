"""Text that is no strict JSON: refused with the place, never a traceback."""

from __future__ import annotations

import pytest

from consolidate.errors import FaultyDocument
from consolidate.scenario import strict_json
from consolidate.scenario.strict_json import MAX_DEPTH, load_json
from tests.scenario import TWO_TOWNS, Json, faults_of


def only_allowed(raw: bytes) -> str:
    """What is allowed instead of a text with one fault."""
    (fault,) = faults_of(raw)
    return fault.allowed


def test_reads_what_json_is() -> None:
    document, troubles = load_json(b'\xef\xbb\xbf {"a": [1, 2.5, "\xc3\xb8", null, true], "b": {}}\n')
    assert document == {"a": [1, 2.5, "ø", None, True], "b": {}}
    assert troubles == []


@pytest.mark.parametrize(
    ("raw", "allowed"),
    [
        (b"", "a JSON document"),
        (b" \n", "a JSON document"),
        (b"\x00\x01\x02\xff\xfe", "text in UTF-8; this is another encoding or no text"),
        ('{"name": "Søgne"}'.encode("latin-1"), "text in UTF-8; this is another encoding or no text"),
        ('{"name": "Søgne"}'.encode("utf-16"), "text in UTF-8; this is another encoding or no text"),
        (b"\x89PNG\r\n\x1a\n", "text in UTF-8; this is another encoding or no text"),
        (b"[" * 100_000, "at most 20 levels of nesting"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "at most 20 levels of nesting"),
        (b'{"a": [1, 2', "a whole JSON document; the text ends before the document does"),
        (b'{"a": "b', "a whole JSON document; the text ends before the document does"),
        (b'{"a": 1} x', "JSON; the reader says: Extra data"),
        (b"name;weeks\nA;3\n", "JSON; the reader says: Expecting value"),
        (b"[1, 2]", "an object with `format`: “consolidate/scenario/1”"),
        (b"12", "an object with `format`: “consolidate/scenario/1”"),
        (b"NaN", "an object with `format`: “consolidate/scenario/1”"),
    ],
)
def test_names_what_cannot_be_read(raw: bytes, allowed: str) -> None:
    assert only_allowed(raw) == allowed


def test_each_truncation_is_a_fault() -> None:
    raw = TWO_TOWNS.read_bytes().rstrip()
    for length in range(0, len(raw), 97):
        (fault,) = faults_of(raw[:length])
        assert fault.path == ""


def test_an_error_of_syntax_has_line_and_column() -> None:
    (fault,) = faults_of(b'{"a": 1,\n "b": oops}')
    assert fault.value == "line 2, column 7"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e999", "9" * 5_000, "1" * 19])
def test_numbers_that_cannot_be_held(number: str) -> None:
    raw = TWO_TOWNS.read_text().replace('"pcs": 430', f'"pcs": {number}').encode()
    (fault,) = faults_of(raw)
    assert fault.path == "municipalities.north.pcs"
    assert fault.allowed == "a number that can be written out, of at most 18 digits"
    assert fault.value.startswith(number[:40])


def test_doubled_keys_with_their_path_and_the_faults_of_what_they_hide() -> None:
    raw = TWO_TOWNS.read_text().replace('"weeks": 8', '"weeks": NaN, "weeks": 8').encode()
    assert [(fault.path, fault.value) for fault in faults_of(raw)] == [
        ("measures.coordination.weeks", ""),
        ("measures.coordination.weeks", "NaN"),
    ]


def test_a_key_given_thrice_is_one_fault() -> None:
    _document, troubles = load_json(b'{"a": {"b": 1, "b": 2, "b": 3}}')
    assert [trouble.path for trouble in troubles] == [("a", "b")]


def test_broken_characters_are_found_and_can_be_shown() -> None:
    raw = TWO_TOWNS.read_text().replace("Two towns", "Two \\ud800 towns").encode()
    raw = raw.replace(b'"coordination": {"name"', b'"coordination": {"\\udfff\\u001b[2J": 1, "name"')
    found = faults_of(raw)
    assert [fault.path for fault in found] == ["measures.coordination.\\udfff\\x1b[2J", "name"]
    for fault in found:
        assert str(fault).isprintable()
        str(fault).encode()


def test_size_is_bounded_before_anything_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    assert only_allowed(b'{"a": [' + b"[]," * 600_000 + b"[]]}") == "at most 1,000,000 values"
    monkeypatch.setattr(strict_json, "MAX_BYTES", 1_000)
    assert only_allowed(b" " * 1_001) == "at most 0 MB"


def test_depth_is_bounded_for_documents_already_read() -> None:
    document: Json = {}
    for _level in range(MAX_DEPTH + 1):
        document = {"a": document}
    assert [fault.allowed for fault in faults_of(document)] == ["at most 20 levels of nesting"]


def test_keys_that_are_no_text() -> None:
    with pytest.raises(FaultyDocument, match="a key that is text"):
        strict_json.strict_troubles({"a": {5: 1}})
