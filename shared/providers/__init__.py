"""How to ask a provider and how to read its answer: pure functions, no I/O."""
