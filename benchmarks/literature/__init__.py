"""Project scheduling instances from the literature as ordinary scenario documents, and peers on the same files."""
