"""Studies: questions that take more than one plan, or a plan seen another way; each gives a document and its blocks."""
