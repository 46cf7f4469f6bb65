"""Stories of custody with their ends, one or more for each posting rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from musterbook.custody.posting import RULES, Rules
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.notation import told
from musterbook.ledger.reading import in_order


@dataclass(frozen=True)
class Story:
    """What is told, where everyone is at its end, and which discrepancies are open (kind and person)."""

    text: str
    where: dict[str, str]
    open: tuple[str, ...] = ()


def read(text: str, *, rules: Rules = RULES, upon: Sequence[Entry] = ()) -> Roll:
    """The roll a story leaves."""
    return Roll.of(in_order([*upon, *told(text, upon=upon)]), rules=rules)


def doubts(roll: Roll) -> list[str]:
    """What is open, as `kind person` or `kind custodian`, in order of the words."""
    return sorted(f"{one.kind} {one.person or one.owner}" for one in roll.discrepancies.open)


OFFERED = """
06:00 hasakah  custody.registered  person=D-0001
06:00 hasakah  custody.registered  person=D-0002
06:10 hasakah  custody.offered     handover=H1 people=D-0001,D-0002 receiver=chinook @offer
"""
LET_GO = OFFERED + "06:15 hasakah  custody.let-go  handover=H1 people=D-0001,D-0002\n"

TWO_HANDS = (
    OFFERED
    + """
06:11 hasakah  custody.offered     handover=H2 people=D-0001 receiver=bus-7 @second
06:20 chinook  custody.accepted    handover=H1 people=D-0001 exceptions=refused:D-0002 after=@offer @a1
06:20 bus-7    custody.accepted    handover=H2 people=D-0001 after=@second @a2
"""
)

STORIES: dict[str, Story] = {
    "registered": Story("06:00 hasakah custody.registered person=D-0001", {"D-0001": "hasakah/in-hand"}),
    "registered twice, the second time knowing of the first": Story(
        """
        06:00 hasakah custody.registered person=D-0001
        07:00 derik   custody.registered person=D-0001
        """,
        {"D-0001": "hasakah/in-hand"},
        ("twice-registered D-0001",),
    ),
    "an offer moves nobody": Story(OFFERED, {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"}),
    "let go": Story(LET_GO, {"D-0001": "hasakah/handing-over", "D-0002": "hasakah/handing-over"}),
    "let go by someone who does not hold him": Story(
        OFFERED + "06:15 derik custody.let-go handover=H1 people=D-0001",
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"},
        ("let-go-by-non-holder D-0001",),
    ),
    "taken back": Story(
        LET_GO + "06:30 hasakah custody.taken-back handover=H1 people=D-0001",
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/handing-over"},
    ),
    "accepted": Story(
        LET_GO + "06:20 chinook custody.accepted handover=H1 people=D-0001,D-0002",
        {"D-0001": "chinook/in-hand", "D-0002": "chinook/in-hand"},
    ),
    "accepted by another than the offer names": Story(
        LET_GO + "06:20 bus-7 custody.accepted handover=H1 people=D-0001,D-0002",
        {"D-0001": "bus-7/in-hand", "D-0002": "bus-7/in-hand"},
        ("wrong-receiver D-0001", "wrong-receiver D-0002"),
    ),
    "accepted beyond the offer": Story(
        LET_GO
        + """
        06:16 hasakah custody.registered person=D-0003
        06:20 chinook custody.accepted   handover=H1 people=D-0001,D-0002,D-0003 exceptions=extra:D-0003
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "chinook/in-hand", "D-0003": "chinook/in-hand"},
        ("accepted-not-offered D-0003",),
    ),
    "accepted after he departed": Story(
        OFFERED
        + """
        06:15 hasakah custody.departed person=D-0001 outcome=released
        06:20 chinook custody.accepted handover=H1 people=D-0001,D-0002
        """,
        {"D-0001": "far/released", "D-0002": "chinook/in-hand"},
        ("after-departure D-0001",),
    ),
    "accepted on an offer by someone who never held him": Story(
        OFFERED
        + """
        06:30 chinook custody.offered  handover=H2 people=D-0001 receiver=karkh
        06:40 karkh   custody.accepted handover=H2 people=D-0001
        """,
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"},
        ("broken-chain D-0001",),
    ),
    "the missing link is typed in late": Story(
        OFFERED
        + """
        06:30 chinook custody.offered  handover=H2 people=D-0001 receiver=karkh
        06:40 karkh   custody.accepted handover=H2 people=D-0001
        06:20 chinook custody.accepted handover=H1 people=D-0001,D-0002 written=09:00 via=paper
        """,
        {"D-0001": "karkh/in-hand", "D-0002": "chinook/in-hand"},
    ),
    "offered, not accepted": Story(
        LET_GO + "06:20 chinook custody.accepted handover=H1 people=D-0001",
        {"D-0001": "chinook/in-hand", "D-0002": "hasakah/unaccounted"},
        ("offered-not-accepted D-0002",),
    ),
    "offered, accepted on the second aircraft": Story(
        LET_GO
        + """
        06:20 chinook custody.accepted handover=H1 people=D-0001
        09:20 chinook custody.accepted handover=H1 people=D-0002
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "chinook/in-hand"},
    ),
    "missing by a named exception": Story(
        LET_GO + "06:20 chinook custody.accepted handover=H1 people=D-0001 exceptions=missing:D-0002",
        {"D-0001": "chinook/in-hand", "D-0002": "hasakah/unaccounted"},
        ("offered-not-accepted D-0002",),
    ),
    "unfit, and not taken": Story(
        LET_GO + "06:20 chinook custody.accepted handover=H1 people=D-0001 exceptions=unfit:D-0002",
        {"D-0001": "chinook/in-hand", "D-0002": "hasakah/handing-over"},
        ("not-taken-back D-0002",),
    ),
    "unfit, and taken back": Story(
        LET_GO
        + """
        06:20 chinook custody.accepted   handover=H1 people=D-0001 exceptions=unfit:D-0002
        06:40 hasakah custody.taken-back handover=H1 people=D-0002
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "hasakah/in-hand"},
    ),
    "another body with his band": Story(
        LET_GO
        + """
        06:20 chinook custody.accepted   handover=H1 people=D-0001 exceptions=wrong-person:D-0002
        06:25 chinook custody.registered person=D-0009 how=unexpected
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "hasakah/unaccounted", "D-0009": "chinook/in-hand"},
        ("wrong-person D-0002",),
    ),
    "dead on arrival, and signed for": Story(
        LET_GO
        + """
        06:20 chinook custody.accepted handover=H1 people=D-0001 exceptions=dead:D-0002
        07:20 hasakah custody.departed person=D-0002 outcome=deceased
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "far/deceased"},
    ),
    "dead on arrival, and nobody signs": Story(
        LET_GO + "06:20 chinook custody.accepted handover=H1 people=D-0001 exceptions=dead:D-0002",
        {"D-0001": "chinook/in-hand", "D-0002": "hasakah/handing-over"},
        ("death-unsigned D-0002",),
    ),
    "a broken seal": Story(
        LET_GO + "06:20 chinook custody.accepted handover=H1 people=D-0001,D-0002 exceptions=seal-broken:D-0002",
        {"D-0001": "chinook/in-hand", "D-0002": "chinook/in-hand"},
        ("seal-broken D-0002",),
    ),
    "refused after let-go": Story(
        LET_GO + "06:20 chinook custody.refused handover=H1 because=no_space",
        {"D-0001": "hasakah/handing-over", "D-0002": "hasakah/handing-over"},
        ("not-taken-back D-0001", "not-taken-back D-0002"),
    ),
    "counted, and one is missing": Story(
        OFFERED + "06:30 hasakah custody.mustered present=D-0001 counters=a,b",
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/unaccounted"},
        ("missing D-0002",),
    ),
    "missing, and counted again": Story(
        OFFERED
        + """
        06:30 hasakah custody.mustered muster=M1 present=D-0001 counters=a,b
        07:30 hasakah custody.mustered muster=M2 present=D-0001,D-0002 counters=a,b
        """,
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"},
        ("missing D-0002",),
    ),
    "counted in parts, compared when the last is in": Story(
        OFFERED
        + """
        06:30 hasakah custody.mustered muster=M1 present=D-0001 counters=a,b part=1 parts=2
        06:40 hasakah custody.mustered muster=M1 present=D-0002 counters=c,d part=2 parts=2
        07:00 hasakah custody.mustered muster=M2 present=D-0001 counters=a,b part=1 parts=2
        """,
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"},
    ),
    "known to be at court": Story(
        OFFERED + "06:30 hasakah custody.mustered present=D-0001 absent_known=D-0002:court counters=a,b",
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"},
    ),
    "present and on another's roll": Story(
        OFFERED + "06:30 derik custody.mustered present=D-0001 counters=a,b",
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"},
        ("over D-0001",),
    ),
    "present though let go": Story(
        LET_GO + "06:30 hasakah custody.mustered present=D-0001 counters=a,b",
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/handing-over"},
        ("back-unsigned D-0001",),
    ),
    "a number that differs": Story(
        OFFERED + "06:30 hasakah custody.mustered counted=1 counters=a,b",
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"},
        ("number-differs hasakah",),
    ),
    "a number that differs, then a count by name": Story(
        OFFERED
        + """
        06:30 hasakah custody.mustered muster=M1 counted=1 counters=a,b
        06:50 hasakah custody.mustered muster=M2 present=D-0001,D-0002 counters=a,b
        """,
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"},
    ),
    "departed": Story(
        OFFERED + "06:15 hasakah custody.departed person=D-0001 outcome=released",
        {"D-0001": "far/released", "D-0002": "hasakah/in-hand"},
    ),
    "departed, says one who does not hold him": Story(
        OFFERED + "06:15 derik custody.departed person=D-0001 outcome=released",
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"},
        ("departed-by-non-holder D-0001",),
    ),
    "escaped and recovered by another": Story(
        OFFERED
        + """
        06:15 hasakah custody.departed  person=D-0001 outcome=escaped
        09:15 derik   custody.recovered person=D-0001 from_account=far/escaped how=recaptured
        """,
        {"D-0001": "derik/in-hand", "D-0002": "hasakah/in-hand"},
        ("one-sided D-0001",),
    ),
    "recovered while another has him in hand": Story(
        OFFERED + "09:15 derik custody.recovered person=D-0001 from_account=far/escaped how=recaptured",
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"},
        ("two-hands D-0001",),
    ),
    "control lost": Story(
        OFFERED + "06:30 watch custody.control-lost site=hasakah because=attack",
        {"D-0001": "hasakah/unaccounted", "D-0002": "hasakah/unaccounted"},
        ("control-lost D-0001", "control-lost D-0002"),
    ),
    "control lost, and counted by name": Story(
        OFFERED
        + """
        06:30 watch   custody.control-lost site=hasakah because=attack
        07:30 hasakah custody.mustered     muster=M1 present=D-0001 counters=a,b
        """,
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/unaccounted"},
        ("control-lost D-0002", "missing D-0002"),
    ),
    "control lost, one recovered elsewhere, one known to have escaped": Story(
        OFFERED
        + """
        06:30 watch   custody.control-lost site=hasakah because=attack
        07:30 derik   custody.recovered    person=D-0001 from_account=hasakah/unaccounted how=recaptured
        08:30 hasakah custody.departed     person=D-0002 outcome=escaped
        """,
        {"D-0001": "derik/in-hand", "D-0002": "far/escaped"},
        ("one-sided D-0001",),
    ),
    "control lost, and the recovery was of somebody else": Story(
        OFFERED
        + """
        06:30 watch   custody.control-lost      site=hasakah because=attack
        07:30 derik   custody.recovered         person=D-0001 from_account=hasakah/unaccounted how=recaptured @r
        08:30 derik   custody.corrected         entry=@r people=D-0001 because=another-body
        08:40 hasakah custody.correction-agreed entry=@r people=D-0001
        """,
        {"D-0001": "hasakah/unaccounted", "D-0002": "hasakah/unaccounted"},
        ("control-lost D-0001", "control-lost D-0002", "one-sided D-0001"),
    ),
    "control lost, and a number merged and unmerged": Story(
        OFFERED
        + """
        06:30 watch custody.control-lost site=hasakah because=attack
        07:30 desk  custody.merged       keeps=D-0001 absorbs=D-0002 because=one-body
        08:30 desk  custody.unmerged     keeps=D-0001 absorbs=D-0002 because=two-bodies
        """,
        {"D-0001": "hasakah/unaccounted", "D-0002": "hasakah/unaccounted"},
        ("control-lost D-0001", "control-lost D-0002"),
    ),
    "accepted, and then said to be missing": Story(
        LET_GO
        + """
        06:20 chinook custody.accepted handover=H1 people=D-0001 exceptions=missing:D-0002
        06:40 chinook custody.accepted handover=H1 people= exceptions=missing:D-0001
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "hasakah/unaccounted"},
        ("accepted-and-denied D-0001", "offered-not-accepted D-0002"),
    ),
    "accepted and said to be unfit in one breath": Story(
        LET_GO + "06:20 chinook custody.accepted handover=H1 people=D-0001,D-0002 exceptions=unfit:D-0002",
        {"D-0001": "chinook/in-hand", "D-0002": "chinook/in-hand"},
        ("accepted-and-denied D-0002",),
    ),
    "accepted and said to be missing, by two tablets of one escort": Story(
        OFFERED
        + """
        06:20 chinook custody.accepted handover=H1 people=D-0001,D-0002 after=@offer
        06:30 chinook custody.accepted handover=H1 people= exceptions=missing:D-0001 after=@offer
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "chinook/in-hand"},
        ("accepted-and-denied D-0001",),
    ),
    "said to be missing and accepted, by two tablets of one escort": Story(
        OFFERED
        + """
        06:20 chinook custody.accepted handover=H1 people= exceptions=missing:D-0001 after=@offer
        06:30 chinook custody.accepted handover=H1 people=D-0001,D-0002 after=@offer
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "chinook/in-hand"},
        ("accepted-and-denied D-0001",),
    ),
    "a let-go corrected, the offer withdrawn, and one of two accepted all the same": Story(
        OFFERED
        + """
        06:15 hasakah custody.let-go            handover=H1 people=D-0001,D-0002 @l
        06:20 hasakah custody.corrected         entry=@l people=D-0001,D-0002 because=never-left
        06:25 desk    custody.correction-agreed entry=@l people=D-0001,D-0002
        06:30 hasakah custody.withdrawn         handover=H1 because=weather
        06:40 chinook custody.accepted          handover=H1 people=D-0002
        """,
        {"D-0001": "hasakah/in-hand", "D-0002": "chinook/in-hand"},
    ),
    "a merging corrected, and the other way round": Story(
        OFFERED
        + """
        06:15 hasakah custody.merged            keeps=D-0001 absorbs=D-0002 because=one-body @m
        06:20 hasakah custody.corrected         entry=@m people=D-0002 because=wrong-number
        06:25 desk    custody.correction-agreed entry=@m people=D-0002
        06:30 hasakah custody.merged            keeps=D-0002 absorbs=D-0001 because=one-body
        """,
        {"D-0001": "far/merged", "D-0002": "hasakah/in-hand"},
    ),
    "control lost, and one accepted from there": Story(
        OFFERED
        + """
        06:30 watch   custody.control-lost site=hasakah because=attack
        06:40 chinook custody.accepted     handover=H1 people=D-0001,D-0002
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "chinook/in-hand"},
    ),
    "merged": Story(
        OFFERED + "06:15 desk custody.merged keeps=D-0001 absorbs=D-0002 because=one-body",
        {"D-0001": "hasakah/in-hand", "D-0002": "far/merged"},
    ),
    "merged both ways: one of the two stays in the count": Story(
        OFFERED
        + """
        06:15 desk custody.merged keeps=D-0001 absorbs=D-0002 because=one-body
        06:16 desk custody.merged keeps=D-0002 absorbs=D-0001 because=one-body
        """,
        {"D-0001": "hasakah/in-hand", "D-0002": "far/merged"},
        ("merged-in-a-circle D-0001",),
    ),
    "merged into a number nobody registered": Story(
        OFFERED + "06:15 desk custody.merged keeps=D-0009 absorbs=D-0002 because=one-body",
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"},
        ("unregistered D-0009",),
    ),
    "one withdrawn before let-go, the other accepted": Story(
        OFFERED
        + """
        06:12 hasakah custody.withdrawn handover=H1 people=D-0002 because=hold_raised
        06:20 chinook custody.accepted  handover=H1 people=D-0001
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "hasakah/in-hand"},
    ),
    "withdrawn after let-go changes nothing": Story(
        LET_GO
        + """
        06:17 hasakah custody.withdrawn handover=H1 because=weather
        06:20 chinook custody.accepted  handover=H1 people=D-0001
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "hasakah/unaccounted"},
        ("offered-not-accepted D-0002",),
    ),
    "a reference used again is another handover": Story(
        LET_GO
        + """
        06:20 hasakah custody.taken-back handover=H1 people=D-0001,D-0002
        07:10 hasakah custody.offered    handover=H1 people=D-0001,D-0002 receiver=bus-7 @again
        07:20 bus-7   custody.accepted   handover=H1 people=D-0001 offer=@again
        """,
        {"D-0001": "bus-7/in-hand", "D-0002": "hasakah/unaccounted"},
        ("offered-not-accepted D-0002",),
    ),
    "merged twice, and unmerged": Story(
        OFFERED
        + """
        06:15 desk custody.merged   keeps=D-0001 absorbs=D-0002 because=one-body
        06:16 desk custody.merged   keeps=D-0001 absorbs=D-0002 because=one-body
        06:30 desk custody.unmerged keeps=D-0001 absorbs=D-0002 because=two-bodies
        """,
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"},
    ),
    "corrected by one": Story(
        LET_GO
        + """
        06:20 chinook custody.accepted  handover=H1 people=D-0001,D-0002 @accepted
        06:50 chinook custody.corrected entry=@accepted people=D-0002 because=misread
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "chinook/in-hand"},
    ),
    "corrected by both": Story(
        LET_GO
        + """
        06:20 chinook custody.accepted          handover=H1 people=D-0001,D-0002 @accepted
        06:50 chinook custody.corrected         entry=@accepted people=D-0002 because=misread
        07:00 hasakah custody.correction-agreed entry=@accepted people=D-0002
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "hasakah/handing-over"},
    ),
    "corrected by both, in an order nobody expects": Story(
        LET_GO
        + """
        06:20 chinook custody.accepted          handover=H1 people=D-0001,D-0002 @accepted
        06:50 hasakah custody.correction-agreed entry=@accepted people=D-0002
        07:00 chinook custody.corrected         entry=@accepted people=D-0002 because=misread
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "hasakah/handing-over"},
    ),
    "corrected too late": Story(
        LET_GO
        + """
        06:20 chinook custody.accepted          handover=H1 people=D-0001,D-0002 @accepted
        06:40 chinook custody.departed          person=D-0002 outcome=escaped
        06:50 chinook custody.corrected         entry=@accepted people=D-0002 because=misread
        07:00 hasakah custody.correction-agreed entry=@accepted people=D-0002
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "far/escaped"},
        ("correction-too-late D-0002",),
    ),
    "accepted on an offer nobody has": Story(
        OFFERED + "06:20 chinook custody.accepted handover=H9 offer=elsewhere people=D-0001",
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"},
        ("awaiting-offer D-0001",),
    ),
    "two offers of one man, two acceptances that know nothing of each other": Story(
        TWO_HANDS,
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"},
        ("not-taken-back D-0002", "two-hands D-0001"),
    ),
    "two hands, explained by citing both": Story(
        TWO_HANDS
        + """
        09:00 hasakah custody.explained discrepancy=two-hands as=found people=D-0001 heads=@a1,@a2 at=bus-7/in-hand
        """,
        {"D-0001": "bus-7/in-hand", "D-0002": "hasakah/in-hand"},
        ("not-taken-back D-0002",),
    ),
    "two hands, explained by citing one only": Story(
        TWO_HANDS
        + """
        09:00 hasakah custody.explained discrepancy=two-hands as=found people=D-0001 heads=@a1 at=bus-7/in-hand
        """,
        {"D-0001": "hasakah/in-hand", "D-0002": "hasakah/in-hand"},
        ("not-taken-back D-0002", "two-hands D-0001"),
    ),
    "the receiver the offer names goes before another": Story(
        OFFERED
        + """
        06:19 bus-7   custody.accepted handover=H1 people=D-0001 @a2
        06:20 chinook custody.accepted handover=H1 people=D-0001,D-0002 after=@offer
        """,
        {"D-0001": "chinook/in-hand", "D-0002": "chinook/in-hand"},
        ("two-hands D-0001",),
    ),
    "an unknown number accepted, and registered afterwards": Story(
        """
        06:10 hasakah custody.offered    handover=H1 people=D-0007 receiver=chinook
        06:20 chinook custody.accepted   handover=H1 people=D-0007
        07:00 hasakah custody.registered person=D-0007
        """,
        {"D-0007": "chinook/in-hand"},
    ),
}
