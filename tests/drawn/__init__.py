"""Parts of random scenarios: each module draws some sections of a document."""
