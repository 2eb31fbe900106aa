"""The eight datasets, each declared in a module of its own."""
