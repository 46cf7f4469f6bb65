"""Tests, one folder a room; `spec` holds the stories, `house` keeps house."""
