"""The state of each (employer, worker), derived set-wise from the statements: rule catalogue 9.1 in SQL.

Each module fills temporary tables for the pairs in ``t_target``; ``standing`` runs them in order and writes the result.
Order: facts (which statements are read) → spells (employments) → contracts → insurance → wages → doubts.
"""
