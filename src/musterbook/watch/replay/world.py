"""What a replay is made from: sites, the incidents of files and the ground drawn in them, with nothing decided yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Self

from musterbook.watch.control import Area
from musterbook.watch.coverage import Coverage, told_name
from musterbook.watch.incidents import Incident
from musterbook.watch.placed import Placed, day_of
from musterbook.watch.sources.cells import evening_of
from musterbook.watch.sources.loaded import Loaded
from musterbook.watch.sources.revisions import of_primary
from musterbook.watch.sources.several import each_once, lethal
from musterbook.watch.sources.site_list import Listed


@dataclass(frozen=True)
class World:
    """All that may be known, each row with the moment since when.

    Attributes:
        sites: in the order of their list.
        files: lethal incidents of each country's primary source, file by file, each once.
        areas: whose ground is whose.
        revised: rows left out because they say something else of an id.
    """

    sites: tuple[Listed, ...]
    files: tuple[tuple[Incident, ...], ...]
    areas: tuple[Area, ...] = ()
    revised: int = 0

    @classmethod
    def of(
        cls,
        sites: Iterable[Listed],
        loads: Iterable[Loaded[Incident]],
        *,
        areas: Iterable[Area] = (),
        primary: Mapping[str, str],
        learn_since: date | None = None,
    ) -> Self:
        """The world of some files.

        Args:
            sites: what is forecast.
            loads: files of incidents.
            areas: control areas.
            primary: country → the source that counts, where several tell of it.
            learn_since: incidents that began earlier are left out.

        Malformed when several sources tell of a country and nobody says which one counts.
        """
        loads = tuple(loads)
        once, revised = each_once(loads)
        kept = of_primary(lethal(once), primary=primary)
        rows = {(row.source, row.id): row for row in kept if learn_since is None or row.start >= learn_since}
        files = tuple(tuple(row for row in load.rows if rows.get((row.source, row.id)) is row) for load in loads)
        return cls(tuple(sites), files, tuple(areas), revised)

    def placed(self, until: int) -> Placed:
        """What was known in place and time by the end of a day."""
        rows = {(row.source, row.id): row for file in self.files for row in file}
        return Placed.of(rows.values(), now=evening_of(date.fromordinal(until)))

    @cached_property
    def by_country(self) -> Mapping[str, tuple[int, ...]]:
        """The numbers of the sites of each country; names that differ only in a former name are one country."""
        found: dict[str, list[int]] = {}
        for number, site in enumerate(self.sites):
            found.setdefault(told_name(site.country), []).append(number)
        return {country: tuple(numbers) for country, numbers in found.items()}

    @cached_property
    def coverage(self) -> Mapping[str, Coverage]:
        """What the files tell of each country that has sites."""
        return {country: Coverage(country, self.files) for country in self.by_country}

    @cached_property
    def first(self) -> int | None:
        """The first day on which anything was known of a country with sites, or of the ground."""
        known = [one.first for one in self.coverage.values()]
        return min([*(day for day in known if day is not None), *(day_of(one.known_at) for one in self.areas)],
                   default=None)  # fmt: skip

    @property
    def unnamed(self) -> tuple[str, ...]:
        """Countries with sites that no file tells of."""
        silent = {name for name, one in self.coverage.items() if one.first is None}
        return tuple(dict.fromkeys(site.country for site in self.sites if told_name(site.country) in silent))
