"""F37: the break was part of an announced campaign, and each site looked at itself alone."""

from __future__ import annotations

from musterbook.watch.warned import Warnings
from tests.spec.telling import entries, moment

ANNOUNCED = """
06:00 desk watch.warning-received warning=W-1 kind_of=campaign province=hasakah expires=20:00
07:00 desk watch.warning-received warning=W-2 kind_of=specific site=derik province=hasakah expires=20:00
"""


def campaign(site: str, province: str, hour: str) -> str:
    """Which announced campaign a site has to reckon with at an hour; empty when there is none."""
    found = Warnings.of(entries(ANNOUNCED)).campaign(site, province, moment(hour))
    return str(found.value) if found else ""


def test_a_campaign_is_about_every_site_of_its_province_until_it_expires() -> None:
    assert campaign("hasakah", "hasakah", "12:00") == "W-1"
    assert campaign("derik", "hasakah", "12:00") == "W-1"
    assert campaign("karkh", "baghdad", "12:00") == ""
    assert campaign("hasakah", "hasakah", "21:00") == ""
