"""The API: what pages show, for programs; and acts that programs prepare here and sign themselves."""
