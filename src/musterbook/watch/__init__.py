"""Watch: which place of detention may lose its people before a move could finish, why, and how often that came true."""
