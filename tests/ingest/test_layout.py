"""Hard-wrapped texts become paragraphs; texts that are none stay as they are."""

import textwrap

import pytest

from pipeline.ingest import document

STORY = (
    "Поезд опоздал на два часа, и когда Вера Павловна вышла наконец на перрон, встречать её было уже некому. "
    "Фонари горели через один, мокрый снег летел наискось, а носильщик, зевая, сказал, что извозчиков до утра нет.",
    "— Как же так? — спросила она. — Меня должен был ждать доктор Берг, он телеграфировал ещё третьего дня и обещал, "
    "что непременно пришлёт лошадей, какая бы ни была погода.",
    "— Не могу знать, — ответил носильщик и пошёл прочь, волоча за собой пустую тележку по неровным доскам платформы.",
    "— Постойте!",
    "Он обернулся не сразу. Вера Павловна достала из ридикюля письмо, поднесла его к свету и прочла вслух: «Жду вас в "
    "пятницу, комната готова, дети здоровы». Потом она медленно сложила листок и убрала обратно.",
    "1) Выяснить, когда отходит первый утренний поезд обратно в город и есть ли в нём места второго класса;",
    "2) послать записку доктору с мальчиком, который спит у кассы на лавке, укрывшись чужой шинелью.",
    "Председатель: Прошу всех занять места и не шуметь, заседание сельского схода объявляется открытым, слово имеет "
    "учитель.",
    "Учитель: Граждане, речь пойдёт о школе.",
)


def clean(text: str) -> list[str]:
    return [line.strip() for line in document("t", text).clean.split("\n") if line.strip()]


@pytest.mark.parametrize("width", [55, 64, 72, 90])
@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n", "\r\n\r\n"])
def test_wrapped_lines_become_paragraphs(width: int, between: str) -> None:
    end = "\r\n" if "\r" in between else "\n"
    wrapped = between.join(end.join(textwrap.wrap(p, width, break_on_hyphens=False)) for p in STORY)
    assert clean(wrapped) == list(STORY)


def test_the_first_line_of_a_paragraph_may_be_set_in() -> None:
    wrapped = "\n".join(textwrap.fill(p, 70, initial_indent="     ") for p in STORY)
    assert clean(wrapped) == list(STORY)


def test_double_spaced_lines() -> None:
    wrapped = "\n\n\n".join("\n\n".join(textwrap.wrap(p, 70)) for p in STORY)
    assert clean(wrapped) == list(STORY)


def test_paragraphs_on_one_line_each_are_not_joined() -> None:
    assert document("t", "\n".join(STORY)).edits == ()


@pytest.mark.parametrize(
    "text",
    [
        "тихо в поле\nснег идёт\nзаяц белый\nспать зовёт\nи луна\nплывёт одна\nнад деревней\nдопоздна",
        "Купить:\nмолоко,\nхлеб,\nспички,\nсоль",
        "Глава первая\n\nОтъезд",
        "***\n\nКонец",
    ],
)
def test_verse_and_lists_are_not_joined(text: str) -> None:
    assert document("t", text).edits == ()


def pages(gap: str) -> str:
    """Pages that end in mid-sentence after every fourth line; `gap` stands between, {n} is the page number."""
    lines = textwrap.wrap(" ".join(STORY[:1] * 8), 70)
    blocks = ["\n".join(lines[k : k + 4]) for k in range(0, len(lines), 4)]
    return "".join(block + gap.format(n=n) for n, block in enumerate(blocks, 11))


@pytest.mark.parametrize("gap", ["\n\f", "\f\n", "\n\n\n\n", "\n\n{n}\n\n", "\n- {n} -\n\f", "\n{n}\n"])
def test_pages_end_nowhere(gap: str) -> None:
    assert clean(pages(gap)) == [" ".join(STORY[:1] * 8)]


def test_numbers_of_chapters_stay() -> None:
    text = "".join(f"{n}\n\n{textwrap.fill(STORY[4], 70)}\n\n" for n in range(1, 6))
    assert clean(text) == [line for n in range(1, 6) for line in (str(n), STORY[4])]


@pytest.mark.parametrize(
    ("split", "whole", "rule"),
    [
        ("рево-\nлюция", "революция", "split_word"),
        ("рево-  \n   люция", "революция", "split_word"),
        ("рево\u00ad\nлюция", "революция", "soft_hyphen"),
        ("рево¬\nлюция", "революция", "soft_hyphen"),
        ("социал-\nдемократический", "социал-демократический", "line_join"),
        ("из-\nза", "из-за", "line_join"),
        ("кто-\nто", "кто-то", "line_join"),
        ("по-\nвидимому", "по-видимому", "line_join"),
        ("анти-\nзаводский", "анти-заводский", "line_join"),
        ("в 1932-\nм", "в 1932-м", "line_join"),
        ("кре-\nпостничество", "крепостничество", "split_word"),
    ],
)
def test_words_split_at_the_line_end(split: str, whole: str, rule: str) -> None:
    before, after = "Некоторые историки того времени полагали, что пришла ", " и что этого уже не изменить никому."
    made = document("t", before + split + after)
    assert made.clean == before + whole + after
    assert [edit.rule for edit in made.edits] == [rule]
    start = made.clean.index(whole)
    assert made.printed((start, start + len(whole))) == split


def test_a_dash_inside_a_sentence_may_begin_a_line() -> None:
    text = (
        "Так выяснилось, что управляющий один против всех соседей и против земства\n"
        "- поддержал мельника в самый трудный день, за неделю до ярмарки, и этим\n"
        "решил дело, о котором потом говорили ещё много лет во всём уезде и дальше."
    )
    assert document("t", text).clean == text.replace("\n", " ")


def test_an_address_stands_alone() -> None:
    text = textwrap.fill(STORY[0], 70) + "\nhttps://example.org/a/b.html\nhttps://example.org/c\n" + STORY[3]
    assert clean(text) == [STORY[0], "https://example.org/a/b.html", "https://example.org/c", STORY[3]]


@pytest.mark.parametrize("part", ["слово ", "a", "aб", "-", "\n", "1.\n", "( ", "\n \t", "[1] ", "Абв ", "a@", "www."])
def test_no_text_takes_more_than_linear_time(part: str) -> None:
    document("t", part * 20_000)  # a rule that goes back over the text would need minutes


def test_a_word_split_in_a_short_text() -> None:
    assert document("t", "работал в социал-\nдемократической партии").clean == "работал в социал-демократической партии"


def test_a_full_line_before_a_blank_one_may_go_on() -> None:
    lines = textwrap.wrap(STORY[0], 60)
    text = "\n".join(lines[:2]) + "\n\n" + "\n".join(lines[2:])
    assert clean(text) == [STORY[0]]
