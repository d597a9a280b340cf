"""Shard files: order, bounded row groups, reading side by side, bytes without a trace of the library."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.core import tables


def sentence(doc_id: str, sent: int) -> dict[str, object]:
    return dict(doc_id=doc_id, sent=sent, paragraph=0, start=sent, end=sent + 1)


def test_rows_are_sorted_by_the_key_of_the_table() -> None:
    table = tables.from_rows("sentences", [sentence("б", 1), sentence("а", 2), sentence("б", 0)])
    assert [(row["doc_id"], row["sent"]) for row in table.to_pylist()] == [("а", 2), ("б", 0), ("б", 1)]


@pytest.mark.parametrize("row", [{"doc_id": "а"}, {**sentence("а", 0), "more": 1}])
def test_a_row_with_other_columns_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(KeyError, match="sentences"):
        tables.from_rows("sentences", [row])


def test_a_written_table_reads_back_and_names_no_library_version(tmp_path: Path) -> None:
    rows = [sentence("а", 0), sentence("б", 0)]
    tables.write(tmp_path, "sentences", rows)
    assert tables.read(tmp_path, "sentences").to_pylist() == rows
    content = (tmp_path / "sentences" / "00.parquet").read_bytes()
    assert b"version" not in content
    assert pq.read_metadata(tmp_path / "sentences" / "00.parquet").row_group(0).column(0).statistics.min == "а"


def test_a_table_without_rows_has_a_folder_and_no_file(tmp_path: Path) -> None:
    tables.write(tmp_path, "dates", [])
    assert list((tmp_path / "dates").iterdir()) == []
    assert tables.read(tmp_path, "dates").num_rows == 0


def test_a_document_stays_in_one_row_group_and_groups_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "GROUP_BYTES", 400)
    writer = tables.Writer(tmp_path / "00.parquet", "sentences")
    for doc_id in "абвг":
        writer.add(tables.from_rows("sentences", [sentence(doc_id, k) for k in range(6)]))
    writer.close()
    file = pq.ParquetFile(tmp_path / "00.parquet")
    assert [file.metadata.row_group(k).num_rows for k in range(file.num_row_groups)] == [12, 12]
    assert [doc_id for doc_id, _ in tables.documents({"sentences": tmp_path / "00.parquet"})] == list("абвг")


def test_tables_are_read_side_by_side_for_the_documents_of_the_first(tmp_path: Path) -> None:
    tables.write(tmp_path, "sentences", [sentence(doc_id, 0) for doc_id in "бвд"])
    tables.write(tmp_path, "repairs", [repair(doc_id) for doc_id in "абг"])
    files = {name: tmp_path / name / "00.parquet" for name in ("sentences", "repairs", "dates")}
    counts = {doc_id: [t.num_rows for t in rows.values()] for doc_id, rows in tables.documents(files)}
    assert counts == {"б": [1, 1, 0], "в": [1, 0, 0], "д": [1, 0, 0]}


def repair(doc_id: str) -> dict[str, object]:
    return dict(doc_id=doc_id, start=0, end=1, raw_start=0, raw_end=2, replacement="о", rule="stress")


def test_the_shard_of_a_document_depends_on_nothing_but_its_id() -> None:
    assert tables.shard_of("роман.txt", 64) == "03"
    assert tables.shard_of("роман.txt", 1000) == "771"
