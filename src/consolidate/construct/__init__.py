"""Serial construction: a programme as flat arrays, and compiled code that places every step and scores the result."""
