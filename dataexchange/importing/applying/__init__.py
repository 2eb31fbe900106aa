"""How the staged rows of a delivery become statements of the archive, per kind of dataset."""
