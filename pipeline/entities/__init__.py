"""Names of persons and bodies in one document, and who they mean."""

from spacy.tokens import Doc

from pipeline.core.authority import Authority
from pipeline.core.records import Document, Entities, Entity, Mention
from pipeline.entities import bodies, clusters, model
from pipeline.entities.spans import disjoint


def extract(document: Document, doc: Doc, authority: Authority) -> Entities:
    """Mentions and entities of a document, by rules over slovnet's analysis and the authority; offsets are clean."""
    found = disjoint(model.found(doc))
    per = [n for n in found if n.type == "PER"]
    org = [n for n in found if n.type == "ORG"]
    mentions: list[Mention] = []
    entities: list[Entity] = []
    groups = [(p, p.members, per) for p in clusters.cluster(doc, per, authority, [()] * len(per))]
    for person, members, names in groups:
        spans = [names[k].span(doc) for k in sorted(members)]
        forms = clusters.commonest([doc.text[slice(*s)] for s in spans])
        if person.entry:
            e = person.entry
            entity = Entity(e.id, "PER", e.name, tuple(dict.fromkeys((*e.aliases, *forms))), e.gender, e.wikidata)
        else:
            first = spans[0]
            name = clusters.canonical(person) or forms[0]
            entity = Entity(document.span_id("e", first), "PER", name, tuple(forms), person.parts.gender or None)
        entities.append(entity)
        mentions += [
            Mention(*s, "PER", entity.id, (), names[k].rule, names[k].confidence)
            for s, k in zip(spans, sorted(members), strict=True)
        ]
    for name, members in bodies.cluster(doc, org):
        spans = [org[k].span(doc) for k in members]
        first = spans[0]
        entity = Entity(
            document.span_id("e", first), "ORG", name, tuple(clusters.commonest([doc.text[slice(*s)] for s in spans]))
        )
        entities.append(entity)
        mentions += [
            Mention(*s, "ORG", entity.id, (), org[k].rule, org[k].confidence)
            for s, k in zip(spans, members, strict=True)
        ]
    return Entities(
        tuple(sorted(mentions, key=lambda m: (m.start, m.end))), tuple(sorted(entities, key=lambda e: e.id)), ()
    )
