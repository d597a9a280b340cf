"""Records, offsets, tables, parameters, the lexicon loader and the shard engine; imports no stage."""
