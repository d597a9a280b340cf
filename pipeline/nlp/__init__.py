"""spaCy components over natasha's models; the only importer of natasha's parts and of pymorphy3."""
