"""muster item, dossier, release, package: a story typed as officers would, and every refusal once."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from musterbook.cli.app import run
from tests.cli.asking import Asking
from tests.operation.evidence import OFFICERS
from tests.operation.making import open_small_book

BANNER = "SECRET//REL TO USA, DEU"
MARK = "(S//REL TO USA, DEU)"
SECRET = "Majid al-Tajriba"
LINE = b"BT /F1 14 Tf 72 700 Td (He was seen with " + SECRET.encode() + b") Tj ET"
BECAUSE = ("--because", "the hearing of the third of May")


def statement(path: Path) -> Path:
    """A page of an invented statement, with a name to be covered."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
        page.obj.Contents = pdf.make_stream(LINE)
        pdf.save(path)
    return path


class Played:
    """A book in which the story was played, verb by verb; what each printed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.minute = 0
        self.told: dict[str, Any] = {}
        open_small_book(folder, changed={"officers": OFFICERS}).close()
        statement(folder / "statement.pdf")
        (folder / "hand.txt").write_text("a note of an invented hand", encoding="utf-8")
        region = {"page": 1, "box": [180, 690, 320, 720], "code": "SRC"}
        (folder / "regions.json").write_text(json.dumps({"version": 1, "pages": "all", "regions": [region]}))
        (folder / "absent.txt").write_text(f"{SECRET}\n", encoding="utf-8")
        (folder / "phrase").write_text("a long pass-phrase of an invented court\n", encoding="utf-8")

    def path(self, name: str) -> str:
        """A file of the story."""
        return str(self.folder / name)

    def typed(self, *words: str, code: int = 0) -> str:
        """What a verb printed, which must end with this code; every verb a minute after the one before."""
        self.minute += 1
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            at = f"2026-01-21T{7 + self.minute // 60:02}:{self.minute % 60:02}:00+03:00"
            found = run(["-C", self.path("willow"), "--yes", "--happened-at", at, *words])
        assert found == code, (words, err.getvalue(), out.getvalue())
        return out.getvalue() + err.getvalue()

    def keep(self, name: str, *words: str, code: int = 0) -> None:
        """Type it with --json and keep what it says."""
        self.told[name] = json.loads(self.typed(*words, "--json", code=code).partition("\n}\n")[0] + "\n}")


def come_in(play: Played) -> None:
    """Two items come in, one goes from hand to hand, and both speak of him."""
    play.told["person"] = json.loads(play.typed("roll", "willow", "--json"))["roll"][0]
    him = ("--person", play.told["person"])
    where = ("--where", "Willow", "--by", "team 4", "--acquired-at", "2026-01-20T02:00:00Z", "--owner", "archive")
    for file, policy in (("statement.pdf", "custodian"), ("hand.txt", "open-source")):
        marks = ("--banner", BANNER, "--portion", MARK, "--originator", "harbour", "--policy", policy)
        play.typed("item", "add", play.path(file), *where, *marks, "--key", "q.acquirer")
    play.typed("item", "pass", "IT-000001", "--to", "desk", "--place", "gate", "--seal", "7", "--key", "q.acquirer")
    play.typed("item", "pass", "IT-000001", "--to", "desk", "--place", "gate", "--seal", "8", "--key", "v.reviewer")
    found = ("--grade", "B2", "--claim", "fact", "--because", "his own papers", "--settles")
    play.typed("item", "link", "IT-000001", *him, *found, "--key", "v.reviewer", "--key", "x.examiner")
    guessed = ("--grade", "C4", "--claim", "assessment", "--because", "the hand looks alike")
    play.typed("item", "link", "IT-000002", *him, *guessed, "--key", "v.reviewer")
    agreed = ("--words", "for Germany, for a trial", "--country", "DEU", "--use", "prosecution", "--key", "q.acquirer")
    play.typed("item", "consent", "IT-000001", *agreed)


def put_together(play: Played) -> None:
    """A portion is marked otherwise and back, a link is contested and answered, and a dossier is built and shown."""
    because = ("--authority", "SCG-4", "--because", "the guide says so", "--key", "n.origin")
    play.keep("remark", "item", "remark", "IT-000002", "1", "--mark", "(S//NF)", *because)
    play.keep("remark-back", "item", "remark", "IT-000002", "1", "--mark", MARK, *because)
    him = ("--person", play.told["person"])
    said = ("--because", "the hand is his cousin's", "--key", "l.legal")
    play.keep("contest", "item", "contest", "IT-000002", *him, *said)
    answer = ("item", "answer", play.told["contest"]["digest"][:12], "--outcome", "kept", "--because", "compared twice")
    play.typed(*answer, "--key", "u.reviewer", "--key", "x.examiner")
    of = ("--item", "IT-000001", "--item", "IT-000002", "--hole", "where he was in 2018", "--recruited-as-child", "no")
    play.typed("dossier", "build", "D-77", *him, *of, "--key", "v.reviewer")


def cover(play: Played) -> None:
    """The name is covered by one, and another looks into every channel."""
    banner = ("--banner", BANNER, "--portion", MARK)
    play.typed("dossier", "redact", "IT-000001", "--regions", play.path("regions.json"), *banner, *BECAUSE,
               "--key", "t.redactor")  # fmt: skip
    absent = ("--absent", play.path("absent.txt"))
    play.keep("checked", "dossier", "checked", "IT-000003", *absent, *BECAUSE, "--key", "u.reviewer")


def ask(play: Played) -> None:
    """Germany asks and brings no assurance: the owner's word is needed, and the originator's custodian is not it."""
    to = (
        "--to",
        "DEU",
        "--authority",
        "court",
        "--purpose",
        "prosecution",
        "--court",
        "regional court",
        "--charge",
        "x",
    )
    play.typed("release", "ask", "D-77", *to, "--fair-trial", "assured", "--key", "k.case")
    leaving = ("--instead", "IT-000001=IT-000003", "--withhold", "IT-000002=SRC")
    play.keep("judged", "release", "judge", "R-0001", *leaving, "--key", "k.case")
    promised = ("--party", "harbour", "--act", "disclosure", "--scope", "sex = male", "--country", "DEU")
    text = ("--text", play.path("hand.txt"), "--from", "2026-01-21T00:00:00Z", "--key", "l.legal", "--key", "c.coord")
    play.typed("agreement", "add", "AGR-9", "--kind", "assurance", *promised, *text)
    play.typed("agreement", "sign", "AGR-9", "--party", "harbour", "--key", "c.coord")
    play.typed("release", "ask", "D-77", *to, "--fair-trial", "assured", "--assurance", "AGR-9", "--key", "k.case")
    play.keep("judged again", "release", "judge", "R-0002", *leaving, "--key", "k.case")
    play.typed("release", "answer", "R-0002", "--say", "approve", "--key", "n.origin")


def send(play: Played) -> None:
    """A court makes its keys, two officers sign, it opens, checks and answers; then the originator wants it back."""
    phrase = ("--pass-file", play.path("phrase"))
    play.keep("keys", "package", "keys", "court", "--into", play.path("court"), *phrase)
    leaving = ("--instead", "IT-000001=IT-000003", "--withhold", "IT-000002=SRC")
    two = ("--key", "f.disclose", "--key", "l.legal")
    out = play.path("P-0001.mbp")
    play.typed("package", "make", "R-0002", "--recipient", play.path("court/court.toml"), "--out", out, *leaving, *two)
    play.typed("package", "send", "P-0001", "--sealed", out, "--key", "f.disclose")
    opened, keys = play.path("opened.zip"), ("--keys", play.path("P-0001.keys.json"))
    play.typed("package", "open", out, "--with", play.path("court/court.sealing.key"), "--out", opened, *phrase)
    play.keep("verified", "package", "verify", opened, *keys)
    play.typed("package", "receipt", opened, *keys, "--with", play.path("court/court.signing.key"),
               "--out", play.path("receipt.json"), *phrase)  # fmt: skip
    play.typed("package", "received", "P-0001", play.path("receipt.json"), "--key", "f.disclose")
    play.keep("shown", "dossier", "show", "D-77", *BECAUSE, "--key", "v.reviewer")
    play.told["page"] = play.typed("dossier", "show", "D-77", *BECAUSE, "--key", "v.reviewer")
    play.keep("withdrawn", "item", "withdraw-consent", "IT-000001", "--words", "no more", "--key", "q.acquirer")
    play.typed("package", "recall", "P-0001", "--because", "an error in it", "--key", "n.origin")
    play.typed("package", "destroyed", "P-0001", play.path("hand.txt"), "--key", "f.disclose")
    play.keep("requests", "release", "show")
    play.keep("looked", "consultations", "--about", "IT-000001", "--note", play.path("note"))
    play.typed("consultations", "--against", play.path("note"))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The whole story, played once."""
    play = Played(tmp_path_factory.mktemp("evidence"))
    for part in (come_in, put_together, cover, ask, send):
        part(play)
    return play


def test_a_piece_of_evidence_goes_from_the_find_to_the_court_and_back(played: Played) -> None:
    told = played.told

    assert (told["remark"]["leaves"], told["remark-back"]["leaves"]) == (False, True)
    assert told["checked"]["clean"]
    assert told["judged"]["needs"] == ["OWNER:archive"]
    assert {one["rule"] for one in told["judged"]["findings"] if one["check"] == 7} == {"evidence.no-assurance"}
    assert (told["judged again"]["machine"], told["verified"]["signers"]) == ("allow", ["f.disclose", "l.legal"])
    assert told["withdrawn"]["had"] == [{"package": "P-0001", "country": "DEU", "authority": "court"}]
    assert [(one["officer"], one["page"]) for one in told["looked"]["openings"]] == [
        ("t.redactor", "dossier redact"), ("u.reviewer", "dossier checked"),
    ]  # fmt: skip
    assert told["looked"]["lines"] == told["looked"]["signed"]
    assert [(one["request"], one["stage"]) for one in told["requests"]["requests"]] == [
        ("R-0001", "with-originators"), ("R-0002", "closed"),
    ]  # fmt: skip


def test_a_dossier_is_shown_whole_with_marks_contradictions_reasons_and_both_ways(played: Played) -> None:
    shown, page = played.told["shown"], played.told["page"]

    assert [(one["item"], one["marks"]) for one in shown["items"]] == [("IT-000001", [MARK]), ("IT-000002", [MARK])]
    assert [(one["item"], [view["view"] for view in one["views"]]) for one in shown["contradictions"]] == [
        ("IT-000002", ["assessment", "contested", "kept"])
    ]
    assert [(one["item"], one["reason"], one["instead"]) for one in shown["withheld"]] == [
        ("IT-000001", "REDACTED", ["IT-000003"]), ("IT-000002", "SRC", []),
    ]  # fmt: skip
    assert [one["gap"] for one in shown["custody"] if one["gap"]] == ["seal-differs"]
    assert [(one["from"], one["to"]) for one in shown["custody_of_person"]] == [("nowhere", "willow/in-hand")]
    for words in ("his own papers", "the hand is his cousin's", "where he was in 2018", "another seal", "SRC", MARK):
        assert words in page


REFUSED = {
    "remark by another": (("item", "remark", "IT-000001", "1", "--mark", "(U)", "--authority", "x", "--because", "x",
                           "--by", "desk", "--key", "n.origin"), 3, "rights.no-authority"),
    "remark of no portion": (("item", "remark", "IT-000001", "4", "--mark", "(U)", "--authority", "x", "--because",
                              "x", "--key", "n.origin"), 4, "evidence.no-such-portion"),
    "remark that does not hold": (("item", "remark", "IT-000001", "1", "--mark", "(S//FOUO)", "--authority", "x",
                                   "--because", "x", "--key", "n.origin"), 4, "evidence.marking-invalid"),
    "consent to nothing": (("item", "consent", "IT-000001", "--words", "yes", "--key", "q.acquirer"), 4,
                           "evidence.says-nothing"),
    "consent in an unknown word": (("item", "consent", "IT-000001", "--words", "yes", "--country", "DE", "--use",
                                    "fun", "--key", "q.acquirer"), 4, "evidence.word"),
    "a link without a grade": (("item", "link", "IT-000001", "--person", "X", "--grade", "Z9", "--claim", "fact",
                                "--because", "x", "--key", "v.reviewer"), 4, "evidence.grade"),
    "a thing given by who has it not": (("item", "pass", "IT-000001", "--to", "harbour", "--place", "x", "--key",
                                         "q.acquirer"), 3, "evidence.not-the-holder"),
    "a number twice": (("item", "add", "HAND", "--owner", "x", "--banner", "UNCLASSIFIED", "--where", "x", "--by", "x",
                        "--acquired-at", "2026-01-20T02:00:00Z", "--item", "IT-000001", "--key", "q.acquirer"), 4,
                       "evidence.item-twice"),
    "no such item": (("item", "show", "IT-9"), 4, "evidence.no-such-item"),
    "a dossier of what speaks of nobody": (("dossier", "build", "D-78", "--person", "X", "--item", "IT-000001",
                                            "--key", "v.reviewer"), 4, "evidence.not-linked"),
    "looking without a reason": (("dossier", "show", "D-77", "--key", "v.reviewer"), 3, "evidence.no-reason"),
    "looking as nobody": (("dossier", "show", "D-77", *BECAUSE), 3, "evidence.nobody-asks"),
    "redacting without a reason": (("dossier", "redact", "IT-000001", "--regions", "REGIONS", "--banner", BANNER,
                                    "--key", "t.redactor"), 3, "evidence.no-reason"),
    "redacting what is no PDF": (("dossier", "redact", "IT-000002", "--regions", "REGIONS", "--banner", BANNER,
                                  *BECAUSE, "--key", "t.redactor"), 4, "pdf.not-one"),
    "checking what was not redacted": (("dossier", "checked", "IT-000002", *BECAUSE, "--key", "u.reviewer"), 4,
                                       "evidence.not-redacted"),
    "a review by no adviser": (("dossier", "review", "D-77", "--outcome", "yes", "--note", "x", "--key",
                                     "v.reviewer"), 3, "rights.no-authority"),
    "asking for a country that is none": (("release", "ask", "D-77", "--to", "DE", "--authority", "x", "--purpose",
                                           "fun", "--key", "k.case"), 4, "evidence.country-unknown"),
    "judging what nobody asked": (("release", "judge", "R-9", "--key", "k.case"), 4, "evidence.no-such-request"),
    "granting what is another's": (("release", "answer", "R-0001", "--say", "approve", "--grant", "FDO", "--key",
                                    "n.origin"), 3, "evidence.not-yours-to-grant"),
    "refusing without a code": (("release", "answer", "R-0001", "--say", "refuse", "--key", "n.origin"), 4,
                                "evidence.reason-code"),
    "withholding without a reason": (("release", "judge", "R-0001", "--withhold", "IT-000001", "--key", "k.case"), 4,
                                     "evidence.item-equals"),
    "packaging what waits for a word": (("package", "make", "R-0001", "--recipient", "COURT", "--out", "OUT",
                                         "--instead", "IT-000001=IT-000003", "--withhold", "IT-000002=SRC",
                                         "--key", "f.disclose", "--key", "l.legal"), 3, "evidence.no-assurance"),
    "packaging for nobody": (("package", "make", "R-0001", "--recipient", "HAND", "--out", "OUT", "--key", "f.disclose",
                              "--key", "l.legal"), 4, "package.no-recipient"),
    "packaging over a file": (("package", "make", "R-0002", "--recipient", "COURT", "--out", "HAND", "--key",
                               "f.disclose", "--key", "l.legal"), 4, "package.file-exists"),
    "verifying what is no package": (("package", "verify", "HAND", "--keys", "KEYS"), 4, "package.no-package"),
    "verifying with no keys": (("package", "verify", "OPENED", "--keys", "HAND"), 4, "package.no-keys"),
    "a receipt that is none": (("package", "received", "P-0001", "HAND", "--key", "f.disclose"), 4,
                               "package.no-receipt"),
    "sending an unknown package": (("package", "send", "P-9", "--sealed", "HAND", "--key", "f.disclose"), 4,
                                   "package.unknown"),
    "sending a file that is not there": (("package", "send", "P-0001", "--sealed", "NONE", "--key", "f.disclose"), 4,
                                         "file.unreadable"),
    "opening with no key": (("package", "open", "SEALED", "--with", "NONE", "--out", "OUT"), 4, "file.unreadable"),
    "keys over others": (("package", "keys", "court", "--into", "FOLDER", "--pass-file", "PHRASE"), 4,
                         "package.file-exists"),
}  # fmt: skip
FILES = {
    "HAND": "hand.txt", "REGIONS": "regions.json", "COURT": "court/court.toml", "OUT": "new.mbp", "NONE": "gone",
    "KEYS": "P-0001.keys.json", "OPENED": "opened.zip", "SEALED": "P-0001.mbp", "FOLDER": "court", "PHRASE": "phrase",
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_with_its_rule_and_writes_nothing(
    name: str, played: Played, capsys: pytest.CaptureFixture[str]
) -> None:
    typed, code, rule = REFUSED[name]
    words = [played.path(FILES[word]) if word in FILES else word for word in typed]
    muster = Asking(capsys, played.folder / "willow")

    answer = muster.write("20:00", *words)

    assert (answer.code, f"[{rule}]" in answer.err) == (code, True), answer.err
    assert not (played.folder / "new.mbp").exists()


@pytest.mark.parametrize(
    ("page", "out", "said"),
    [
        (9, "red.pdf", ("boxes.json", "[region.no-such-page]")), (1, "gone/red.pdf", ("red.pdf", "[file.no-folder]")),
        (1, "red.png", ("red.png", "[redaction.other-ending]")),
    ],
)  # fmt: skip
def test_a_fault_of_a_redaction_names_the_file_it_is_in(
    page: int, out: str, said: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    region = {"page": page, "box": [180, 690, 320, 720], "code": "SRC"}
    (tmp_path / "boxes.json").write_text(json.dumps({"version": 1, "pages": "all", "regions": [region]}))
    file, boxes = str(statement(tmp_path / "in.pdf")), str(tmp_path / "boxes.json")

    answer = Asking(capsys, tmp_path)("redact", file, "--regions", boxes, "--out", str(tmp_path / out))

    assert (answer.code, [one for one in said if one not in answer.err]) == (4, []), answer.err
    assert not (tmp_path / out).exists()


def test_a_table_of_markings_that_is_not_utf8_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "m.csv").write_bytes(b"\xff\xfeop")

    answer = Asking(capsys, tmp_path)("markings", "check", str(tmp_path / "m.csv"), "--out", str(tmp_path / "o.csv"))

    assert (answer.code, "[marking.not-utf8]" in answer.err) == (4, True)
