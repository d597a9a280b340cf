"""The dependency tree of a Doc as plain lists, and the phrases of reporting clauses: noun phrases and subjects.

White space is left out, so tokens are numbered as in `pipeline.quotes.tokens`; a line break ends a paragraph.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from spacy.tokens import Doc

from pipeline.core import lexicon
from pipeline.core.records import Quote, Span
from pipeline.quotes.marks import DASHES, ROLES
from pipeline.quotes.tokens import morphology

OPEN = frozenset(m for m, role in ROLES.items() if role in ("open", "either")) | {"("}
CLOSE = frozenset(m for m, role in ROLES.items() if role in ("close", "either")) | {")"}
MARKS = frozenset(ROLES)
DASH = frozenset(DASHES)
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ", "X"})
INSIDE_NP = frozenset(
    {
        "amod",
        "det",
        "iobj",
        "nummod",
        "nummod:gov",
        "nummod:entity",
        "flat",
        "flat:name",
        "flat:foreign",
        "appos",
        "nmod",
        "case",
        "fixed",
        "compound",
        "conj",
        "cc",
        "punct",
    }
)
WORDS_AND_PAPERS = lexicon.words("reporting_nouns", **{"class": "words"}) | lexicon.words(
    "reporting_nouns", **{"class": "document"}
)
ADDRESSES = lexicon.words("titles", kind="abbreviation")
TIMES = lexicon.words("time_nouns")
PLACE = {row["word"]: row["case"] for row in lexicon.load("place_prepositions")}
NEGATION = lexicon.words("function_words", kind="negation")
NO_SUBJECT = lexicon.words("function_words", kind="no subject")
MAX_NP = 24  # tokens of a noun phrase to either side of its head
MAX_CHAIN = 12  # steps up the tree


class Syntax:
    """Columns by token; `head` is a token number (a root is its own), `first` and `last` bound the token's sentence.

    `quote` numbers the innermost quotation of somebody's words that a token stands in, -1 for the narrator's own: what
    the parser ties together across such a border is no subject and no noun phrase.
    """

    def __init__(self, doc: Doc, quotes: Sequence[Quote] = ()):
        real = [t for t in doc if not t.is_space]
        number = {t.i: k for k, t in enumerate(real)}
        self.text = doc.text
        self.start = [t.idx for t in real]
        self.end = [t.idx + len(t) for t in real]
        self.word = [t.text for t in real]
        self.lower = [t.lower_ for t in real]
        self.lemma = [t.lemma_ for t in real]
        self.pos = [t.pos_ for t in real]
        self.dep = [t.dep_ for t in real]
        self.head = [number.get(t.head.i, k) for k, t in enumerate(real)]
        self.feats = [morphology(str(t.morph)) for t in real]
        self.kids: list[list[int]] = [[] for _ in real]
        for k, head in enumerate(self.head):
            if head != k:
                self.kids[head].append(k)
        self.para: list[int] = []
        self.first: list[int] = []
        paragraph = begin = 0
        text = doc.text
        opens = doc.to_array("SENT_START")  # Token.is_sent_start reads the whole Doc each time
        for k, token in enumerate(real):
            broken = k > 0 and "\n" in text[self.end[k - 1] : self.start[k]]
            paragraph += broken
            if int(opens[token.i]) == 1 or broken:
                begin = k
            self.para.append(paragraph)
            self.first.append(begin)
        self.last = list(self.first)  # one past the sentence's last token
        after = len(real)
        for k in range(len(real) - 1, -1, -1):
            self.last[k] = after
            if self.first[k] == k:
                after = k
        self.quote = [-1] * len(real)
        spoken = sorted((q for q in quotes if q.kind == "speech"), key=lambda q: (q.start, -q.end))
        for level, q in enumerate(spoken):
            for start, end in q.parts or (q.span,):
                for k in range(self.at(start), self.before(end) + 1):
                    self.quote[k] = level

    def __len__(self) -> int:
        return len(self.start)

    def at(self, position: int) -> int:
        """The first token that begins at or after a character position."""
        return bisect_left(self.start, position)

    def before(self, position: int) -> int:
        """The last token that ends at or before a character position, -1 if there is none."""
        return bisect_right(self.end, position) - 1

    def span(self, begin: int, end: int) -> Span:
        """Characters of the tokens from `begin` to before `end`."""
        return self.start[begin], self.end[end - 1]

    def is_word(self, k: int) -> bool:
        return self.word[k][0].isalnum()

    def child(self, k: int, *deps: str) -> int | None:
        """The first child of token `k` by one of these relations."""
        return next((c for c in self.kids[k] if self.dep[c] in deps), None)

    def negated(self, k: int) -> bool:
        """Has token `k` a negation of its own?"""
        return any(self.lemma[c] in NEGATION for c in self.kids[k])

    def ancestors(self, k: int) -> list[int]:
        """The chain of heads above `k`, nearest first, at most MAX_CHAIN of them."""
        chain: list[int] = []
        while self.head[k] != k and len(chain) < MAX_CHAIN:
            k = self.head[k]
            chain.append(k)
        return chain

    # -------------------------------------------------------------- noun phrases

    def noun_phrase(self, head: int) -> Span:
        """Characters of the whole noun phrase of `head`: modifiers, genitives, apposed names; no relative clause.

        The parser often hangs a title and a name side by side on the verb («министр» and «Максим» both subjects), so
        a title in the same case directly before the phrase is taken in.
        """
        inside = self._members(head)
        begin = self._left_edge(head, inside)
        end = self._name_after_bracket(self._right_edge(head, inside), head)
        begin = self._address(self._title(begin, head))
        return self._balanced(begin, end, head)

    def _members(self, head: int) -> set[int]:
        inside, stack = {head}, [head]
        while stack:
            k = stack.pop()
            for c in self.kids[k]:
                if abs(c - head) <= MAX_NP and self._belongs(c, k, head):
                    inside.add(c)
                    stack.append(c)
        return inside

    def _belongs(self, c: int, k: int, head: int) -> bool:
        """Does child `c` of `k` stay in the noun phrase of `head`?"""
        dep, pos = self.dep[c], self.pos[c]
        if self.quote[c] != self.quote[head]:
            return False
        if dep in ("acl", "amod") and c < k and self.feats[c].get("VerbForm") == "Part":
            return not self._comma_between(c, k)
        if k != head and self.dep[k] in ("amod", "acl") and c < head:
            return dep in ("obl", "advmod", "iobj", "obj", "case")
        if dep not in INSIDE_NP or pos == "VERB":
            return False
        if dep == "case":
            return k != head
        if dep == "flat:name" and self.feats[c].get("Case") == "Dat" and self.feats[k].get("Case") == "Nom":
            return False  # «отвечал Ленин Суханову»
        if dep in ("conj", "cc"):
            same = self.feats[c].get("Case") == self.feats[k].get("Case") and pos in NOMINAL
            listed = same and (k == head or not self._comma_between(k, c))
            return listed or (dep == "cc" and self.dep[k] == "conj")
        if dep == "nmod" and c > k and self.child(c, "case") is not None:
            named = any(self.dep[x] in ("appos", "flat:name") and x < c for x in self.kids[k])
            return self.pos[k] != "PROPN" and not named and self.lemma[c] not in TIMES | WORDS_AND_PAPERS
        return True

    def _comma_between(self, a: int, b: int) -> bool:
        return any(self.word[k] in (",", ":") for k in range(min(a, b), max(a, b)))

    def _left_edge(self, head: int, inside: set[int]) -> int:
        k = head
        while k > self.first[head] and (k - 1 in inside or (self.word[k - 1] in MARKS and k - 2 in inside)):
            k -= 1
        while self.pos[k] in ("PUNCT", "CCONJ", "ADP") and k < head:
            k += 1
        return k

    def _right_edge(self, head: int, inside: set[int]) -> int:
        k, last = head, self.last[head]
        while k + 1 < last:
            mark = self.word[k + 1] in MARKS or self.word[k + 1] == "."
            if k + 1 in inside and self.word[k + 1] not in (",", ":", ";", "(") and self.word[k + 1] not in DASH:
                k += 1
            elif (self.word[k + 1] == "," and k + 2 in inside and self._listed(k + 2, head)) or (
                mark and (k + 2 in inside) and k + 2 < last
            ):
                k += 2
            else:
                break
        while k > head and (self.pos[k] in ("CCONJ", "ADP") or self.word[k] in (".", ",")):
            k -= 1
        return k + 1

    def _listed(self, k: int, head: int) -> bool:
        """Is token `k` a member of the list that `head` begins?"""
        return self.dep[k] == "conj" or any(self.dep[x] == "conj" and self.head[x] == head for x in self.ancestors(k))

    def _name_after_bracket(self, end: int, head: int) -> int:
        """«глава Федерации (ФАР) Сергей Канаев»: one past the name that follows a short bracket."""
        if end >= self.last[head] or self.word[end] != "(":
            return end
        close = next((k for k in range(end + 1, min(end + 5, self.last[head])) if self.word[k] == ")"), end)
        k = close + 1
        while close > end and k < self.last[head] and self.pos[k] == "PROPN" and self.feats[k].get("Case") == "Nom":
            k += 1
        return k if k > close + 1 else end

    def _title(self, begin: int, head: int) -> int:
        if self.pos[begin] != "PROPN":
            return begin
        case = self.feats[begin].get("Case")
        left = begin
        for k in range(begin - 1, max(self.first[head], begin - MAX_NP) - 1, -1):
            if (self.pos[k] not in NOMINAL | {"ADP"} and self.word[k] not in MARKS) or self.pos[k] == "PRON":
                break
            title = self.pos[k] == "NOUN" and self.feats[k].get("Case") == case
            if (
                title and (self.feats[k].get("Animacy") == "Anim" or k == begin - 1) and self.lemma[k] not in TIMES
            ) or (left == k + 1 and self.pos[k] in ("ADJ", "DET") and self.feats[k].get("Case") == case):
                left = k
        return left

    def _address(self, begin: int) -> int:
        """«Тов. Сталин», «г-н Иванов»: the abbreviated form of address before a name belongs to the source."""
        if begin >= 2 and self.word[begin - 1] == "." and self.lower[begin - 2] in ADDRESSES:
            return begin - 2
        return begin - 1 if begin and self.lower[begin - 1] in ADDRESSES else begin

    def _balanced(self, begin: int, end: int, head: int) -> Span:
        """The phrase with both marks of a quoted name or with neither."""
        if begin > 0 and self.word[begin - 1] in OPEN & MARKS and end < len(self) and self.word[end] in CLOSE & MARKS:
            return self.span(begin, end)
        if (
            end < self.last[head]
            and self.word[end] in CLOSE & MARKS
            and any(self.word[k] in OPEN & MARKS for k in range(begin, end))
            and sum(self.word[k] in MARKS for k in range(begin, end)) % 2
        ):
            end += 1
        while (
            end - 1 > head
            and self.word[end - 1] in OPEN & MARKS
            and sum(self.word[k] in MARKS for k in range(begin, end)) % 2
        ):
            end -= 1
        return self.span(begin, end)

    # -------------------------------------------------------------- subjects

    def subject(self, verb: int) -> int | None:
        """The token that heads the subject of `verb`, also a shared one or the noun that a participle modifies."""
        k = verb
        for _ in range(MAX_CHAIN):
            found = self._own_subject(k)
            if found is not None:
                while self.dep[found] == "flat:name":
                    found = self.head[found]
                return found
            dep, form = self.dep[k], self.feats[k].get("VerbForm")
            if self.head[k] == k or self.quote[self.head[k]] != self.quote[verb]:
                break
            if dep in ("acl", "amod") and form == "Part":
                return self.head[k]
            if not (dep in ("conj", "xcomp", "aux", "cop") or form in ("Inf", "Conv")):
                break
            k = self.head[k]
            if self.pos[k] not in ("VERB", "AUX", "ADJ"):
                break
        return self._place(verb)

    def _own_subject(self, verb: int) -> int | None:
        feats = self.feats[verb]
        found: list[int] = []
        for c in self.kids[verb]:
            if self.quote[c] != self.quote[verb]:
                continue
            beyond = c > verb and self._comma_between(verb, c)
            if (
                self.dep[c] in ("nsubj", "nsubj:pass")
                and self.pos[c] in NOMINAL
                and (self.feats[c].get("Case", "Nom") == "Nom" or self.pos[c] == "PROPN")
                and self._agrees(c, feats)
                and not beyond
            ):
                found.append(c)
            if feats.get("Voice") == "Pass" and self.dep[c] in ("obl", "obl:agent") and self.child(c, "case") is None:
                instrument = self.feats[c].get("Case") == "Ins"
                if instrument and (self.pos[c] in ("PRON", "PROPN") or self.feats[c].get("Animacy") == "Anim"):
                    return c
        if found:  # of two nominatives the person is the subject («все эти действия сталинисты объявляют …»)
            person = next((c for c in found if self.animate(c)), None)
            if person is None and feats.get("VerbForm") == "Fin":
                near = self._near_subject(verb)
                person = near if near is not None and self.animate(near) else None
            return found[0] if person is None else person
        if feats.get("VerbForm") == "Fin":
            return self._near_subject(verb)
        return None

    def animate(self, k: int) -> bool:
        """Is token `k` a pronoun or tagged as a living being?"""
        return self.pos[k] == "PRON" or self.feats[k].get("Animacy") == "Anim"

    def _agrees(self, noun: int, verb: dict[str, str]) -> bool:
        feats = self.feats[noun]
        if (self.lower[noun] in NO_SUBJECT and self.pos[noun] != "DET") or feats.get("Variant") == "Short":
            return False
        if verb.get("Number") == "Sing" and feats.get("Number") == "Plur":
            return False
        person = verb.get("Person")
        if person in ("1", "2") and feats.get("Person") != person:
            return False
        return not (verb.get("Gender") == "Fem" and feats.get("Gender") == "Masc" and self.pos[noun] == "PRON")

    def may_be_subject(self, k: int, verb: int) -> bool:
        """Is token `k` a nominative that agrees with `verb`? A dictionary form is one whatever its case was tagged."""
        feats, of_verb = self.feats[k], self.feats[verb]
        dictionary_form = self.pos[k] in ("NOUN", "PROPN") and self.lower[k] == self.lemma[k].lower()
        nominative = self.pos[k] in NOMINAL and (feats.get("Case") == "Nom" or dictionary_form)
        if not nominative or not self._agrees(k, of_verb):
            return False
        return not (of_verb.get("Gender") == "Neut" and feats.get("Gender") in ("Masc", "Fem"))

    def _near_subject(self, verb: int) -> int | None:
        """Where the tree has no subject: a nominative next to the verb in its clause that no other verb has taken."""
        feats = self.feats[verb]
        for step in (1, -1):
            k = verb + step
            while self.first[verb] <= k < self.last[verb] and abs(k - verb) <= 4:
                if self.word[k] in (",", ":", ";", "(", ")") or self.word[k] in DASH or self.pos[k] in ("VERB", "ADP"):
                    break
                if self.quote[k] != self.quote[verb]:
                    break
                free = self.dep[k] in ("nsubj", "nsubj:pass", "appos", "parataxis", "root", "ROOT", "obj", "flat:name")
                taken = self.dep[k] == "nsubj" and self.head[k] != verb and abs(self.head[k] - k) < abs(verb - k)
                if (
                    self.pos[k] in ("NOUN", "PROPN", "PRON")
                    and self.feats[k].get("Case") == "Nom"
                    and self.feats[k].get("Number") == feats.get("Number", self.feats[k].get("Number"))
                    and free
                    and not taken
                    and self._agrees(k, feats)
                ):
                    return self.head[k] if self.dep[k] in ("appos", "flat:name") and k - self.head[k] in (1, 2) else k
                k += step
        return self._opening_subject(verb)

    def _opening_subject(self, verb: int) -> int | None:
        """«Секретарь X, в 1928 г. ставший невозвращенцем, писал»: a person at the head of the sentence, cut off from
        the verb by commas, that no other finite verb has for its subject."""
        for k in range(self.first[verb], verb):
            head = self.head[k]
            taken = self.dep[k] == "nsubj" and head != verb and self.feats[head].get("VerbForm") == "Fin"
            if self.feats[k].get("VerbForm") == "Fin" or self.word[k] == ":" or self.quote[k] != self.quote[verb]:
                return None
            if self.pos[k] in ("NOUN", "PROPN", "PRON") and self.feats[k].get("Case") == "Nom" and not taken:
                number = self.feats[verb].get("Number")
                if self.animate(k) and self.feats[k].get("Number") == number and self._agrees(k, self.feats[verb]):
                    return k
        return None

    def _place(self, verb: int) -> int | None:
        """«В мэрии сообщили», «в письме говорится»: without a subject the place speaks."""
        feats = self.feats[verb]
        impersonal = feats.get("Voice") in ("Pass", "Mid") and feats.get("Number") == "Sing"
        plural = feats.get("Number") == "Plur" and feats.get("VerbForm") == "Fin" and feats.get("Person", "3") == "3"
        if not (impersonal or plural):
            return None
        for c in self.kids[verb]:
            case = self.child(c, "case")
            placed = case is not None and PLACE.get(self.lower[case]) == self.feats[c].get("Case")
            if self.dep[c] in ("obl", "nmod") and placed:
                spoken = self.lemma[c] in WORDS_AND_PAPERS or any(
                    self.lemma[x] in WORDS_AND_PAPERS for x in self.kids[c]
                )
                if (spoken or not impersonal) and self.lemma[c] not in TIMES:
                    return c
        return None
