import hashlib
import logging
from pathlib import Path

import pytest

from pipeline.core.errors import KtokogoError
from pipeline.ingest import document, paths, read

TEXT = "Съезд открылся в четверг. Делегаты слушали доклад, шумели и голосовали до самого вечера.\r\nПотом пели."


def write(folder: Path, data: bytes, name: str = "text.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1251"), "cp1251"),
        (TEXT.encode("koi8-r"), "koi8-r"),
        (TEXT.upper().encode("cp1251"), "cp1251"),
        (TEXT.upper().encode("koi8-r"), "koi8-r"),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, data: bytes, encoding: str) -> None:
    made = read(write(tmp_path, data), tmp_path)
    assert made.text in (TEXT, TEXT.upper())
    assert (made.encoding, made.doc_id, made.path) == (encoding, "text.txt", "text.txt")
    assert made.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01" * 20, "binary"),
        (bytes(range(256)) * 20, "binary"),
        (b"\xff\xfe\x00\xd8\x41\x04", "not utf-16-le"),
        ("Съезд открылся.\nДелегаты".encode() + b"\xff" + " слушали доклад.".encode(), "line 2: byte 45"),
        ("Größe, façade, naïve, déjà vu".encode("latin-1"), "no known encoding"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(KtokogoError, match=message) as error:
        read(write(tmp_path, data), tmp_path)
    assert "text.txt" in str(error.value)


def test_a_text_without_russian_gives_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        read(write(tmp_path, b"The congress opened on Thursday."), tmp_path)
    assert "text.txt" in caplog.text


def test_a_russian_text_gives_none(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    read(write(tmp_path, TEXT.encode()), tmp_path)
    assert caplog.text == ""


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(KtokogoError, match=r"nowhere\.txt"):
        read(tmp_path / "nowhere.txt", tmp_path)


FRONT = "---\ntitle: Съезд\nauthor: И. Петров\ndate: 1921-03\nmood: grey\n---\n\n" + TEXT


def test_front_matter_stays_in_the_text_and_leaves_the_clean_one(tmp_path: Path) -> None:
    made = read(write(tmp_path, FRONT.encode(), "a.md"), tmp_path)
    assert (made.title, made.author, made.date, made.url) == ("Съезд", "И. Петров", "1921-03", None)
    assert made.text == FRONT
    assert made.clean == TEXT.replace("\r", "")
    start = made.clean.index("Потом")
    assert made.raw((start, start + 5)) == (FRONT.index("Потом"), FRONT.index("Потом") + 5)


def test_what_the_caller_tells_wins(tmp_path: Path) -> None:
    assert document("t", FRONT, author="Ж. Иванова").author == "Ж. Иванова"


def test_a_rule_of_dashes_is_no_front_matter() -> None:
    text = "---\nСказано: сделано\n---\nКонец."
    assert document("t", text).clean == text


def test_a_sidecar_tells_more_than_front_matter(tmp_path: Path) -> None:
    path = write(tmp_path, FRONT.encode())
    write(tmp_path, 'author: Сидоров\nreferences:\n  4: "Газета, № 5"\n'.encode(), "text.yaml")
    made = read(path, tmp_path)
    assert (made.title, made.author, made.references) == ("Съезд", "Сидоров", {"4": "Газета, № 5"})


def test_a_sidecar_names_the_encoding(tmp_path: Path) -> None:
    path = write(tmp_path, "ПЪ".encode("koi8-r"))
    write(tmp_path, b"encoding: koi8-r\n", "text.yaml")
    assert read(path, tmp_path).text == "ПЪ"


@pytest.mark.parametrize(
    ("sidecar", "message"),
    [
        ("title: [a", "line 1"),
        ("title: a: b", "line 1"),
        ("просто слова", "key: value"),
        ("title: [a, b]", "`title`"),
        ("references: 5", "`references`"),
        ("encoding: klingon", "unknown encoding"),
        ("encoding: ascii", "is not ascii"),
    ],
)
def test_broken_metadata(tmp_path: Path, sidecar: str, message: str) -> None:
    path = write(tmp_path, TEXT.encode())
    write(tmp_path, sidecar.encode(), "text.yaml")
    with pytest.raises(KtokogoError, match=message) as error:
        read(path, tmp_path)
    assert "text." in str(error.value)


def test_broken_front_matter(tmp_path: Path) -> None:
    with pytest.raises(KtokogoError, match=r"a\.md: front matter, line 1"):
        read(write(tmp_path, "---\ntitle: a: b\n---\nТекст".encode(), "a.md"), tmp_path)


def test_paths_are_sorted_and_hold_texts_only(tmp_path: Path) -> None:
    (tmp_path / "б").mkdir()
    for name in ("б/1.txt", "я.md", "README.md", "я.yaml", "x.pdf", "а.TXT"):
        write(tmp_path, b"-", name)
    assert [p.relative_to(tmp_path).as_posix() for p in paths(tmp_path)] == ["а.TXT", "б/1.txt", "я.md"]


def test_a_folder_without_texts(tmp_path: Path) -> None:
    with pytest.raises(KtokogoError, match="no texts"):
        paths(tmp_path)
