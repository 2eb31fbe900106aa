"""Documents for paper and archive: PDF/A-2b set by Typst (``typesetting.py``), in fonts of our own (``fonts.py``)."""
