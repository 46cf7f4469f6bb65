"""Write the list of parts (CycloneDX 1.6, JSON) of what the lock installs: names, versions, hashes and licences.

    python -m tools.sbom                print it
    python -m tools.sbom sbom.json      write it there

Made from `requirements.lock`, so it names what set-up installs and no more; licences are read from what is installed.
The same lock gives the same bytes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
_LINE = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def parts(lock: str) -> Iterator[tuple[str, str, list[str]]]:
    """Name, version and hashes of each package of a lock, in its order."""
    name, version, hashes = "", "", list[str]()
    for line in lock.splitlines():
        if found := _LINE.match(line):
            if name:
                yield name, version, hashes
            name, version, hashes = found[1], found[2], []
        hashes += _HASH.findall(line)
    if name:
        yield name, version, hashes


def bom_of(lock: str) -> Bom:
    """The list of parts of a lock."""
    bom = Bom(serial_number=uuid5(NAMESPACE_URL, f"musterbook/{lock}"))
    ours = Component(name="musterbook", type=ComponentType.APPLICATION, bom_ref="musterbook")
    bom.metadata.component = ours
    for name, version, hashes in parts(lock):
        said = _licence(name)
        bom.components.add(Component(
            name=name, version=version, type=ComponentType.LIBRARY, purl=PackageURL("pypi", name=name, version=version),
            bom_ref=f"{name}=={version}",
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in sorted(hashes)],
            licenses=[DisjunctiveLicense(name=said)] if said else (),
        ))  # fmt: skip
    bom.register_dependency(ours, bom.components)
    return bom


def main(words: list[str]) -> int:
    """Write the list where it is asked for, or print it."""
    bom = bom_of(LOCK.read_text("utf-8"))
    bom.metadata.timestamp = None  # type: ignore[assignment]  # when it was made says nothing, and would change its bytes
    said = JsonV1Dot6(bom).output_as_string(indent=2)
    if words:
        Path(words[0]).write_text(said + "\n", encoding="utf-8")
        sys.stderr.write(f"{words[0]}: {len(bom.components)} parts\n")
    else:
        sys.stdout.write(said + "\n")
    return 0


def _licence(name: str) -> str:
    """What an installed package says its licence is; empty where it is not here or says nothing short."""
    try:
        said = metadata(name).json
    except PackageNotFoundError:
        return ""
    text = str(said.get("license_expression") or said.get("license") or "")
    return text if 0 < len(text) < 80 and "\n" not in text else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
