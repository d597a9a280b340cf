"""Names of persons and bodies in one document, and who they mean.

Layers, in this order: the authority's names, slovnet's names mended, patterns for persons and for bodies, consistency
over the document. Of names that overlap the longest wins, of equally long ones the earlier layer; bodies and persons
inside a longer name go into its `inner`.
"""

from collections.abc import Sequence

from spacy.tokens import Doc

from pipeline.core.authority import Authority, Entry
from pipeline.core.records import Document, Entities, Entity, Inner, Mention
from pipeline.entities import bodies, body_rules, clusters, consistency, dates, known, model, person_rules
from pipeline.entities.spans import Name, disjoint, is_capital
from pipeline.nlp import names


def extract(document: Document, doc: Doc, authority: Authority) -> Entities:
    """Mentions, entities and dates of a document; offsets are clean."""
    found, outer, given = find(doc, authority)
    groups = resolve(document, doc, found, given, authority)
    entity_of = {k: entity.id for entity, members in groups for k in members}
    inner: dict[int, list[Inner]] = {}
    for k, owner in enumerate(outer):
        if owner is not None:
            inner.setdefault(owner, []).append(Inner(*found[k].span(doc), found[k].type, entity_of[k]))
    mentions = [
        Mention(*name.span(doc), name.type, entity_of[k], tuple(inner.get(k, ())), name.rule, name.confidence)  # type: ignore[arg-type]
        for k, name in enumerate(found)
        if outer[k] is None
    ]
    entities = sorted((entity for entity, _ in groups), key=lambda e: e.id)
    return Entities(tuple(mentions), tuple(entities), tuple(dates.find(document, doc)))


def find(doc: Doc, authority: Authority) -> tuple[list[Name], list[int | None], list[tuple[Entry, ...]]]:
    """Names by place; of each the number of the name around it, and who bears it by the authority."""
    by_authority = known.find(doc, authority)
    entries = {(n.start, n.end): e for n, e in by_authority}
    first = [n for n, _ in by_authority]
    base = disjoint([*first, *body_rules.well_known(doc), *model.found(doc), *person_rules.find(doc)])
    base = consistency.agreed(doc, [n for n in person_rules.probable(doc, base) if not body_rules.no_body(doc, n)])
    candidates = [*first, *base, *body_rules.find(doc, base)]
    flat = disjoint(candidates)
    flat = disjoint([*flat, *consistency.repeated_persons(doc, flat), *consistency.repeated_bodies(doc, flat)])
    longest = [n for n in flat if n.type != "LOC"]
    found = sorted([*longest, *_inner(doc, candidates, longest)], key=lambda n: (n.start, -n.end, n.chars or (0, 0)))
    outer: list[int | None] = []
    around: int | None = None
    for k, name in enumerate(found):
        inside = around is not None and name.end <= found[around].end and name.size < found[around].size
        outer.append(around if inside else None)
        around = around if inside else k
    given = [entries.get((n.start, n.end)) or known.bearers(doc, n, authority) for n in found]
    return found, outer, given


def _inner(doc: Doc, candidates: Sequence[Name], longest: Sequence[Name]) -> list[Name]:
    """Persons and bodies that stand inside a longer name, flat again."""
    around = {i: name for name in longest if name.size > 1 for i in range(name.start, name.end)}
    inside = []
    for name in candidates:
        big = around.get(name.start)
        if big and name.type != "LOC" and name.end <= big.end and name.size < big.size:
            part = name.end == big.end and not names.is_common(doc[name.start].text) and is_capital(doc[name.start])
            if name.rule == "authority" or name.type == "PER" or (part and name.start > big.start):
                inside.append(name)
    return disjoint(inside)


def resolve(
    document: Document, doc: Doc, found: Sequence[Name], given: Sequence[tuple[Entry, ...]], authority: Authority
) -> list[tuple[Entity, list[int]]]:
    """Entities of the document, each with the numbers of its names."""
    out: list[tuple[Entity, list[int]]] = []
    kinds = {kind: [k for k, n in enumerate(found) if n.type == kind] for kind in ("PER", "ORG")}
    per, org = kinds["PER"], kinds["ORG"]
    for person in clusters.cluster(doc, [found[k] for k in per], authority, [given[k] for k in per]):
        members = sorted(per[k] for k in person.members)
        name = clusters.canonical(person) or found[members[0]].text(doc)
        out.append((_entity(document, doc, found, members, person.entry, name, person.parts.gender), members))
    for body in bodies.cluster(doc, [found[k] for k in org], [given[k] for k in org]):
        members = sorted(org[k] for k in body.members)
        out.append((_entity(document, doc, found, members, body.entry, body.name, ""), members))
    return out


def _entity(
    document: Document,
    doc: Doc,
    found: Sequence[Name],
    members: Sequence[int],
    entry: Entry | None,
    name: str,
    gender: str,
) -> Entity:
    kind, forms = found[members[0]].type, clusters.commonest([found[k].text(doc) for k in members])
    if entry:
        aliases = tuple(dict.fromkeys((*entry.aliases, *forms)))
        return Entity(entry.id, kind, entry.name, aliases, entry.gender, entry.wikidata)  # type: ignore[arg-type]
    id_ = document.span_id("e", found[members[0]].span(doc))
    return Entity(id_, kind, name, tuple(forms), gender or None)  # type: ignore[arg-type]
