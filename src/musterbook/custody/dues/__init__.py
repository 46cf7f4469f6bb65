"""Dues: what is owed to a person in custody, and to those who must hear of him; each with its clock."""
