"""The CP-SAT model: structure in ``variables``, one function per rule, one per term of the objective."""
