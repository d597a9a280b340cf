"""The tables, their columns and what they mean: the one source of the Parquet schemas and of docs/tables.md."""

from dataclasses import dataclass

import pyarrow as pa

STRING, INT, FLOAT, BOOL = pa.string(), pa.int64(), pa.float64(), pa.bool_()
SPAN = pa.list_(INT)  # [start, end]


@dataclass(frozen=True)
class Column:
    name: str
    type: pa.DataType
    meaning: str


@dataclass(frozen=True)
class Table:
    name: str
    stage: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]  # rows are sorted by these columns

    @property
    def arrow(self) -> pa.Schema:
        return pa.schema([(column.name, column.type) for column in self.columns])


def _table(name: str, stage: str, meaning: str, key: str, *columns: tuple[str, pa.DataType, str]) -> Table:
    return Table(name, stage, meaning, tuple(Column(*column) for column in columns), tuple(key.split()))


DOC_ID = ("doc_id", STRING, "path of the document below corpus/raw/, with its ending")
START = ("start", INT, "first code point in the decoded source")
END = ("end", INT, "one past the last code point")
TEXT = ("text", STRING, "the characters of the source from start to end")
RULE = ("rule", STRING, "the rule or layer that fired")
CONFIDENCE = ("confidence", FLOAT, "probability that the row is right, 0 to 1, four decimals")
ENTITY = ("entity_id", STRING, "entity within the document; see links")

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _table(
            "documents",
            "ingest",
            "one row a text",
            "doc_id",
            DOC_ID,
            ("path", STRING, "path below the corpus folder"),
            ("title", STRING, "from front matter or sidecar"),
            ("author", STRING, "from front matter or sidecar"),
            ("date", STRING, "EDTF date of the text, from front matter or sidecar"),
            ("source", STRING, "where the text comes from"),
            ("url", STRING, "address of the text"),
            ("sha256", STRING, "of the file's bytes"),
            ("encoding", STRING, "encoding the file was decoded from"),
            ("references", pa.list_(pa.struct([("number", STRING), ("text", STRING)])), "numbered list of sources"),
            ("text", STRING, "the decoded source, unchanged"),
        ),
        _table(
            "repairs",
            "ingest",
            "what was mended for the machine's reading; the source itself is never changed",
            "doc_id raw_start",
            DOC_ID,
            ("start", INT, "first code point in the clean text"),
            ("end", INT, "one past the last code point in the clean text"),
            ("raw_start", INT, "first code point in the source"),
            ("raw_end", INT, "one past the last code point in the source"),
            ("replacement", STRING, "what the machine reads there"),
            RULE,
        ),
        _table(
            "sentences",
            "annotate",
            "one row a sentence",
            "doc_id sent",
            DOC_ID,
            ("sent", INT, "number of the sentence in the document, from 0"),
            ("paragraph", INT, "number of the paragraph in the document, from 0"),
            START,
            END,
        ),
        _table(
            "tokens",
            "annotate",
            "one row a token, Universal Dependencies",
            "doc_id token",
            DOC_ID,
            ("sent", INT, "number of the sentence"),
            ("token", INT, "number of the token in the document, from 0"),
            START,
            END,
            TEXT,
            ("lemma", STRING, "dictionary form"),
            ("pos", STRING, "UD part of speech"),
            ("feats", STRING, "UD features, sorted, joined by |"),
            ("head", INT, "number of the head token; a root points at itself"),
            ("dep", STRING, "UD relation"),
            ("ner", STRING, "name tag of the statistical model: B-PER, I-ORG, O, ..."),
        ),
        _table(
            "mentions",
            "entities",
            "one row a name of a person or body, or a date",
            "doc_id start end",
            ("mention_id", STRING, "doc_id:m:start-end, or :d: for dates"),
            DOC_ID,
            START,
            END,
            TEXT,
            ("type", STRING, "PER, ORG or DATE"),
            ("entity_id", STRING, "entity within the document (see links), or the EDTF value of a date"),
            (
                "inner",
                pa.list_(pa.struct([("start", INT), ("end", INT), ("type", STRING), ("entity_id", STRING)])),
                "names inside this one",
            ),
            RULE,
            CONFIDENCE,
        ),
        _table(
            "dates",
            "entities",
            "values of the DATE mentions",
            "doc_id start end",
            ("mention_id", STRING, "doc_id:d:start-end"),
            DOC_ID,
            START,
            END,
            TEXT,
            ("edtf", STRING, "EDTF (ISO 8601-2) value, New Style in a double date; null where there is none"),
            ("edtf_os", STRING, "the Old-Style day of a double date"),
            ("earliest", STRING, "first day it may be, ISO"),
            ("latest", STRING, "last day it may be, ISO"),
            ("calendar", STRING, "gregorian or julian where the text tells"),
            ("modifier", STRING, "early, mid, late, since, until, after, before, or null"),
            ("inferred", BOOL, "whether the year comes from the context"),
            RULE,
        ),
        _table(
            "document_entities",
            "entities",
            "persons and bodies of one document",
            "doc_id entity_id",
            DOC_ID,
            ENTITY,
            ("type", STRING, "PER or ORG"),
            ("name", STRING, "canonical name, nominative"),
            ("aliases", pa.list_(STRING), "forms seen or known"),
            ("gender", STRING, "male, female or null"),
            ("wikidata", STRING, "Wikidata id, from the authority file"),
        ),
        _table(
            "entities",
            "link",
            "persons, bodies, documents and voices of the corpus",
            "entity_id",
            ("entity_id", STRING, "authority id, else TYPE:name, else the id of its document entity"),
            ("type", STRING, "PER, ORG, DOC or OTHER"),
            ("name", STRING, "canonical name, nominative"),
            ("aliases", pa.list_(STRING), "forms seen or known"),
            ("gender", STRING, "male, female or null"),
            ("wikidata", STRING, "Wikidata id, from the authority file"),
            ("mentions", INT, "number of mentions in the corpus"),
            ("documents", INT, "number of documents with it"),
            ("first_mention", STRING, "mention_id of the first mention"),
            ("last_mention", STRING, "mention_id of the last mention"),
            ("resolved", BOOL, "whether the authority knows it"),
        ),
        _table(
            "links",
            "link",
            "entity of a document to entity of the corpus",
            "doc_id document_entity_id",
            DOC_ID,
            ("document_entity_id", STRING, "entity id within the document"),
            ("entity_id", STRING, "entity id in the corpus"),
            RULE,
        ),
        _table(
            "cooccurrence",
            "network",
            "undirected edges of the co-occurrence network",
            "level source target",
            ("source", STRING, "entity_id, or date:EDTF"),
            ("target", STRING, "entity_id, or date:EDTF; source < target"),
            ("level", STRING, "sentence or paragraph"),
            ("count", INT, "number of units with both"),
            ("npmi", FLOAT, "normalised pointwise mutual information"),
            ("llr", FLOAT, "log-likelihood ratio (Dunning 1993)"),
            ("first_date", STRING, "earliest day among dates of the shared units"),
            ("last_date", STRING, "latest day among dates of the shared units"),
        ),
        _table(
            "quotes",
            "quotes",
            "one row a quote",
            "doc_id start end quote_id",
            ("quote_id", STRING, "doc_id:q:start-end, or :i: for indirect speech"),
            DOC_ID,
            START,
            END,
            TEXT,
            ("kind", STRING, "speech, title or term"),
            ("mode", STRING, "direct, dialogue or indirect"),
            ("parent_id", STRING, "the quote around it"),
            ("turn", INT, "stretches of one turn of a dialogue share it"),
            ("parts", pa.list_(SPAN), "the words without the narrator's insertion"),
            ("cue_start", INT, "the reporting word"),
            ("cue_end", INT, "end of the reporting word"),
            ("hint_start", INT, "the source as the rule saw it"),
            ("hint_end", INT, "end of the hint"),
            ("date", STRING, "EDTF date of the utterance"),
            ("citation_start", INT, "the reference given for the words"),
            ("citation_end", INT, "its end"),
            RULE,
            CONFIDENCE,
        ),
        _table(
            "attributions",
            "speakers",
            "who says a quote",
            "doc_id quote_id",
            ("quote_id", STRING, "see quotes"),
            DOC_ID,
            ("speaker_id", STRING, "entity within the document, narrator, author, or null with a reason"),
            ("source_start", INT, "the phrase that names the source"),
            ("source_end", INT, "its end"),
            ("mention_id", STRING, "the mention in the source phrase, if any"),
            ("addressee_id", STRING, "who is spoken to"),
            ("quoter_id", STRING, "who quotes: speaker of the enclosing quote, else the document's author"),
            ("type", STRING, "explicit, anaphoric or implicit"),
            CONFIDENCE,
            RULE,
            ("reason", STRING, "why there is no speaker"),
        ),
        _table(
            "voices",
            "speakers",
            "entities that only speakers has: documents, unnamed voices, narrator, author",
            "doc_id entity_id",
            DOC_ID,
            ENTITY,
            ("type", STRING, "PER, ORG, DOC or OTHER"),
            ("name", STRING, "as printed"),
            ("aliases", pa.list_(STRING), "forms seen"),
            ("gender", STRING, "male, female or null"),
            ("wikidata", STRING, "null"),
        ),
        _table(
            "candidates",
            "speakers",
            "the possible sources of each speech quote, for `ktokogo explain`",
            "doc_id quote_id rank",
            ("quote_id", STRING, "see quotes"),
            DOC_ID,
            ("rank", INT, "1 is the likeliest"),
            ("entity_id", STRING, "entity within the document; null is nobody"),
            ("source_start", INT, "where the candidate stands"),
            ("source_end", INT, "its end"),
            ("probability", FLOAT, "calibrated, four decimals"),
            ("reasons", STRING, "what speaks for it"),
        ),
        _table(
            "quote_about",
            "speakers",
            "persons and bodies that the quoted words speak of",
            "doc_id quote_id entity_id",
            ("quote_id", STRING, "see quotes"),
            DOC_ID,
            ENTITY,
            ("mention_id", STRING, "the first mention of it in the words; null for a pronoun"),
        ),
        _table(
            "who_quotes_whom",
            "speakers",
            "quoter to quoted, a row a document",
            "doc_id quoter_id quoted_id",
            ("quoter_id", STRING, "who quotes"),
            ("quoted_id", STRING, "who is quoted"),
            DOC_ID,
            ("n_direct", INT, "quotes in marks or dialogue"),
            ("n_indirect", INT, "indirect quotes"),
            ("words", INT, "words quoted"),
        ),
    )
}
