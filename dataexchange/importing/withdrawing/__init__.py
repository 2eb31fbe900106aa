"""What a withdrawal does to each kind of fact; see ``importing/withdraw.py`` for the rule."""
