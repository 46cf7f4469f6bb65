"""What happens to people on their way: incidents, milestones, court, nights elsewhere, doors that stay shut.

None of it changes who answers for anyone. An incident says that something happened; a departure, a recovery or a loss
of control says what it did to whose account, and where one stands without the other the book shows it (custody.md
section 12).
"""
