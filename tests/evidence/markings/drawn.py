"""Marks drawn from the grammar of the profile, written out here a second time so that each tests the other."""

from __future__ import annotations

from hypothesis import strategies as st

COUNTRIES = ("AUS", "CAN", "DEU", "FRA", "GBR", "IRQ", "NZL", "TUR")
GROUPS = ("FVEY", "NATO")
LONG = {
    "TS": "TOP SECRET", "S": "SECRET", "C": "CONFIDENTIAL", "U": "UNCLASSIFIED", "R": "RESTRICTED",
    "CTS": "COSMIC TOP SECRET", "NS": "NATO SECRET", "NC": "NATO CONFIDENTIAL", "NR": "NATO RESTRICTED",
    "NU": "NATO UNCLASSIFIED", "RS": "RSEN", "OC": "ORCON", "OC-USGOV": "ORCON-USGOV", "IMC": "IMCON", "NF": "NOFORN",
    "PR": "PROPIN", "DSEN": "DEA SENSITIVE", "DS": "LIMDIS", "XD": "EXDIS", "ND": "NODIS", "SBU-NF": "SBU NOFORN",
    "LES-NF": "LES NOFORN",
}  # fmt: skip
BELOW_CONFIDENTIAL = ("U", "R", "NU", "NR")
DIS = ("RS", "FOUO", "OC", "OC-USGOV", "IMC", "NF", "PR", "REL TO", "RELIDO", "DSEN", "FISA", "DISPLAY ONLY")
NON = ("DS", "XD", "ND", "SBU", "SBU-NF", "LES", "LES-NF", "SSI")


def countries(least: int = 1) -> st.SearchStrategy[list[str]]:
    """Countries and groups as a list has them, sorted."""
    return st.tuples(
        st.lists(st.sampled_from(COUNTRIES), min_size=least, max_size=4, unique=True).map(sorted),
        st.lists(st.sampled_from(GROUPS), max_size=1),
    ).map(lambda both: [*both[0], *both[1]])


@st.composite
def heads(draw: st.DrawFn) -> tuple[str, str, str]:
    """Whose it is, its level, and how its first part reads with `{}` where the level stands."""
    system = draw(st.sampled_from(("us", "us", "us", "nato", "joint", "fgi")))
    if system == "us":
        return system, draw(st.sampled_from(("TS", "S", "C", "U"))), "{}"
    if system == "nato":
        return system, draw(st.sampled_from(("CTS", "NS", "NC", "NR", "NU"))), "//{}"
    level = draw(st.sampled_from(("TS", "S", "C", "R", "U")))
    if system == "joint":
        parties = draw(st.lists(st.sampled_from((*COUNTRIES, "USA")), min_size=2, max_size=3, unique=True))
        if level == "R":
            parties = ["CAN", "GBR"]
        return system, level, " ".join(["//JOINT", "{}", *sorted(parties)])
    return system, level, f"//{draw(st.sampled_from(COUNTRIES))} {{}}"


@st.composite
def marks(draw: st.DrawFn, *, banner: bool = False) -> str:
    """A valid mark that is no traffic light, in brackets unless it is a banner's."""
    system, level, head = draw(heads())
    low = level in BELOW_CONFIDENTIAL
    sci = [] if low else draw(st.lists(st.sampled_from(("HCS-P", "SI", "SI-G", "TK", "KDK")), max_size=2, unique=True))
    foreign = system == "us" and not low and draw(st.booleans())
    dis, lists = draw(_dissemination(system, level, sci=sci, foreign=foreign))
    non = draw(_others("NF" in dis))
    written = [LONG.get(one, one) if banner else one for one in dis]
    blocks = [
        draw(st.sampled_from(("", "ATOMAL"))) if system == "nato" else "",
        "/".join(sorted(sci)),
        " ".join(["FGI", *draw(countries(0))]) if foreign else "",
        "/".join(f"{word} {', '.join(lists[word])}" if word in lists else word for word in written),
        "/".join(LONG.get(one, one) if banner else one for one in non),
    ]
    mark = "//".join([head.format(LONG[level] if banner else level), *filter(None, blocks)])
    return mark if banner else f"({mark})"


@st.composite
def _dissemination(
    draw: st.DrawFn, system: str, level: str, *, sci: list[str], foreign: bool
) -> tuple[list[str], dict[str, list[str]]]:
    """Controls that go together, in order, and the lists of those that have one."""
    low = level in BELOW_CONFIDENTIAL
    who = ["NF", "REL TO", "RELIDO", "DISPLAY ONLY", "REL TO+RELIDO", "REL TO+DISPLAY ONLY", ""]
    if system == "nato":
        who.remove("NF")
    if system != "us" or foreign:
        who = [one for one in who if "RELIDO" not in one and not (foreign and "DISPLAY" in one)]
    if any(one in ("HCS-P", "KDK") for one in sci):
        if system == "nato":
            sci.clear()
        else:
            who = ["NF"]
    chosen = set(draw(st.sampled_from(who)).split("+")) - {""}
    chosen |= set(draw(st.lists(st.sampled_from(("RS", "PR", "DSEN", "FISA")), max_size=2)))
    if not low and (draw(st.booleans()) or "SI-G" in sci or sci):
        chosen.add("OC" if sci else draw(st.sampled_from(("OC", "OC-USGOV"))))
    if level in ("U", "NU") and draw(st.booleans()):
        chosen.add("FOUO")
    if level in ("S", "TS", "NS", "CTS") and draw(st.booleans()):
        chosen.add("IMC")
    lists = {"REL TO": ["USA", *draw(countries())], "DISPLAY ONLY": draw(countries())}
    return [one for one in DIS if one in chosen], {word: lists[word] for word in lists if word in chosen}


@st.composite
def _others(draw: st.DrawFn, closed: bool) -> list[str]:  # noqa: FBT001  a strategy's own argument
    chosen = set(draw(st.lists(st.sampled_from(("DS", "SSI", "SBU", "LES")), max_size=3)))
    if draw(st.booleans()):
        chosen = {f"{one}-NF" if one in ("SBU", "LES") else one for one in chosen}
    if closed:
        chosen |= set(draw(st.lists(st.sampled_from(("XD", "ND")), max_size=1)))
    return [one for one in NON if one in chosen]
