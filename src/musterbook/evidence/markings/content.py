"""What a marking says once it is read, and how it is written as a portion or as a banner."""

from __future__ import annotations

from dataclasses import dataclass

from musterbook.evidence.markings.profile import DIS, DISPLAY, LONG, NATO, NON, REL, Kind, Level, System


@dataclass(frozen=True, slots=True)
class Content:
    """One marking in parts; controls in their portion form, each tuple in the order written.

    `owners` are the parties of a joint mark or the owner of a foreign one. `fgi` is None without such a block and
    empty where the block hides its names. `cosmic` is NATO's own highest level. `tlp` is set for the traffic light
    alone, whose level means nothing.
    """

    system: System
    level: Level = Level.U
    owners: tuple[str, ...] = ()
    cosmic: bool = False
    tlp: str = ""
    qualifiers: tuple[str, ...] = ()
    sci: tuple[str, ...] = ()
    fgi: tuple[str, ...] | None = None
    dis: tuple[str, ...] = ()
    rel: tuple[str, ...] = ()
    display: tuple[str, ...] = ()
    non: tuple[str, ...] = ()

    @property
    def classified(self) -> bool:
        """Whether anything but UNCLASSIFIED; RESTRICTED is."""
        return self.level > Level.U

    @property
    def for_foreigners(self) -> bool:
        """Whether it says which foreigners may see it."""
        return bool({REL, "RELIDO", DISPLAY} & set(self.dis))

    def written(self, kind: Kind) -> str:
        """The mark as the profile writes it."""
        mark = f"TLP:{self.tlp}" if self.system == "tlp" else "//".join([self._level(kind), *self._blocks(kind)])
        return f"({mark})" if kind == "portion" else mark

    def _level(self, kind: Kind) -> str:
        level = self.level.name if kind == "portion" else LONG[self.level]
        match self.system:
            case "nato":
                return "//" + NATO[self.level][kind == "banner"]
            case "joint":
                return " ".join(["//JOINT", level, *self.owners])
            case "fgi":
                return f"//{self.owners[0]} {level}"
            case _:
                return level

    def _blocks(self, kind: Kind) -> list[str]:
        foreign = () if self.fgi is None else (" ".join(["FGI", *self.fgi]),)
        dis = tuple(self._control(one, kind) for one in self.dis)
        non = tuple(one if kind == "portion" else NON[one] for one in self.non)
        return ["/".join(block) for block in (self.qualifiers, self.sci, foreign, dis, non) if block]

    def _control(self, word: str, kind: Kind) -> str:
        if word in (REL, DISPLAY):
            return f"{word} {', '.join(self.rel if word == REL else self.display)}"
        return word if kind == "portion" else DIS[word]
