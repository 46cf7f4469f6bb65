"""The colours: every contrast that the look promises, computed from the very file the pages use."""

from __future__ import annotations

import re

import pytest

from musterbook.console.shelf import HERE

TEXT = ("fg", "dim", "acc", "move", "tran", "ok", "bad")
GROUNDS = ("bg", "panel", "panel2")


def tokens() -> dict[str, dict[str, str]]:
    text = (HERE / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    blocks = re.findall(r'\[data-theme="(\w+)"\] \{(.*?)\}', text, re.DOTALL)
    return {theme: dict(re.findall(r"--([\w]+): (#[0-9a-f]{6})", body)) for theme, body in blocks}


def on_paper() -> dict[str, str]:
    text = (HERE / "static" / "css" / "print.css").read_text(encoding="utf-8")
    body = text.partition(":root, [data-theme] {")[2].partition("}")[0]
    return dict(re.findall(r"--([\w]+): (#[0-9a-f]{6})", body))


def light(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["night", "day"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("token", TEXT)
def test_text_can_be_read_on_every_ground(theme: str, ground: str, token: str) -> None:
    colours = tokens()[theme]

    assert contrast(colours[token], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["night", "day"])
@pytest.mark.parametrize(("token", "ground"), [("edge", "bg"), ("edge", "panel"), ("site", "panel"), ("acc", "panel")])
def test_edges_and_marks_can_be_seen(theme: str, token: str, ground: str) -> None:
    colours = tokens()[theme]

    assert contrast(colours[token], colours[ground]) >= 3


@pytest.mark.parametrize("theme", ["night", "day"])
@pytest.mark.parametrize(
    ("text", "ground"), [("onacc", "acc"), ("onmove", "move"), ("town", "land2"), ("fg", "land2"), ("town", "land")]
)
def test_text_on_colours_can_be_read(theme: str, text: str, ground: str) -> None:
    colours = tokens()[theme]

    assert contrast(colours[text], colours[ground]) >= 4.5


def test_both_themes_name_the_same_colours() -> None:
    themes = tokens()

    assert set(themes) == {"night", "day"}
    assert themes["night"].keys() == themes["day"].keys()


def test_a_page_printed_from_a_dark_screen_has_the_colours_of_day_on_white() -> None:
    printed, day = on_paper(), tokens()["day"]

    assert printed.keys() == day.keys()
    assert {name for name in day if printed[name] != day[name]} == {"bg", "panel2", "line", "fg", "dim"}
    assert {printed[ground] for ground in GROUNDS} == {"#ffffff"}
    assert all(contrast(printed[token], "#ffffff") >= 4.5 for token in TEXT)


def test_a_colour_of_its_own_stands_only_on_a_ground_of_its_own() -> None:
    """Paper, prints and the answer at a ramp are alike night and day; all else takes its colour from the tokens."""
    grounds = (".print-box", ".paper", ".answer")
    sheets = [one for one in (HERE / "static" / "css").glob("*.css") if one.stem not in ("tokens", "print")]
    rules = [
        (sheet.name, selector.strip())
        for sheet in sheets
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet.read_text(encoding="utf-8"))
        if re.search(r"#[0-9a-f]{3,8}\b(?!\))", re.sub(r"url\([^)]*\)", "", body))
    ]

    assert rules
    assert [one for one in rules if not any(ground in one[1] for ground in grounds)] == []
