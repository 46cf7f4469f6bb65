#!/usr/bin/env python3
"""Verify a copy of a book (`.mbk`) without any of the software that wrote it: standard library and `cryptography`.

    python3 musterbook_verify.py COPY.mbk [--against OTHER.mbk] [--checkpoint FILE] [--register LOG] [--json]

What is shown, in this order, each on a line of its own:

 1. every entry is canonical and has the fields of entry format 1
 2. in each log entries follow each other without gap, each naming the one before
 3. the root of every checkpoint carried is the root of the entries
 4. every checkpoint is signed by the key that is its log, every cosignature by its witness
 5. no log signed two histories: fork proofs, two views in this copy, a checkpoint the inspector brought
 6. the register begins with a threshold of root keys, and what is in force was granted by those who could
 7. signatures under acts are their officers', none at or beyond the place where the key was withdrawn
 8. roles, second persons, closed logs, adoptions, repeated acts: what stands, and why the rest does not
 9. every standing entry has what it follows, and comes after it
10. everyone is on one account, and his postings chain from nowhere to it, counted again person by person
11. how many people are on each account
12. which discrepancies nobody has explained

A copy may hold only some entries of some logs: then 2 and 3 are shown of what it holds by the hashes that came with it,
what is not here is counted, and 10 to 12 are left out, because a part of the people is no account of them.

WHAT IT CANNOT SHOW: that an entry never written was not owed; that a key was in its officer's hand; that the newest
entries are here. It asks for no name and no sealed thing, and names none: faults are told by log, sequence and rule.

Exit 0 sound, 6 sound but discrepancies are open, 5 tampered, 4 malformed, 2 wrong use.
"""
# fmt: off
# ruff: noqa: E501, E701, C901, PLR0911, ANN401  one file that can be read on paper: guards on one line

from __future__ import annotations

import argparse
import base64
import hashlib
import heapq
import json
import re
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SOUND, USAGE, MALFORMED, TAMPERED, OPEN = 0, 2, 4, 5, 6
MAGIC = b"MUSTERBOOK1\n"
ENTRY_BYTES, DEPTH, INT_MAX = 256 * 1024, 8, 2**53 - 1
FRAME_ENTRIES, FRAME_BYTES, HEADER_BYTES, PART_BYTES, RATIO = 2_000, 4 << 20, 64 * 1024, 16 << 20, 100
EXCERPT_PLACES, EXCERPT_HASHES, EXCERPT_BYTES = 10_000, 64_000, (4 << 20) + 32 * 74_000
CANNOT = "an entry never written was not owed; a key was in its officer's hand; the newest entries are here"

# What facts look like: kind flags | fields ; next kind. `*` may change who answers for someone, `+` is in the chain of
# those it names, `!` the node writes it and nobody signs. A field is name:type, name?:type when it may be left out.
# s text, i whole number, b true or false, # digest, t moment, p a person's number, {..} sorted set, [..] list, <..>
# mapping, (..) group, ~ or null.
KINDS_TEXT = """
biometrics.enrolled | enrolment:s person:p station:s operator:s purpose:s until:t samples?:[(position:s picture:#
quality?:~i)] missing?:[(position:s because:s)] points?:~# engine?:~(name:s version:s weights?:s) supervised_by?:s
replaces?:s ; biometrics.enrolment-refused | person:p because:s review_by:t ; biometrics.points-found !| enrolment:s
points:# engine:(name:s version:s weights?:s) qualities?:[(position:s quality:i)] ; biometrics.verified !| person:p
handover:s against:s weight:# answer:s attempt:i positions?:[i] ; biometrics.gallery-opened | gallery:s owner:s
purpose:s lawful_basis:# heads:i contents:# until:t volumes?:{#} ; biometrics.gallery-closed | gallery:s because:# ;
biometrics.face-matching-set | switched:s matcher?:~(name:s version:s weights?:s) licence?:s trained_on?:s scores?:~#
people?:i same?:i different?:i eer?:~s missed?:~s threshold?:~s ;
biometrics.searched !| search:s enrolment:s gallery:s engine:(name:s version:s weights?:s) calibration:#
heads_searched:i found:# asked_by:s why?:s missing?:[s] reason?:~# ; biometrics.proposed !| proposal:s kind_of:s
left:s right:s evidence:# gallery?:s ; biometrics.judged | proposal:s examiner:s answer:s reason:# seconds:i blind?:b
capacity?:s ; biometrics.stepped-aside | proposal:s examiner:s ; biometrics.interview-declared | person:p officer:s ;
biometrics.identified | person:p examiner:s reason:# basis:{s} proposal:s judgements?:{#} other?:~p gallery?:s
reference?:s claimed?:~# ; biometrics.identification-agreed | identified:# because:# ;
biometrics.identification-withdrawn | identified:# because:# ; biometrics.identification-told | identified:# person:p
how:s ; biometrics.identification-contested | identified:# person:p because:# ; biometrics.contest-answered |
contest:# outcome:s because:# ; biometrics.sample-destroyed | enrolment:s samples:{#} authority:# points?:b ;
biometrics.exported | export:s person:p form_of:s file:# recipient:s because:# ;
evidence.item-added | item:s content:# size:i media:s owner:s banner:s acquired_at:t acquired_where:s acquired_by:s
acquired_how?:s policy?:s originators?:{s} portions?:[(n:i mark:s text:#)] derived_from?:{s} ; evidence.item-passed |
item:s to:s place:s seal?:s purpose?:s offer?:~# ; evidence.portion-remarked | item:s portion:i mark:s authority:s
because:# ; evidence.linked-to-person | item:s person:p grade:s claim:s because:# settles?:s ; evidence.link-contested
| item:s person:p because:# ; evidence.contest-answered | contest:# item:s person:p outcome:s because:# ;
evidence.dossier-built | dossier:s person:p items:[s] banner:s holes?:[#] recruited_as_child?:s ;
evidence.child-justice-reviewed | dossier:s outcome:s note:# ; evidence.release-asked | request:s dossier:s country:s
authority:s purpose:s court?:~# charge?:~# death_penalty?:s fair_trial?:s assurance?:s ; evidence.release-judged !|
request:s machine:s rules_version:s needs?:{s} findings?:[s] ; evidence.release-answered | request:s originator:s
answer:s grants?:{s} conditions?:~# reason?:s appeal_of?:~# ; evidence.redacted | item:s into:s regions:# settings:# ;
evidence.redaction-checked | item:s channels:[(channel:s verdict:s where?:s)] clean:b ; evidence.packaged | package:s
request:s manifest:# items:[(number:s item:s)] withheld:# banner:s recipient?:s ; evidence.sent | package:s how:s
sealed?:~# ; evidence.received | package:s receipt:# ; evidence.recalled | package:s because:# ; evidence.destroyed |
package:s certificate:# ; evidence.consent-noted | item:s scope:# countries?:{s} uses?:{s} ;
evidence.consent-withdrawn | item:s scope:# countries?:{s} uses?:{s} ;
custody.block-issued | block:s to:s of?:s ; custody.registered *| person:p particulars:# how:s place?:s band?:s ;
custody.amended | person:p particulars:# replaces:# fields:{s} source:s ; custody.identifier-noted | person:p scheme:s
issuer:s value:# standing:s replaces?:~# ; custody.banded | person:p band:s replaces?:s image?:~# ;
custody.linked | person:p other:p relation:s source:s ; custody.unlinked | person:p other:p relation:s because:s ; custody.merged *|
keeps:p absorbs:p because:s examination?:~# ; custody.unmerged *| keeps:p absorbs:p because:s ; custody.checked |
handover:s people:{p} how:s mismatched?:{p} ; custody.offered +| handover:s manifest:# people:{p} receiver:s due_by:t
carrier?:s place?:s seals?:{s} sheets?:~# destination?:s move?:s mode?:s serial?:s ; custody.let-go +| handover:s
people:{p} ; custody.accepted *| handover:s offer:# people:{p} exceptions?:[(code:s person?:~p seal?:s note?:s)] ;
custody.refused +| handover:s offer:# because:s people?:{p} note?:s ; custody.door-counted | handover:s offer:# sealed:#
shown?:b ; custody.door-counts-opened | handover:s offer:# counts:[(sealed:# counted:i salt:s)] ; custody.withdrawn +| handover:s because:s
people?:{p} ; custody.taken-back *| handover:s people:{p} ; custody.departed *| person:p outcome:s papers:#
authority?:s ; custody.recovered *| person:p from_account:s how:s papers?:~# ; custody.control-lost | site:s since:t
because:s last_seen?:~t ; custody.control-regained | site:s because?:s ; custody.diverted | serial:s to:s arrives_at:t
because:s ; custody.incident-reported | incident:s what:s account:# people?:{p} place?:s serial?:s fault?:s gravity?:s
counts_in_figures?:b ; custody.incident-added | incident:s addition:# people?:{p} what?:s fault?:s stage?:s ;
custody.incident-closed | incident:s finding:# outcome?:s duplicate_of?:s ; custody.passed | point:s people?:{p}
serial?:s leg?:s place?:s from?:s to?:s due_back?:~t because?:~# ; custody.announced | what:s to:s expected_at:t
people?:{p} serial?:s ; custody.locked-out | place:s because:s people?:{p} serial?:s leg?:s words?:~# ; custody.lodged |
place:s because:s until:t people?:{p} serial?:s leg?:s words?:~# ; custody.lodging-ended | place:s people?:{p} serial?:s
; custody.under-operation | operation:s authority:s people?:{p} serial?:s place?:s ; custody.court-step | step:s court:s
people:{p} papers?:~# ; custody.remarked | summary:# from:s people?:{p} serial?:s ; custody.photographed | person:p
image:# taken_at:t ;
custody.emptied | site:s seen_by:[s] roll:# ; custody.list-exported | export:s to:s of:s as_of:t rows:i content:#
format?:s names?:b people?:{p} sealed?:~# since?:s head?:~# index?:~# ;
custody.table-taken-in | content:# rows:i taken:i faulty?:i ;
custody.locator-allowed | people:{p} until:t consent?:s ; custody.locator-ended | people:{p} because:# ;
custody.place-opened |
place:s custodian:s kind_of:s maximum:i working:i certified?:~i out_of_use?:i beds?:~<s>
beds_out_of_use?:{s} ; custody.beds-reserved | reservation:s place:s count:i for:s until:t kind_of?:s displaced_from?:s ;
custody.beds-released | reservation:s because:s count?:i ; custody.bed-assigned | place:s beds:[(person:p bed:s)]
reservation?:s ;
custody.muster-called | muster:s custodian:s by:s reason:s due_by:t ; custody.mustered +| muster:s present?:~{p} counted?:~i place?:s counters?:[s]
absent_known?:[(person:p place:s)] part?:i parts?:i ; custody.counted-not-here !|
log:s counts?:[(of:s about:s number:i day?:s)] ; custody.noticed !| discrepancy:s kind_of:s people?:{p}
entries?:{#} others?:[(discrepancy:s person:p)] ; custody.sheet-completed | version:s questions:# sheets:[(person:p sheet:# flags?:s calls_for?:s)] ;
custody.sheet-confirmed | sheets:[(person:p sheet:#)] ; custody.sheet-amended | version:s questions:# replaces:#
sheet:(person:p sheet:# flags?:s calls_for?:s) fields:{s} ; custody.sheet-doubted | person:p sheet:# question:s because:# ;
custody.warning-raised | person:p about:s from:t until?:~t words?:~# ; custody.warning-lifted | person:p about:s
because:# ; custody.watch-set | person:p level:s where?:s signs?:~# until?:~t ; custody.explained *| discrepancy:s as:s entry?:~# people?:{p} heads?:{#} at?:s because?:s ;
custody.corrected +| entry:# people:{p} because:s instead?:s ; custody.correction-agreed *| entry:# people:{p} ;
custody.told | people:{p} what:s custodian?:s destination?:s handover?:s when?:s because?:~# not_understood?:{p}
interpreter?:s ; custody.receipt-given | receipts:[(person:p receipt:# language:s mark?:s read_aloud?:b kept_by?:s)] ;
custody.notified | notice:s people:{p} whom?:s how?:s about?:s letter?:~# acknowledged_at?:~t ; custody.contested |
person:p about:s statement:# entry?:~# language?:s barred?:{s} ; custody.contest-answered | contest:# person:p outcome:s
because:# amended?:~# ; custody.complained | person:p statement:# against?:s language?:s ; custody.complaint-answered |
complaint:# person:p answer:# outcome:s ; custody.authority-noted | people:{p} kind_of:s issuer:s from:t until?:~t
paper?:~# ; custody.retention-held | people:{p} because:# ; custody.retention-ended | people:{p} because:# ;
custody.destroyed | people:{p} certificate:# because:# ;
custody.form-entered | number:s kind_of:s
pictures:[#] wrote:[#] typed_by:[s] settled?:{s} counts?:[(of:s counted:i)] ; custody.day-closed | custodian:s day:s roll:# open?:{s} settled?:{s} ; custody.figure-stated | as_of:t scope:s heads:# counts:<i> ;
custody.figure-agreed | statement:# ; custody.figure-claimed | source:s as_of:t scope:s value:i note?:s part_of?:s ;
custody.property-sealed | bags:[(person:p seal:s kinds:s mark:s money?:s contents?:~#)] ; custody.property-opened |
person:p seal:s because:s resealed?:s ; custody.property-returned | bags:[(person:p seal:s mark:s)] ;
custody.property-kept-back | bags:[(person:p seal:s)] place:s because:s ; custody.medicine-needed | people:{p} needed?:s
; custody.medicine-handed | packs:[(person:p medicines:# doses:i next_due?:~t)] carrier:s handover?:s ;
custody.condition-noted | handover:s side:s by:s none_seen?:{p} injured?:[(person:p count:i injuries:#)] place?:s ;
custody.welfare-given | handover:s what:s outcome?:s people?:{p} value?:s next_due?:~t ; custody.treated | person:p
what:s advised_by?:s treated_by?:s findings?:~# ; eligibility.fitness-certified | people:{p} modes:{s} until:t
conditions?:{s} ; eligibility.found-unfit | people:{p} modes:{s} because:s ;
eligibility.assessed | person:p child:s sex:s legal:s family:s identity:s basis:s nationality?:s nationality_basis?:s ;
eligibility.held | person:p ground:s authority:s review_by?:~t ; eligibility.hold-lifted | person:p ground:s reviewer:s
because:s ; eligibility.cleared | person:p giver:s destination:s legal_basis:s until:t ;
eligibility.clearance-withdrawn | person:p because:s ; eligibility.age-decided | person:p child:s basis:s panel:[s]
born_low?:s born_high?:s ; eligibility.age-doubted | person:p said_by:s because:s ; eligibility.kept-apart | pair:{p}
reach:s because:s roles?:[s] ; eligibility.keep-apart-ended | pair:{p} because:s ; eligibility.parting-decided |
people:{p} because:s best_interest?:~# ; eligibility.overridden | rule:s people:{p} handover:s because:s until:t in_danger?:s serial?:s ;
coordination.agreement-made | agreement:s kind_of:s parties:{s} acts:{s} scope:s text:# from:t until?:~t caps?:~<i>
conditions?:{s} signers?:{s} duties?:[(what:s every_days:i owner?:s)] suspends_on?:{s} country?:s ;
coordination.agreement-signed | agreement:s party:s ; coordination.condition-met | agreement:s condition:s evidence:#
; coordination.duty-done | agreement:s duty:s evidence:# ; coordination.finding-raised | agreement:s finding:s text:#
grave:b ; coordination.finding-answered | finding:s answer:# ; coordination.agreement-suspended | agreement:s
because:s from:t party?:s ; coordination.agreement-resumed | agreement:s because:s from:t ;
coordination.agreement-revoked | agreement:s because:s from:t ; coordination.agency-joined | agency:s lead:s deputy?:s
principal?:s reads?:{s} ; coordination.agency-left | agency:s because:# ; coordination.call-opened | call:s
planned_at:t chair:s recorder:s marking:s heads:# headcount_as_of:t attending?:[(agency:s as:s person?:s)]
headcount?:~<i> outlooks?:~<s> blocked?:~<i> ; coordination.call-attended | call:s attendant:(agency:s as:s person?:s)
; coordination.call-closed | call:s minutes:# ; coordination.minutes-agreed | call:s agency:s minutes:# ;
coordination.minutes-objected | call:s agency:s text:# ; coordination.minutes-added | call:s agency:s text:# ;
coordination.decided | decision:s question:# options:[#] chosen:# decider:s authority_basis:s from:t until?:~t call?:s
affects?:{s} affects_gate?:s supersedes?:s ; coordination.concurred | decision:s agency:s how:s reason?:~# ;
coordination.asked | question:s agency:s to_agency:s text:# due:t ; coordination.answered | question:s text:# ;
coordination.action-set | action:s what:# owner_agency:s owner:s due:t call?:s priority?:i waits_for?:{s} proof?:~# ;
coordination.action-due-moved | action:s due:t because:# ; coordination.action-taken-up | action:s by:s ;
coordination.action-handed-on | action:s to_agency:s to_owner:s because:# ; coordination.action-blocked | action:s
because:# ; coordination.action-done | action:s by:s proof?:~# entry?:~# ; coordination.action-verified | action:s
by:s ; coordination.action-cancelled | action:s because:# ; coordination.report-issued | report:s recipient:s as_of:t
text:# heads:# figures:<i> ; coordination.statement-cleared | statement:s text:# figure:# said:<i> corrects?:s ;
coordination.notified | whom:s site:s channel:s letter:# ; coordination.notice-answered | whom:s site:s says:s
letter:# ; coordination.family-told | people:{p} how:s letter?:~# ; coordination.notice-deferred | site:s until:t because:# ;
coordination.book-confirmed | serial:s confirmed_by:s confirmed_at:t ;
lift.carrier-declared | carrier:s kind_of:s mode:s seats:i base:s from:t until?:~t ; lift.carrier-withdrawn |
carrier:s because:s from:t until?:~t ; lift.plan-proposed !| plan:# problem:# planner:s seed:i objective:<i>
seconds?:~i bound?:~i binding?:[(resource:s place:s since:t until:t worth?:~i)] ; lift.plan-checked !| plan:# checker:s findings?:[s] ; lift.plan-adopted | plan:# because:s supersedes?:~# changed?:{s}
; lift.seated | serial:s carrier:s people:{p} plan:# giver:s receiver:s leaves_at:t arrives_at:t seats:i escorts?:i ;
lift.unseated | serial:s people:{p} because:s ; lift.serial-slipped | serial:s leaves_at:t arrives_at:t because:s ;
lift.serial-scrubbed | serial:s because:s ; lift.track-kept | serial:s carrier:s readings:i first:t last:t metres:i
silent_minutes:i off_way_metres:i track:# source?:s alarms?:[(kind_of:s since:t much:i)] ;
lift.requested | request:s giver:s receiver:s from:t until:t stage?:s people?:{p} count?:i move?:s ;
lift.request-approved | request:s capacity:s ; lift.request-declined | request:s because:s words?:~# ; lift.cancelled |
request:s because:s people?:{p} words?:~# ; lift.rescheduled | request:s from:t to:t because?:s ; lift.leg-planned |
leg:s from:s to:s leaves_at:t arrives_at:t people?:{p} request?:s serial?:s carrier?:s ; lift.leg-cancelled | leg:s
because:s words?:~# ; lift.lodging-planned | lodging:s place:s from:t until:t because:s people?:{p} request?:s
replaces?:~# cancelled?:b ;
 rights.root-set | keys:{s} threshold:i ; rights.node-opened | log:s node:s
custodians:{s} previous_log?:s at_size?:i at_root?:s ; rights.node-closed | log:s at_size:i at_root:s because:s ;
rights.node-holds | log:s holds:s ; rights.put-out !| people:{p} ; rights.officer-named | officer:s custodian:s name?:~# ; rights.officer-ended | officer:s custodian:s because:s
heads:<i> ; rights.key-issued | officer:s key:s alg?:s names?:{s} ; rights.key-withdrawn | officer:s key:s because:s
heads:<i> ; rights.granted | officer:s role:s custodian:s compartments?:{s} level?:i until?:~t ; rights.grant-ended |
officer:s role:s custodian:s because:s heads:<i> ; rights.countersigned | entry:# ; rights.adopted | entries:{#}
because:s ; rights.account-stated | as_of:t custodian:s running:i heads:# ; rights.policy-set | policy:# schema:#
rules?:[(kinds:{s} first:{s} second?:{s} second_from?:s field?:s values?:{s})] text?:s ;
rights.glass-broken !| officer:s subject:# because:# until:t ; rights.glass-reviewed | entry:# outcome:s because:# ;
rights.erasure-ordered | person:p basis:s papers:# ; rights.key-destroyed !| person:p node:s ;
camps.counted | camp:s as_of:s source:s definition?:s cells?:[(count:i sex?:s born?:s age?:~i band?:s group?:s low?:~i
high?:~i)] households?:~i access?:s overlap?:~i ; camps.passed-through | camp:s from:s until:s kind_of:s count:i
other_camp?:s ; camps.control-changed | camp:s from:s to:s at:t source:s ; camps.guards-seen | camp:s at:t source:s
count:i ; camps.access-changed | camp:s at:t source:s access:s ; camps.service-gap | camp:s from:s days:i kind_of:s
source:s ; camps.protecting-body-told | camp:s at:t body:s ; camps.registered-share | camp:s as_of:s value:s ;
camps.boys-parted | camp:s as_of:s value:i ; camps.unaccompanied | camp:s as_of:s value:i ;
watch.site-described | site:s kind_of:s lat:s lon:s error_km?:s province?:s capacity?:~i fabric?:s surge_zone?:s
hostile_to?:{s} ; watch.guards-reported | site:s counted_at:t shift_hours:i posts_minimum:i posts_filled:i armed?:s
on_site?:b ; watch.population-reported | site:s counted_at:t low:i best:i high:i categories?:~<i> ;
watch.incident-noted | incident:s kind_of:s at:t source:s site?:s province?:s lat?:~s lon?:~s low?:~i best?:~i
high?:~i ; watch.file-loaded | source:s dialect:s file:# rows_good:i rows_kept_out:i rows_quarantined:i
known_through:s ; watch.relief-planned | relief:s site:s giver:s from:t to:t receiver?:~s receiver_present?:b
receiver_signed?:b agreement?:s called_off?:b ; watch.relief-completed | relief:s site:s at:t guards_on_arrival:i ;
watch.warning-received | warning:s kind_of:s reliability:s credibility:i expires:t site?:s province?:s ;
watch.offensive-confirmed | offensive:s sides:{s} area:{s} expires:t because:s ; watch.scenario-entered | scenario:s
site:s sentence:s from:t to:t probability:s loss_given:s expires:t withdrawn?:b speaks_for?:s speaks_against?:s
would_change?:s ; watch.setting-changed | key:s was:s becomes:s mark:s source:s because:s low?:~s high?:~s
lowers_open?:s ; watch.outlook-issued !| site:s as_of:t horizon_days:s p:s low:s high:s parts:<s> model:s
assumptions:# inputs:# reasons?:[(kind_of:s name:s size:s mark:s source?:s)] remarks?:[s] rate_ratio?:~s
guards_age_hours?:~s ; watch.forecast-issued !| layer:s subject:s as_of:t from:t to:t p:s model:s assumptions:#
inputs:# low?:~s high?:~s average?:~s quiet?:b storm?:s ; watch.alert-raised !| alert:s site:s rung:s cause:s p:s
owner:s answer_by:t threshold?:~s expires?:~t reasons?:[(kind_of:s name:s size:s mark:s source?:s)] changed_since?:[s] renewed?:b ; watch.alert-answered
| alert:s answer:s to?:s because?:s ; watch.alert-ended !| alert:s because:s ; watch.alert-called-off | alert:s
because:s report?:~# ; watch.outcome-entered | subject:s layer:s at:t certainty:s source:s definition:s happened?:b
low?:~i best?:~i high?:~i corrects?:~# ;
eligibility.fear-heard | person:p heard:s asked_at:t interpreter?:s answer?:~# deferred_until?:~t because?:s ;
eligibility.asylum-claimed | person:p claim:# outcome?:s reviewer?:s ; eligibility.refoulement-assessed | person:p
to:s outcome:s reasons:# until:t told?:b ; eligibility.escorts-counted | handover:s women:i men:i women_search?:b ;
eligibility.gate-set | rule:s asked:s because:s ; repatriation.case-opened | case:s person:p country:s track?:s
basis?:~# ; repatriation.nationality-assessed | case:s shares:[(country:s weight:s evidence?:~#)] ;
repatriation.contact-cleared | case:s consulted_person:b consent:s reviewer:s interpreter?:s informed?:b ;
repatriation.notified | case:s letter:# channel:s letter_kind?:s ; repatriation.country-answered | case:s answer:s
dated:t ref?:s conditions?:~# until?:~t ; repatriation.condition-set | case:s condition:s set_by:s kind_of:s text:# ;
repatriation.condition-met | case:s condition:s by:s evidence:# how?:s ; repatriation.identity-confirmed | case:s factors:[(kind_of:s evidence?:~#)]
; repatriation.host-held | case:s authority:s until_review:t ; repatriation.host-freed | case:s because:s ;
repatriation.basis-set | case:s kind_of:s text:# until?:~t ; repatriation.rights-assessed | case:s outcome:s reasons:#
until:t needs?:{s} ; repatriation.assured | case:s kind_of:s text:# until?:~t agreement?:s ;
repatriation.papers-issued | case:s kind_of:s number:# until:t ; repatriation.evidence-agreed | case:s package?:s ;
repatriation.scheduled | case:s at:t escort:s handover?:s ; repatriation.outcome-reported | case:s at_days:i outcome:s
source:s ; repatriation.case-closed | case:s because:s ; repatriation.case-withdrawn | case:s because:s ;
repatriation.country-described | country:s channel?:s focal?:~# policy?:{s} quota?:~i conditions?:~# documents?:{s}
list_shared?:~t closed?:~t ; repatriation.figure-imported | source:s as_of:t country:s men?:i women?:i boys?:i
girls?:i unknown?:i measure?:s total?:~i
"""
# Who signs: kinds [field=value,…] : roles of whom the first signer has one, for the custodian in whose name the act is
# written ~ same|pair|any : roles of the second person, and whether he acts for the same custodian (pair: and may have
# the first's own role) ; the first that fits.
ROLES_TEXT = """
biometrics.enrolled biometrics.enrolment-refused : enrolment-operator ; biometrics.gallery-opened
biometrics.gallery-closed biometrics.face-matching-set : gallery-keeper ~ any : identity-officer legal-reviewer inspector ; biometrics.judged
[capacity=senior] : senior-examiner ; biometrics.judged biometrics.stepped-aside biometrics.identified : examiner
senior-examiner ; biometrics.interview-declared : examiner senior-examiner evidence-reviewer age-panel
protection-officer independent-reviewer ; biometrics.identification-agreed : identity-officer ;
biometrics.identification-withdrawn : examiner senior-examiner identity-officer independent-reviewer ;
biometrics.identification-told : identity-officer site-officer receiving-officer protection-officer legal-reviewer ;
biometrics.identification-contested : identity-officer site-officer receiving-officer protection-officer
legal-reviewer examiner case-officer independent-reviewer ; biometrics.contest-answered : independent-reviewer ~ any :
legal-reviewer identity-officer inspector ; biometrics.sample-destroyed : gallery-keeper identity-officer ~ any :
legal-reviewer protection-officer inspector ; biometrics.exported : identity-officer ~ any : legal-reviewer
disclosure-officer inspector ;
evidence.item-added : acquiring-officer evidence-reviewer redactor ; evidence.item-passed : acquiring-officer
evidence-reviewer disclosure-officer courier site-officer receiving-officer ; evidence.portion-remarked
evidence.release-answered evidence.recalled : originator ; evidence.linked-to-person [settles=yes] : evidence-reviewer
~ any : examiner ; evidence.linked-to-person evidence.dossier-built : evidence-reviewer ; evidence.link-contested :
evidence-reviewer examiner protection-officer legal-reviewer case-officer receiving-officer site-officer ;
evidence.contest-answered : evidence-reviewer ~ any : examiner legal-reviewer ; evidence.child-justice-reviewed :
child-justice-adviser ; evidence.release-asked : case-officer ; evidence.redacted : redactor ;
evidence.redaction-checked : evidence-reviewer ; evidence.packaged : disclosure-officer ~ any : evidence-reviewer
legal-reviewer originator ; evidence.sent : courier disclosure-officer ; evidence.received evidence.destroyed :
recipient disclosure-officer ; evidence.consent-noted evidence.consent-withdrawn : acquiring-officer
protection-officer evidence-reviewer ;
custody.property-sealed custody.property-opened custody.property-returned custody.property-kept-back : site-officer
receiving-officer escort-commander register-clerk load-master ; custody.medicine-needed :
clinician site-officer receiving-officer register-clerk counting-officer ; custody.medicine-handed : clinician
site-officer receiving-officer ; custody.condition-noted : clinician site-officer receiving-officer
escort-commander load-master ; custody.welfare-given : escort-commander clinician load-master site-officer
receiving-officer ; custody.treated : clinician escort-commander receiving-officer site-officer ;
eligibility.fitness-certified eligibility.found-unfit : clinician ;
custody.block-issued : operation-desk population-desk ; custody.registered custody.banded
custody.identifier-noted custody.linked : register-clerk site-officer counting-officer ; custody.amended :
register-clerk site-officer counting-officer legal-reviewer eligibility-reviewer protection-officer
independent-reviewer ; custody.unlinked :
protection-officer ; custody.merged custody.unmerged : site-officer receiving-officer population-desk operation-desk ~
any : examiner ; custody.checked : site-officer load-master escort-commander receiving-officer counting-officer
register-clerk ; custody.offered custody.let-go custody.withdrawn custody.taken-back : site-officer load-master
escort-commander ; custody.accepted custody.refused custody.door-counted
custody.door-counts-opened : escort-commander receiving-officer ; custody.departed
[outcome=released,released-in-error,void] : receiving-officer site-officer escort-commander ~ any : receiving-officer
site-officer register-clerk population-desk operation-desk legal-reviewer ; custody.departed custody.recovered :
receiving-officer site-officer escort-commander ; custody.control-lost custody.control-regained : site-officer
receiving-officer operation-desk watch-analyst ; custody.diverted : escort-commander operation-desk ;
custody.sheet-completed : register-clerk site-officer counting-officer receiving-officer escort-commander clinician ;
custody.sheet-confirmed : site-officer receiving-officer escort-commander ; custody.sheet-amended custody.warning-raised
custody.warning-lifted : site-officer receiving-officer escort-commander clinician security-officer protection-officer ;
custody.sheet-doubted : receiving-officer escort-commander site-officer clinician ; custody.watch-set [level=standard] :
clinician ~ any : site-officer receiving-officer escort-commander ; custody.watch-set [where=reception] :
receiving-officer ~ any : clinician escort-commander counting-officer register-clerk protection-officer ; custody.watch-set : site-officer
receiving-officer escort-commander clinician ;
custody.incident-reported custody.incident-added custody.remarked : site-officer escort-commander receiving-officer
counting-officer load-master register-clerk clinician protection-officer security-officer legal-reviewer operation-desk
watch-analyst ; custody.incident-closed : operation-desk security-officer protection-officer legal-reviewer ;
custody.passed custody.announced custody.locked-out custody.lodged custody.lodging-ended custody.under-operation :
escort-commander site-officer receiving-officer load-master notifier population-desk operation-desk ;
custody.court-step : escort-commander site-officer receiving-officer legal-reviewer ; custody.photographed :
register-clerk site-officer counting-officer receiving-officer enrolment-operator ;
lift.requested : site-officer receiving-officer population-desk operation-desk planner legal-reviewer ;
lift.request-approved [capacity=carrier] : escort-commander load-master planner ; lift.request-approved :
population-desk operation-desk ; lift.request-declined lift.cancelled lift.rescheduled : population-desk operation-desk
planner escort-commander site-officer receiving-officer ; lift.leg-planned lift.leg-cancelled lift.lodging-planned :
planner load-master escort-commander operation-desk ;
custody.emptied : site-officer receiving-officer operation-desk ~ any : counting-officer site-officer
receiving-officer inspector operation-desk ; custody.list-exported : site-officer receiving-officer population-desk
operation-desk notifier escort-commander planner coordinator protection-officer ;
custody.table-taken-in : register-clerk site-officer counting-officer ;
custody.locator-allowed : protection-officer ~ any : legal-reviewer notifier operation-desk ;
custody.locator-ended : protection-officer legal-reviewer notifier operation-desk site-officer receiving-officer ; custody.place-opened : governor
receiving-officer site-officer operation-desk ; custody.beds-reserved custody.beds-released : governor
receiving-officer site-officer ; custody.bed-assigned : governor receiving-officer site-officer register-clerk ;
custody.muster-called : operation-desk site-officer receiving-officer
escort-commander ; custody.mustered : register-clerk site-officer counting-officer receiving-officer escort-commander ~
pair : register-clerk site-officer counting-officer receiving-officer escort-commander load-master inspector ;
custody.form-entered : register-clerk site-officer counting-officer receiving-officer escort-commander ;
custody.explained : site-officer receiving-officer escort-commander population-desk operation-desk ~ any : site-officer
receiving-officer escort-commander counting-officer register-clerk population-desk operation-desk examiner
protection-officer ; custody.corrected custody.correction-agreed : site-officer receiving-officer escort-commander
load-master register-clerk counting-officer population-desk operation-desk ; custody.day-closed : site-officer
receiving-officer escort-commander population-desk operation-desk ; custody.figure-stated custody.figure-agreed :
population-desk operation-desk site-officer receiving-officer ; custody.told
custody.receipt-given : site-officer receiving-officer escort-commander load-master register-clerk notifier
protection-officer ; custody.notified : notifier site-officer receiving-officer protection-officer legal-reviewer
clinician operation-desk ; custody.contested custody.complained : site-officer receiving-officer escort-commander
counting-officer register-clerk clinician notifier protection-officer legal-reviewer operation-desk ;
custody.contest-answered : legal-reviewer eligibility-reviewer protection-officer independent-reviewer clinician ;
custody.complaint-answered : protection-officer legal-reviewer ; custody.authority-noted : legal-reviewer
register-clerk ; custody.retention-held custody.retention-ended : legal-reviewer data-protection-officer ;
custody.destroyed : data-protection-officer ~ any : legal-reviewer ; custody.figure-claimed : population-desk operation-desk
; eligibility.assessed : register-clerk site-officer counting-officer receiving-officer eligibility-reviewer ;
eligibility.held : register-clerk site-officer counting-officer receiving-officer escort-commander clinician
eligibility-reviewer age-panel protection-officer legal-reviewer security-officer examiner population-desk
operation-desk repatriation-desk ; eligibility.hold-lifted [ground=possible-child,age-unknown] : age-panel ;
eligibility.hold-lifted [ground=medical,pregnant,stretcher] : clinician ; eligibility.hold-lifted
[ground=sex-not-this-operation,sex-unknown,family-member] : protection-officer ; eligibility.hold-lifted
[ground=death-penalty-no-assurance,identity-disputed,refoulement-risk,two-hands,witness] : eligibility-reviewer
legal-reviewer protection-officer security-officer examiner population-desk operation-desk repatriation-desk ~ any :
legal-reviewer protection-officer security-officer examiner population-desk operation-desk ; eligibility.hold-lifted :
eligibility-reviewer legal-reviewer protection-officer security-officer examiner population-desk operation-desk
repatriation-desk ; eligibility.cleared : eligibility-reviewer ; eligibility.clearance-withdrawn : eligibility-reviewer
legal-reviewer protection-officer operation-desk ; eligibility.age-decided : age-panel ; eligibility.age-doubted :
register-clerk site-officer counting-officer receiving-officer escort-commander clinician eligibility-reviewer
age-panel protection-officer legal-reviewer operation-desk ; eligibility.kept-apart eligibility.keep-apart-ended :
security-officer ; eligibility.parting-decided : protection-officer ; eligibility.overridden
[in_danger=yes] : operation-desk site-officer escort-commander governor ~ any : operation-desk site-officer
escort-commander governor protection-officer legal-reviewer security-officer clinician ; eligibility.overridden
[rule=custody.beds] : governor ~ any : receiving-officer operation-desk legal-reviewer protection-officer ;
eligibility.overridden
[rule=eligibility.kept-apart] : security-officer ~ any : operation-desk ; eligibility.overridden
[rule=custody.authority] : operation-desk ~ any : legal-reviewer ; eligibility.overridden [rule=eligibility.female-escort]
: site-officer ~ any : operation-desk ; eligibility.overridden [rule=custody.medicine,eligibility.fitness] : clinician ~
any : operation-desk ; eligibility.overridden : operation-desk ~ any
: legal-reviewer protection-officer security-officer eligibility-reviewer ; coordination.agreement-made
coordination.agreement-signed coordination.agreement-suspended : coordinator legal-reviewer ;
coordination.condition-met : coordinator legal-reviewer ; coordination.agreement-resumed coordination.agreement-revoked
: coordinator legal-reviewer ~ any : operation-desk ; coordination.report-issued : operation-desk ;
coordination.statement-cleared : spokesman ~ any : principal ;
coordination.duty-done : coordinator legal-reviewer protection-officer camp-monitor ; coordination.finding-raised :
protection-officer legal-reviewer coordinator agency-lead ; coordination.finding-answered : coordinator legal-reviewer
~ any : principal operation-desk ; coordination.agency-joined coordination.agency-left coordination.call-opened
coordination.call-attended coordination.call-closed coordination.action-set coordination.action-due-moved
coordination.action-cancelled : coordinator operation-desk ; coordination.decided [affects_gate=no] : agency-lead
coordinator operation-desk legal-reviewer protection-officer planner watch-analyst ; coordination.decided :
agency-lead coordinator operation-desk legal-reviewer protection-officer planner watch-analyst ~ any : operation-desk
legal-reviewer protection-officer coordinator ; coordination.concurred coordination.asked coordination.answered
coordination.minutes-agreed coordination.minutes-objected coordination.minutes-added : agency-lead coordinator
operation-desk legal-reviewer protection-officer ; coordination.action-taken-up coordination.action-handed-on
coordination.action-blocked coordination.action-done coordination.action-verified : agency-lead coordinator
operation-desk planner population-desk watch-analyst legal-reviewer protection-officer security-officer
eligibility-reviewer clinician notifier evidence-reviewer repatriation-desk camp-monitor site-officer
receiving-officer escort-commander load-master ; coordination.notified
coordination.notice-answered : notifier coordinator operation-desk legal-reviewer ; coordination.family-told : notifier
protection-officer legal-reviewer site-officer receiving-officer ; coordination.notice-deferred : coordinator operation-desk ~ any : legal-reviewer protection-officer ;
coordination.book-confirmed : escort-commander ;
lift.carrier-declared lift.carrier-withdrawn : planner
load-master escort-commander operation-desk ; lift.plan-adopted : operation-desk ; lift.seated lift.unseated : planner
load-master ; lift.track-kept : escort-commander receiving-officer site-officer planner operation-desk ;
lift.serial-slipped lift.serial-scrubbed : planner load-master operation-desk ; rights.node-opened
rights.node-holds rights.node-closed rights.officer-named rights.officer-ended rights.key-issued rights.key-withdrawn rights.granted
rights.grant-ended rights.adopted : registrar ~ any : administrator inspector ; rights.countersigned : *second ;
rights.account-stated : population-desk operation-desk registrar ; rights.policy-set : registrar ~ any : administrator
inspector ; rights.erasure-ordered : registrar data-protection-officer ~ any : administrator inspector legal-reviewer ;
rights.glass-reviewed : inspector ;
camps.counted camps.passed-through : camp-monitor ; camps.control-changed camps.guards-seen camps.access-changed
camps.service-gap : camp-monitor watch-analyst ; camps.protecting-body-told : camp-monitor protection-officer coordinator
legal-reviewer ; camps.registered-share camps.boys-parted camps.unaccompanied : protection-officer ;
watch.guards-reported watch.population-reported : site-officer receiving-officer camp-monitor operation-desk watch-analyst
; watch.incident-noted : site-officer receiving-officer operation-desk watch-analyst ; watch.file-loaded
watch.warning-received watch.offensive-confirmed watch.scenario-entered watch.site-described : watch-analyst ;
watch.relief-planned : coordinator operation-desk ; watch.relief-completed : receiving-officer site-officer ;
watch.setting-changed [lowers_open=yes] : watch-analyst administrator ~ any : operation-desk inspector ;
watch.setting-changed : watch-analyst administrator ; watch.alert-answered watch.alert-called-off : watch-analyst
operation-desk site-officer receiving-officer coordinator planner ; watch.outcome-entered : watch-analyst ~ any :
operation-desk inspector population-desk ;
eligibility.fear-heard [heard=deferred] : legal-reviewer ~ any : coordinator ; eligibility.fear-heard : legal-reviewer
independent-reviewer protection-officer ; eligibility.asylum-claimed [outcome=refused,granted,withdrawn] :
independent-reviewer ; eligibility.asylum-claimed : register-clerk site-officer counting-officer receiving-officer
escort-commander clinician eligibility-reviewer protection-officer legal-reviewer independent-reviewer
repatriation-desk operation-desk ; eligibility.refoulement-assessed : independent-reviewer ;
eligibility.escorts-counted : site-officer load-master escort-commander ; eligibility.gate-set : administrator ~ any :
registrar operation-desk legal-reviewer inspector ; repatriation.case-opened repatriation.notified
repatriation.country-answered repatriation.condition-set repatriation.assured repatriation.papers-issued repatriation.evidence-agreed
repatriation.scheduled repatriation.outcome-reported repatriation.case-closed repatriation.case-withdrawn
repatriation.country-described repatriation.figure-imported : repatriation-desk ; repatriation.nationality-assessed :
repatriation-desk ~ any : examiner evidence-reviewer legal-reviewer ; repatriation.condition-met : repatriation-desk
~ any : legal-reviewer protection-officer clinician judicial-liaison operation-desk ; repatriation.identity-confirmed :
repatriation-desk examiner ~ any : examiner evidence-reviewer repatriation-desk ; repatriation.contact-cleared :
protection-officer ; repatriation.host-held repatriation.host-freed : judicial-liaison ; repatriation.basis-set :
legal-reviewer ; repatriation.rights-assessed : independent-reviewer
"""
KEEPERS = {"administrator", "node-keeper"}
ROOT_KINDS = {"rights." + name for name in ("root-set", "node-opened", "node-holds", "node-closed", "officer-named",
                                            "officer-ended", "key-issued", "key-withdrawn", "granted", "grant-ended")}
ANY_LOG = {"rights.countersigned", "rights.adopted", "rights.account-stated", "rights.glass-broken",
           "rights.glass-reviewed", "rights.key-destroyed", "rights.put-out"}
ENDINGS = {"rights.key-withdrawn", "rights.grant-ended", "rights.officer-ended"}


class MalformedError(Exception):
    """The shape is broken; the message is the rule."""

def need(holds: object, rule: str) -> None:
    """Malformed, with the name of the rule, unless it holds."""
    if not holds: raise MalformedError(rule)

def sha(*parts: bytes) -> bytes:
    """SHA-256 over all parts."""
    return hashlib.sha256(b"".join(parts)).digest()


# ── canonical JSON: an encoder and a reader of our own ───────────────────────────────────────────────────────────────

def encode(value: Any) -> bytes:
    """The one byte form of a value of the profile (RFC 8785 without floats)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

def _no_float(_: str) -> Any:
    raise MalformedError("float")

_KEY = re.compile(r"[ !#-\[\]-~]+")

def _walk(value: Any, depth: int) -> None:
    """Every value inside is of the profile; integers, depth and names are not seen by encoding again."""
    if type(value) is int: need(-INT_MAX <= value <= INT_MAX, "integer-too-large")
    if type(value) not in (dict, list): return
    need(depth < DEPTH, "too-deep")
    if type(value) is dict: need(all(map(_KEY.fullmatch, value)), "name")
    for inner in value.values() if type(value) is dict else value:
        if type(inner) is not str: _walk(inner, depth + 1)

def decode(body: bytes, limit: int = ENTRY_BYTES) -> dict[str, Any]:
    """The object whose canonical form is exactly `body`."""
    need(len(body) <= limit, "too-large")
    try:
        value = json.loads(body.decode(), parse_float=_no_float, parse_constant=_no_float)
        need(type(value) is dict, "not-an-object")
        _walk(value, 0)
        need(encode(value) == body, "not-canonical")
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, a lone surrogate, thousands deep
        raise MalformedError("not-json") from error
    return dict(value)

_HEX64, _HEX16 = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{16}")
_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+]\d\d:\d\d|-(?!00:00)\d\d:\d\d)", re.ASCII)

def is_hex(value: Any, pattern: re.Pattern[str] = _HEX64) -> bool:
    """Whether it is text of 64 (or 16) lower-case hexadecimal digits."""
    return type(value) is str and pattern.fullmatch(value) is not None

@lru_cache(maxsize=65536)
def moment(text: str) -> int:
    """RFC 3339 with seconds and offset, as seconds since 1970."""
    need(type(text) is str and _TIME.fullmatch(text), "time")
    try: return int(datetime.fromisoformat(text).timestamp())
    except (ValueError, OverflowError) as error: raise MalformedError("time") from error

def unb64(text: str) -> bytes:
    """Standard base64 with padding, in its one spelling."""
    try: raw = base64.b64decode(text, validate=True)
    except (ValueError, TypeError) as error: raise MalformedError("base64") from error
    need(base64.b64encode(raw).decode() == text, "base64")
    return raw


# ── facts and entries ────────────────────────────────────────────────────────────────────────────────────────────────

def _type_of(text: str) -> tuple[str, Any]:
    if text[0] == "~": return "~", _type_of(text[1:])
    if text[0] == "(": return "(", _fields_of(text[1:-1])
    return (text[0], _type_of(text[1:-1])) if text[0] in "{[<" else (text, None)

def _fields_of(text: str) -> dict[str, tuple[bool, tuple[str, Any]]]:
    """Field name → (may be left out, type)."""
    words = re.findall(r"(\w+)(\??):(\S*\([^)]*\)\S*|\S+)", text)
    return {name: (optional == "?", _type_of(kind)) for name, optional, kind in words}

def _check(kind: tuple[str, Any], value: Any, named: set[str]) -> None:
    """Raise unless the value is of the type; everyone it names is put into `named`."""
    sign, inner = kind
    if sign == "~" and value is None: return
    if sign == "~": _check(inner, value, named)
    elif sign == "t": moment(value)
    elif sign == "(": _check_fields(inner, value, named)
    elif sign == "#": need(is_hex(value), "field-digest")
    elif sign in "spib":
        need(type(value) is {"i": int, "b": bool}.get(sign, str), "field-type")
        if sign == "p": named.add(value)
    else:
        need(type(value) is (dict if sign == "<" else list), "field-type")
        for part in value.values() if sign == "<" else value: _check(inner, part, named)
        need(sign != "{" or all(left < right for left, right in pairwise(value)), "field-set")

def _check_fields(fields: dict[str, tuple[bool, tuple[str, Any]]], said: Any, named: set[str]) -> None:
    need(type(said) is dict and said.keys() <= fields.keys(), "fields")
    for name, (optional, kind) in fields.items():
        if name in said: _check(kind, said[name], named)
        else: need(optional, "fields")

def _parse_kinds() -> dict[str, tuple[str, Any]]:
    """Kind → (flags, fields)."""
    table = {}
    for line in " ".join(KINDS_TEXT.split()).split(" ; "):
        head, _, fields = line.partition("|")
        name, _, flags = head.strip().partition(" ")
        table[name] = (flags, _fields_of(fields))
    return table

KINDS = _parse_kinds()
FORMS = {"rights.policy-set": 2, "coordination.agreement-made": 3, "eligibility.overridden": 2, "custody.list-exported": 2,
         "custody.noticed": 2, "custody.day-closed": 2}


_said = lru_cache(maxsize=1024)(lambda packed: json.loads(zlib.decompress(packed)))
_shared = lru_cache(maxsize=65536)(lambda value: value)  # what thousands of entries say alike is kept once


class Entry:
    """One entry: what orders and names it, and its bytes, packed: a book of a year has six million."""

    __slots__ = ("_named", "_packed", "after", "by", "digest", "flags", "happened", "id", "kind", "log", "prev", "register", "seq",
                 "understood", "written")

    def __init__(self, body: bytes) -> None:
        said = decode(body)
        need(said.keys() == {"act", "log", "prev", "seq", "signed", "v"}, "entry-fields")
        need(type(said["v"]) is int and said["v"] == 1, "entry-version")
        need(is_hex(said["log"]) and is_hex(said["prev"]), "entry-log-or-prev")
        need(type(said["seq"]) is int and said["seq"] >= 0 and type(said["signed"]) is list, "entry-seq")
        self.digest, self._packed, signed = sys.intern(sha(b"\0", body).hex()), zlib.compress(body, 1), said["signed"]
        self.log, self.prev, self.seq = sys.intern(said["log"]), sys.intern(said["prev"]), said["seq"]
        self._read_act(said["act"])
        for one in signed:
            need(type(one) is dict and all(type(part) is str for part in one.values()), "signed")
            need(one.get("alg") in ("ed25519", "webauthn-es256"), "signed-alg")
            extra = {"auth", "client"} if one["alg"] == "webauthn-es256" else set()
            need(one.keys() == {"alg", "key", "officer", "role", "sig"} | extra, "signed")
            need(is_hex(one["key"], _HEX16), "signed-key")
        need(all(left["officer"] <= right["officer"] for left, right in pairwise(signed)), "signed-order")

    def _read_act(self, act: Any) -> None:
        need(type(act) is dict and act.keys() == {"after", "by", "fact", "form", "happened_at", "id", "kind", "register",
                                                  "via", "written_at"}, "act-fields")
        after, place = act["after"], act["register"]
        need(type(after) is list and all(map(is_hex, after)), "act-after")
        need(all(left < right for left, right in pairwise(after)), "act-after")
        need(type(act["by"]) is str and act["by"] and type(act["kind"]) is str and type(act["fact"]) is dict, "act-fields")
        need(type(act["form"]) is int and act["form"] >= 1, "act-form")
        need(type(act["id"]) is str and _UUID7.fullmatch(act["id"]), "act-id")
        need(act["via"] in ("device", "paper", "import"), "act-via")
        need(type(place) is list and len(place) == 2 and type(place[0]) is int and place[0] >= 0, "act-register")
        need(is_hex(place[1]), "act-register")
        self.after, self.id = tuple(map(sys.intern, after)), bytes.fromhex(act["id"].replace("-", ""))
        self.by, self.kind = sys.intern(act["by"]), sys.intern(act["kind"])
        self.register, self.happened, self.written = _shared(tuple(place)), moment(act["happened_at"]), moment(act["written_at"])
        self.flags, fields = KINDS.get(self.kind, ("", None))
        named: set[str] = set()
        self.understood = fields is not None and act["form"] <= FORMS.get(act["kind"], 1)
        if fields is not None and self.understood:
            try: _check_fields(fields, act["fact"], named)
            except MalformedError: self.understood = False
        self._named = tuple(map(sys.intern, sorted(named)))

    act = property(lambda self: _said(self._packed)["act"])
    fact = property(lambda self: _said(self._packed)["act"]["fact"])
    signed = property(lambda self: _said(self._packed)["signed"])
    named = property(lambda self: set(self._named))

    @property
    def chained(self) -> bool:
        """Whether it belongs to the custody chain of those it names."""
        return self.understood and ("*" in self.flags or "+" in self.flags)

    @property
    def decided(self) -> set[str]:
        """Those whose custodian it may change."""
        if not self.understood or "*" not in self.flags: return set()
        if self.kind == "custody.accepted": return set(self.fact["people"])
        if self.kind in ("custody.merged", "custody.unmerged"): return {self.fact["absorbs"]}
        if self.kind == "custody.explained": return set(self.fact.get("people", ())) if self.fact.get("at") else set()
        return set(self._named)


# ── signatures ───────────────────────────────────────────────────────────────────────────────────────────────────────

def short_of(public: str) -> str:
    """The short name of a key (hexadecimal): the first 16 digits of its SHA-256."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]

def ed25519_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 signature was made with this public key."""
    try: Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError): return False
    return True

def signed_hash(act: Any, log: str, officer: str, role: str) -> bytes:
    """A: what an officer signs."""
    return sha(b"musterbook/act/1\0", encode({"act": act, "log": log, "officer": officer, "role": role}))

def act_signature_holds(entry: Entry, one: dict[str, str], key: Right) -> bool:
    """Whether one signature under an act was made with an officer's key."""
    message = signed_hash(entry.act, entry.log, one["officer"], one["role"])
    try:
        if one["alg"] != key.alg: return False
        if key.alg == "ed25519": return ed25519_holds(bytes.fromhex(key.public), unb64(one["sig"]), message)
        return passkey_holds(one, bytes.fromhex(key.public), message, key.names)
    except (MalformedError, ValueError, AttributeError): return False

def passkey_holds(one: dict[str, str], point: bytes, message: bytes, names: Iterable[str]) -> bool:
    """WebAuthn evidence, offline: type, challenge, registered name, present and verified, and the signature."""
    auth, client = unb64(one["auth"]), unb64(one["client"])
    said = json.loads(client)
    challenge = base64.urlsafe_b64encode(message).rstrip(b"=").decode()
    if said.get("type") != "webauthn.get" or said.get("challenge") != challenge or len(auth) < 37: return False
    if auth[:32] not in {sha(name.encode()) for name in names} or auth[32] & 0b101 != 0b101: return False
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    try: key.verify(unb64(one["sig"]), auth + sha(client), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature: return False
    return True


# ── trees and checkpoints ────────────────────────────────────────────────────────────────────────────────────────────

def roots_of(leaves: Iterable[bytes]) -> list[bytes]:
    """Root of every size of the tree of RFC 6962 over a growing log, from the empty tree on."""
    peaks: list[bytes] = []
    roots = [sha()]
    for size, leaf in enumerate(leaves):
        node, carry = leaf, size
        while carry & 1: node, carry = sha(b"\1", peaks.pop(), node), carry >> 1
        peaks.append(node)
        for left in reversed(peaks[:-1]): node = sha(b"\1", left, node)
        roots.append(node)
    return roots

def inclusion_holds(leaf: bytes, index: int, size: int, proof: Iterable[bytes], root: bytes, *, before: list[bytes]) -> bool:
    """RFC 9162 section 2.1.3.2; what is left of the leaf goes into `before`, the smallest subtree first."""
    first, last, node = index, size - 1, leaf
    if not 0 <= index < size: return False
    for other in proof:
        if not last: return False
        if first & 1 or first == last:
            node = sha(b"\1", other, node)
            before.append(other)
            while not first & 1 and first: first, last = first >> 1, last >> 1
        else: node = sha(b"\1", node, other)
        first, last = first >> 1, last >> 1
    return not last and node == root

def _note_key(name: str, kind: int, public: str) -> bytes:
    return sha(name.encode(), b"\n", bytes((kind,)), bytes.fromhex(public))[:4]


class Note:
    """A checkpoint as a signed note, read and not yet believed."""

    PATTERN = re.compile(r"(musterbook/([^/+\s]+)/([0-9a-f]{16})\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\nat ([^\s]+)\n"
                         r"register (0|[1-9][0-9]{0,15}) ([0-9a-f]{64})\n)\n((?:— [^\s]+ [^\s]+\n)+)")

    def __init__(self, said: Any) -> None:
        found = self.PATTERN.fullmatch(said) if type(said) is str else None
        if found is None: raise MalformedError("note-shape")
        self.text, self.operation, self.log16, size, root, self.at, register, place, lines = found.groups()
        self.seconds, self.size, self.root, self.register = moment(self.at), int(size), unb64(root), (int(register), place)
        self.lines = [(line.split(" ")[1], unb64(line.split(" ")[2])) for line in lines.splitlines()]

    def signed_by(self, log: str) -> bool:
        """Whether its first line is the signature of the log's own key."""
        name, raw = self.lines[0]
        known = name == self.text.partition("\n")[0] and self.log16 == log[:16] and raw[:4] == _note_key(name, 1, log)
        return known and ed25519_holds(bytes.fromhex(log), raw[4:], self.text.encode())

    def cosigned_by(self, name: str, raw: bytes, witness: str) -> bool:
        """Whether a later line is this witness's cosignature."""
        said = f"cosignature/v1\ntime {int.from_bytes(raw[4:12], 'big')}\n{self.text}".encode()
        known = len(raw) == 76 and raw[:4] == _note_key(name, 4, witness)
        return known and ed25519_holds(bytes.fromhex(witness), raw[12:], said)


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────

def counted(raw: bytes, at: int, limit: int) -> tuple[bytes, int]:
    """The bytes behind a little-endian length, and where they end."""
    need(at + 4 <= len(raw), "cut-off")
    length = int.from_bytes(raw[at : at + 4], "little")
    need(length <= limit, "too-large")
    need(at + 4 + length <= len(raw), "cut-off")
    return raw[at + 4 : at + 4 + length], at + 4 + length

def read_frame(raw: bytes, at: int) -> tuple[dict[str, Any], list[bytes], int]:
    """(header, bodies, end) of the frame at `at`; every bound is checked before unpacking."""
    head, at = counted(raw, at, HEADER_BYTES)
    packed, end = counted(raw, at, FRAME_BYTES)
    header = decode(head)
    need(header.keys() == {"count", "from", "log", "note", "packed", "size", "v"} and header["v"] == 1, "frame-header")
    count, start, size = (header[name] for name in ("count", "from", "size"))
    need(all(type(number) is int and number >= 0 for number in (count, start, size)), "frame-header")
    need(is_hex(header["log"]) and count + start == size and 0 < count <= FRAME_ENTRIES, "frame-header")
    clear, bodies, place = _unpack(packed, header["packed"]), list[bytes](), 0
    while place < len(clear) and len(bodies) < count:
        body, place = counted(clear, place, ENTRY_BYTES)
        bodies.append(body)
    need(len(bodies) == count and place == len(clear), "frame-count")
    return header, bodies, end

def read_excerpt(raw: bytes, at: int) -> tuple[dict[str, Any], dict[int, bytes], dict[int, bytes], list[bytes], int]:
    """(header, place → entry, place → digest, hashes, end) of the excerpt at `at`."""
    head, at = counted(raw, at, ENTRY_BYTES)
    packed, end = counted(raw, at, EXCERPT_BYTES)
    header, places = decode(head), []
    need(header.keys() == {"bodies", "digests", "from", "hashes", "log", "note", "packed", "size", "v"}, "excerpt-header")
    need(header["v"] == 1 and is_hex(header["log"]) and all(type(header[one]) is int for one in ("from", "size", "hashes")), "excerpt-header")
    for name in ("bodies", "digests"):
        need(type(header[name]) is list and all(type(one) is int for one in header[name]), "excerpt-places")
        need(all(one < two for one, two in pairwise(header[name])), "excerpt-places")
        places += header[name]
    need(all(0 <= header["from"] <= place < header["size"] for place in places), "excerpt-places")
    need(len(set(places)) == len(places) <= EXCERPT_PLACES and 0 <= header["hashes"] <= EXCERPT_HASHES, "excerpt-places")
    clear, bodies, place = _unpack(packed, header["packed"], EXCERPT_BYTES), dict[int, bytes](), 0
    for one in header["bodies"]: bodies[one], place = counted(clear, place, ENTRY_BYTES)
    need(len(clear) == place + 32 * (len(header["digests"]) + header["hashes"]), "excerpt-bytes")
    rest = [clear[begin : begin + 32] for begin in range(place, len(clear), 32)]
    count = len(header["digests"])
    return header, bodies, dict(zip(header["digests"], rest[:count], strict=True)), rest[count:], end

def _unpack(packed: bytes, packing: Any, most: int = FRAME_BYTES) -> bytes:
    if packing == "none": return packed
    need(packing == "zlib", "frame-packing")
    unpacker, limit = zlib.decompressobj(), min(most, RATIO * len(packed))
    try: clear = unpacker.decompress(packed, limit + 1)
    except zlib.error as error: raise MalformedError("frame-packed") from error
    need(len(clear) <= limit, "bomb")
    need(unpacker.eof and not unpacker.unused_data and not unpacker.unconsumed_tail, "frame-packed")
    return clear


class Log:
    """One log as this copy has it; `roots` has the root of every size."""

    def __init__(self, name: str) -> None:
        self.name, self.short = name, name[:16]
        self.leaves, self.entries, self.notes, self.roots = list[bytes](), list[Entry | None](), list[Note](), [sha()]
        self.shown, self.few, self.known = dict[int, bytes](), dict[int, Entry | None](), dict[int, bytes]()
        self.branches = list[tuple[int, Note, list[bytes]]]()  # frames of other versions of a log that forked
        self.beside = dict[str, Entry]()  # entries of those that hold, by digest
        self.nodes = dict[tuple[int, int], bytes]()  # of what was shown in part: (first leaf, behind the last) → hash

    @property
    def size(self) -> int:
        """How many entries the log was shown to have."""
        return max([len(self.leaves), *self.shown])

    def root(self, size: int) -> bytes | None:
        """The root of its first entries, as an excerpt showed it or computed; none when they are not here."""
        return self.shown.get(size) or (self.roots[size] if size < len(self.roots) else None)

    def over(self, low: int, high: int, start: int, leaves: dict[int, bytes], hashes: list[bytes]) -> bytes:
        """The hash over leaves `low` up to `high`: kept from before, a leaf, the next hash given, or of both halves.

        `leaves` are those given by the excerpt between `low` and `high`; before `start` the log has its own.
        """
        if (low, high) in self.nodes and high <= start: return self.nodes[low, high]
        width = high - low
        perfect = width & (width - 1) == 0
        if width == 1 and low in leaves: made = leaves[low]
        elif width == 1 and low < min(start, len(self.leaves)): made = self.leaves[low]
        elif perfect and low >= start and not leaves:
            need(bool(hashes), "excerpt-hashes")
            made = hashes.pop(0)
        else:
            need(width > 1, "excerpt-gap")
            middle = low + (1 << (width - 1).bit_length() - 1)
            left, right = ({at: leaf for at, leaf in leaves.items() if (at < middle) == lower} for lower in (True, False))
            made = sha(b"\1", self.over(low, middle, start, left, hashes), self.over(middle, high, start, right, hashes))
        if perfect: self.nodes[low, high] = made
        return made


class Copy:
    """A whole file: logs, checkpoints and fork proofs, with what was found wrong on the way: (step, exit, words)."""

    def __init__(self, raw: bytes) -> None:
        self.logs, self.forks, self.proofs = dict[str, Log](), dict[str, int](), list[dict[str, Any]]()
        self.proved = dict[str, int]()  # those forks of which a proof was carried
        self.faults: list[tuple[int, int, str]] = []  # (step, exit, words)
        need(raw[: len(MAGIC)] == MAGIC, "not-a-bundle")
        need(len(raw) >= len(MAGIC) + 32, "cut-off")
        if sha(raw[:-32]) != raw[-32:]: self.fault(0, TAMPERED, "closing-digest")
        at, inner = len(MAGIC), raw[:-32]
        while at < len(inner):
            try: at = self._part(inner, at)
            except MalformedError as error:
                self.fault(0, MALFORMED, f"{error} (byte {at})")
                break
        self.logs = dict(sorted(self.logs.items()))
        for log in self.logs.values():
            log.roots = roots_of(log.leaves)
            self._check_notes(log)
        if len({note.operation for log in self.logs.values() for note in log.notes}) > 1:
            self.fault(3, MALFORMED, "checkpoints of several operations")

    def fault(self, step: int, code: int, words: str) -> None:
        """Note what is wrong."""
        self.faults.append((step, code, words))

    def entries(self) -> list[Entry]:
        """Every entry that could be read, by log and sequence."""
        found = list[Entry]()
        for log in self.logs.values():
            own = [one for one in (*log.entries, *(log.few[place] for place in sorted(log.few))) if one is not None]
            found += sorted((*own, *log.beside.values()), key=lambda one: (one.seq, one.digest)) if log.beside else own
        return found

    def beyond(self, entry: Entry) -> bool:
        """Whether an entry lies where two views of its log differ."""
        return bool(entry.seq >= self.forks.get(entry.log, entry.seq + 1))

    def _log(self, name: str) -> Log:
        return self.logs.setdefault(name, Log(name))

    def _part(self, raw: bytes, at: int) -> int:
        kind, at = raw[at], at + 1
        if kind == 1:
            header, bodies, end = read_frame(raw, at)
            log, note = self._log(header["log"]), Note(header["note"])
            need(note.size == header["size"], "frame-note")
            if self.proofs and self.proofs[-1].get("log") == log.name:
                log.branches.append((header["from"], note, bodies))
                return end
            log.notes.append(note)
            if header["from"] > len(log.leaves): self.fault(2, TAMPERED, f"gap (log {log.short} seq {len(log.leaves)})")
            else: self._take(log, header["from"], bodies)
            return end
        if kind == 5: return self._excerpt(raw, at)
        need(kind in (2, 4), "unknown-part")
        body, end = counted(raw, at, PART_BYTES)
        said = decode(body, PART_BYTES)
        if kind == 2: self.proofs.append(said)
        else:
            need(said.keys() == {"log", "notes", "v"} and said["v"] == 1 and is_hex(said["log"]), "checkpoints-part")
            need(type(said["notes"]) is list and len(said["notes"]) <= 400, "checkpoints-part")
            self._log(said["log"]).notes.extend(map(Note, said["notes"]))
        return end

    def _excerpt(self, raw: bytes, at: int) -> int:
        """Part of a log: every entry, digest and hash must make the root that its checkpoint says."""
        header, bodies, digests, hashes, end = read_excerpt(raw, at)
        log, note = self._log(header["log"]), Note(header["note"])
        start, size = header["from"], header["size"]
        need(note.size == size, "frame-note")
        leaves = {**digests, **{place: sha(b"\0", body) for place, body in bodies.items()}}
        try:
            root = log.over(0, size, start, leaves, hashes)
            need(not hashes, "excerpt-hashes")
        except MalformedError as error:
            self.fault(3, TAMPERED, f"{error} (log {log.short} size {size})")
            log.notes.append(note)
            return end
        if root == note.root != log.shown.get(size, root) and any(proof.get("log") == log.name for proof in self.proofs):
            need(note.signed_by(log.name), "version-signature")  # another view of a log that forked, of the same size
        else: self._shown(log, note, root)
        for place, body in bodies.items(): log.few[place] = self._entry(log, place, body, leaves.get(place - 1))
        log.known |= leaves
        return end

    def _shown(self, log: Log, note: Note, root: bytes) -> None:
        log.notes.append(note)
        size = note.size
        if log.shown.setdefault(size, root) != root: self.fault(3, TAMPERED, f"root (log {log.short} size {size})")

    def _entry(self, log: Log, seq: int, body: bytes, before: bytes | None) -> Entry | None:
        """The entry at a place of a log, if it can be read; it must name the one before, where that is known."""
        where = f"(log {log.short} seq {seq})"
        try: entry = Entry(body)
        except MalformedError as error:
            self.fault(1, MALFORMED, f"{error} {where}")
            return None
        if (entry.log, entry.seq) != (log.name, seq): self.fault(2, TAMPERED, f"place {where}")
        elif before is not None and entry.prev != before.hex(): self.fault(2, TAMPERED, f"prev {where}")
        return entry

    def _take(self, log: Log, start: int, bodies: Iterable[bytes]) -> None:
        for seq, body in enumerate(bodies, start):
            leaf = sha(b"\0", body)
            if seq < len(log.leaves):
                if leaf != log.leaves[seq]: self.forks[log.name] = min(seq, self.forks.get(log.name, seq))
                continue
            log.entries.append(self._entry(log, seq, body, log.leaves[-1] if log.leaves else bytes(32)))
            log.leaves.append(leaf)

    def _check_notes(self, log: Log) -> None:
        """Every checkpoint is signed by its log and of its entries; another root it signed is a second history."""
        agreed = [0]
        for note in sorted(log.notes, key=lambda one: one.size):
            where = f"(log {log.short} size {note.size})"
            if not note.signed_by(log.name): self.fault(4, TAMPERED, f"checkpoint-signature {where}")
            elif log.root(note.size) is None: self.fault(3, TAMPERED, f"beyond-the-entries {where}")
            elif note.root == log.root(note.size): agreed.append(note.size)
            else:
                self.fault(3, TAMPERED, f"root {where}")
                if note.size not in log.shown: self.forks.setdefault(log.name, max(size for size in agreed if size < note.size or not size))
        if max((note.size for note in log.notes), default=0) < len(log.leaves):
            self.fault(3, TAMPERED, f"entries-behind-the-newest-checkpoint (log {log.short})")

    def cosignatures(self) -> int:
        """How many cosignatures hold; one whose witness is known neither as a log nor as a node is not counted."""
        opened = [entry.fact["log"] for entry in self.entries() if entry.understood and entry.kind == "rights.node-opened"]
        known, count = {log[:16]: log for log in (*filter(is_hex, opened), *self.logs)}, 0
        for log in self.logs.values():
            for note in log.notes:
                for name, raw in note.lines[1:]:
                    witness = known.get(name.rpartition("/")[2])
                    if witness and note.cosigned_by(name, raw, witness): count += 1
                    elif witness: self.fault(4, TAMPERED, f"cosignature of {witness[:16]} (log {log.short} size {note.size})")
        return count

    def prove_forks(self) -> None:
        """Fork proofs carried: each holds by the log's own key alone."""
        for proof in self.proofs:
            try: log, place = self._fork_of(proof)
            except (MalformedError, KeyError, TypeError, ValueError): self.fault(5, TAMPERED, "a fork proof does not hold")
            else: self.forks[log] = self.proved[log] = min(place, self.forks.get(log, place))
        for name, place in self.forks.items():
            ours, wrong = self._log(name), 0
            for frame in ours.branches:
                try: self._version(ours, place, *frame)
                except MalformedError: wrong += 1
            if wrong: self.fault(5, TAMPERED, f"version-does-not-hold log {name[:16]}")

    @staticmethod
    def _version(log: Log, place: int, start: int, note: Note, bodies: list[bytes]) -> None:
        """A frame of another version of a log: signed by it, and chained and rooted on what all versions share."""
        entries = [Entry(body) for body in bodies]
        need(note.signed_by(log.name), "version-signature")
        need(all((one.log, one.seq) == (log.name, seq) for seq, one in enumerate(entries, start)), "version-place")
        need(all(one.prev == before.digest for before, one in pairwise(entries)), "version-prev")
        behind, before = list[str](), entries[0].prev
        while before in log.beside:  # what earlier frames of this version brought
            behind.append(before)
            before = log.beside[before].prev
        begin = start - len(behind)
        need(0 <= begin <= len(log.leaves), "version-place")
        need(before == (log.leaves[begin - 1].hex() if begin else "0" * 64), "version-prev")
        leaves = [*log.leaves[:begin], *map(bytes.fromhex, (*reversed(behind), *(one.digest for one in entries)))]
        need(roots_of(leaves)[-1] == note.root, "version-root")
        need(leaves[:place] == log.leaves[:place][: len(leaves)], "version-lower")
        log.beside |= {one.digest: one for one, leaf in zip(entries, leaves[start:], strict=True)
                       if one.seq >= place and leaf not in log.leaves[one.seq : one.seq + 1]}

    @staticmethod
    def _fork_of(proof: dict[str, Any]) -> tuple[str, int]:
        log, seq, found = proof["log"], proof["seq"], []
        need(is_hex(log) and type(seq) is int and seq >= 0 and len(proof["sides"]) == 2, "fork-shape")
        for side in proof["sides"]:
            note, leaf, before = Note(side["note"]), None, list[bytes]()
            need(note.signed_by(log) and note.size > seq, "fork-signature")
            need("leaves" not in side or ("digest" in side and side["leaves"] != 1), "fork-shape")
            many = side.get("leaves", 1)  # of a subtree over so many places: they make the same tree as leaves do
            if "entry" in side or "digest" in side:
                need(type(many) is int and many > 0 and not many & (many - 1) and not seq % many and seq + many <= note.size, "fork-place")
                leaf = sha(b"\0", unb64(side["entry"])) if "entry" in side else bytes.fromhex(side["digest"])
                need(inclusion_holds(leaf, seq // many, -(-note.size // many), map(bytes.fromhex, side["inclusion"]), note.root, before=before), "fork-inclusion")
            found.append(((leaf, many) if leaf else None, note, before))
        (left, one, ours), (right, other, theirs) = found
        if not left or not right:
            need(one.size == other.size and one.root != other.root, "fork-same")
            return log, 0
        need(left[1] == right[1] and left[0] != right[0], "fork-same")
        at, place = seq // many, seq
        for mine, its in zip(ours, theirs, strict=True):  # they are alike up to the first subtree that is not
            at &= at - 1
            if mine != its: place = at * many
        return log, place

    def compare_brought(self, words: str) -> None:
        """A checkpoint the inspector brought: this copy must have grown out of it."""
        note = Note(words.rstrip("\n") + "\n")
        log = next((log for log in self.logs.values() if log.short == note.log16 and note.signed_by(log.name)), None)
        where = f"the checkpoint brought ({note.log16} size {note.size})"
        if log is None: self.fault(5, TAMPERED, f"no log here signed {where}")
        elif note.size > len(log.leaves): self.fault(5, TAMPERED, f"behind {where}")
        elif log.roots[note.size] != note.root: self.fault(5, TAMPERED, f"not grown out of {where}")


# ── rights: the register folded by positions, and what each entry is entitled to ─────────────────────────────────────

OK, NO_AUTHORITY, SECOND = ("", ""), ("not-entitled", "no-authority"), ("waiting", "needs-second-signature")
WITHDRAWN, CLOSED, FORKED = (("quarantined", rule) for rule in ("key-withdrawn", "after-close", "log-forked"))
Verdict = tuple[str, str]
Rule = tuple[str, set[str], set[str], str, set[str]]

def _parse_roles() -> dict[str, list[Rule]]:
    """Kind → (field, values, first, second from, second), in order."""
    table: dict[str, list[Rule]] = defaultdict(list)
    for line in " ".join(ROLES_TEXT.split()).split(" ; "):
        head, first, second = (*line.partition(" ~ ")[0].split(" : "), line.partition(" ~ ")[2])
        names, _, when = head.partition(" [")
        rule = (when.partition("=")[0], set(when.partition("=")[2].rstrip("]").split(",")), set(first.split()),
                second.partition(" : ")[0], set(second.partition(" : ")[2].split()))
        for name in names.split(): table[name].append(rule)
    every = [rule for rules in table.values() for rule in rules]
    for rule in every:
        if "*second" in rule[2]: rule[2].update(role for one in every for role in one[4])
    return dict(table)

ROLES = _parse_roles()
MOVERS = {role for kind, rules in ROLES.items() if kind.startswith("custody.") for one in rules for role in one[2] | one[4]}

def rules_under(policy: dict[str, Any] | None, kind: str) -> list[Rule]:
    """The lines about a kind: for each part that the table tells apart those of a policy, and then the table's.

    No policy changes who keeps the register, drops a second person, or lets keepers of machines sign custody.
    """
    table, barred, found = ROLES.get(kind, []), KEEPERS if kind.startswith("custody.") else set[str](), list[Rule]()
    if policy is None or kind.startswith("rights."): return table
    for part, values, first, source, second in table:
        for said in (s for s in policy.get("rules", ()) if kind in s["kinds"] and part in ("", s.get("field") or part)):
            name, told = said.get("field", ""), set(said.get("values", ()))
            both = told & values if name and part else told if name else values
            if (name and name not in {one[0] for one in table}) or ((name or part) and not both): continue
            other = set(said.get("second", ())) - barred
            whom = ("same" if said.get("second_from") == "same" else "any") if other else source
            found.append((name or part, both, set(said["first"]) - barred, whom, other or second))
        found.append((part, values, first, source, second))
    return found

def rule_for(entry: Entry, policy: dict[str, Any] | None) -> Rule | None:
    """The line that decides who signs this act, by the policy in force in the register it cites."""
    # Of the fields that decide who signs, those an act may leave out hold "no" then.
    lines = rules_under(policy, entry.kind)
    return next((one for one in lines if not one[0] or entry.fact.get(one[0], "no") in one[1]), None)


@dataclass
class Right:
    """A key or a grant: since which position of the register it counts, and the endings that bind it by place."""

    since: int
    officer: str = ""
    role: str = ""
    custodian: str = ""
    until: int | None = None
    public: str = ""
    alg: str = "ed25519"
    names: Sequence[str] = ()
    endings: list[tuple[int, dict[str, int]]] = field(default_factory=list)

    def good(self, entry: Entry) -> bool:
        """In the register the act cites, and for every ending below the size seen and under an older register."""
        return self.since <= entry.register[0] and all(
            entry.seq < heads.get(entry.log, 0) and entry.register[0] < since for since, heads in self.endings)


Names, Pairs = dict[str, str], set[tuple[str, str]]
Signer = tuple[str, str, str, set[str]]

class Register:
    """Roots, nodes, keys and grants from the register's own entries; a position is how many of them there were."""

    def __init__(self, log: Log, end: int, holds: Callable[[Entry, int, Right], bool]) -> None:
        self.name, self.entries, self.holds = log.name, log.entries[:end], holds
        self.tree = {(size, root.hex()) for size, root in enumerate(log.roots[: end + 1])}
        void: dict[str, Verdict] = {}
        while True:
            self._fold(void)  # entries that a later ending reaches back to lose their effect, the last endings first
            late = [entry for entry in self.standing if self._again(entry) != OK]
            if not late: return
            for entry in [one for one in late if one.kind in ENDINGS][-1:] or late: void[entry.digest] = self._again(entry)

    def _fold(self, void: dict[str, Verdict]) -> None:
        self.roots: list[tuple[int, dict[str, str], int]] = []
        self.keys: dict[tuple[str, str], list[Right]] = defaultdict(list)
        self.grants: list[Right] = []
        self.policies: list[tuple[int, dict[str, Any]]] = []
        self.nodes, self.closed, self.standing, self.verdicts = set[str](), dict[str, int](), list[Entry](), dict[str, Verdict]()
        self.seconds: dict[str, list[Entry]] = defaultdict(list)
        waiting, cited, self.officers = dict[str, Entry](), 0, Pairs()
        for entry in self.entries:
            if entry is None or not entry.understood: continue
            place, verdict = entry.register[0], OK
            if not cited <= place <= entry.seq: verdict = ("not-entitled", "old-register")
            elif entry.register not in self.tree: verdict = ("not-entitled", "other-register")
            else: cited = place
            if not entry.kind.startswith("rights."): continue
            if verdict == OK: verdict = void.get(entry.digest) or self._again(entry)
            if verdict == OK and entry.kind == "rights.countersigned":
                target = waiting.get(entry.fact["entry"])
                self.seconds[entry.fact["entry"]].append(entry)
                if target is not None and self._again(target) == OK: self._count(target, entry.seq + 1)
            if verdict == SECOND: waiting[entry.digest] = entry
            self.verdicts[entry.digest] = verdict
            if verdict == OK: self._count(entry, entry.seq + 1)

    def _again(self, entry: Entry) -> Verdict:
        return self.judge(entry, [signer for one in self.seconds[entry.digest] for signer in self.signers(one)[1]])

    def _count(self, entry: Entry, position: int) -> None:
        self.verdicts[entry.digest] = verdict = self._unsound(entry)
        if verdict != OK: return
        self.standing.append(entry)
        kind, fact, officer = entry.kind.partition(".")[2], entry.fact, entry.fact.get("officer", "")
        if kind == "root-set": self.roots.append((position, {short_of(key): key for key in fact["keys"]}, fact["threshold"]))
        elif kind == "policy-set": self.policies.append((position, fact))
        elif kind == "node-opened": self.nodes.add(fact["log"])
        elif kind == "officer-named": self.officers.add((officer, fact["custodian"]))
        elif kind == "node-closed":
            self.closed[fact["log"]] = min(fact["at_size"], self.closed.get(fact["log"], fact["at_size"]))
        elif kind == "key-issued":
            self.keys[officer, short_of(fact["key"])].append(Right(
                position, officer, public=fact["key"], alg=fact.get("alg", "ed25519"), names=fact.get("names", ())))
        elif kind == "granted":
            until = moment(fact["until"]) if fact.get("until") else None
            self.grants.append(Right(position, officer, fact["role"], fact["custodian"], until))
        elif entry.kind in ENDINGS:
            ended = [one for rights in self.keys.values() for one in rights if (one.officer, one.public) == (
                officer, fact["key"])] if kind == "key-withdrawn" else [
                one for one in self.grants if (one.officer, one.custodian) == (officer, fact["custodian"])
                and fact.get("role", one.role) == one.role]
            if kind == "officer-ended": self.officers.discard((officer, fact["custodian"]))
            for right in ended: right.endings.append((position, {self.name: entry.seq, **fact["heads"]}))

    def _unsound(self, entry: Entry) -> Verdict:
        fact, kind, keys = entry.fact, entry.kind, entry.fact.get("keys", ())
        size = 65 if fact.get("alg", "ed25519") == "webauthn-es256" else 32
        if ((kind == "rights.root-set" and not (0 < fact["threshold"] <= len(keys) and all(map(is_hex, keys))))
                or (kind == "rights.policy-set" and fact.get("text") and sha(fact["text"].encode()).hex() != fact["policy"])
                or (kind == "rights.key-issued" and not re.fullmatch(f"([0-9a-f][0-9a-f]){{{size}}}", fact["key"]))):
            return "not-entitled", "unsound"
        held = {one.role for one in self.grants if one.officer == fact.get("officer") and not one.endings}
        mixed = held & (MOVERS if fact.get("role") in KEEPERS else KEEPERS if fact.get("role") in MOVERS else set())
        return ("not-entitled", "roles-conflict") if kind == "rights.granted" and mixed else OK

    def custodians(self, officer: str, role: str, entry: Entry) -> set[str]:
        """For whom the officer has the role (any, when empty) at the place of an act."""
        return {one.custodian for one in self.grants if one.officer == officer and role in ("", one.role)
                and one.good(entry) and (one.until is None or entry.written < one.until)}

    def _roots_for(self, entry: Entry) -> list[tuple[dict[str, str], int]]:
        """The roots that count at the position cited; a new set also by its own."""
        sets = [one[1:] for one in self.roots if one[0] <= entry.register[0]][-1:]
        if entry.kind != "rights.root-set": return sets
        return [*sets, ({short_of(key): key for key in entry.fact["keys"] if is_hex(key)}, entry.fact["threshold"])]

    def signers(self, entry: Entry) -> tuple[Verdict, list[Signer]]:
        """(verdict, those who signed): each with a key that was his there, and a signature that holds."""
        found: list[Signer] = []
        roots = {short: key for keys, _ in self._roots_for(entry) for short, key in keys.items()}
        for number, one in enumerate(entry.signed):
            issued = self.keys.get((one["officer"], one["key"]), ())
            key = next((key for key in reversed(issued) if key.since <= entry.register[0]), None)
            if one["role"] == "root": key = Right(0, public=roots[one["key"]]) if one["key"] in roots else None
            if key is None: return ("not-entitled", "unknown-key"), found
            if not self.holds(entry, number, key): return ("not-entitled", "bad-signature"), found
            if not key.good(entry): return WITHDRAWN, found
            found.append((one["officer"], one["role"], one["key"], self.custodians(one["officer"], one["role"], entry)))
        return OK if found else ("not-entitled", "not-signed"), found

    def judge(self, entry: Entry, later: Iterable[Signer] = (), offer: Entry | None = None) -> Verdict:
        """Whether the signatures under an entry, with those given later, entitle it."""
        if "!" in entry.flags: return OK
        verdict, signers = self.signers(entry)
        if verdict != OK: return verdict
        if any(role == "root" for _, role, _, _ in signers): return self._judge_roots(entry, signers)
        if offer is not None and any(key in {one["key"] for one in offer.signed} or self.custodians(officer, "", entry)
                                     == {offer.by} for officer, _, key, _ in signers):
            return "not-entitled", "giver-signed-acceptance"
        policy = next((said for since, said in reversed(self.policies) if since <= entry.register[0]), None)
        _, _, first, source, second = rule_for(entry, policy) or ("", (), (), "", ())
        firsts = [one for one in signers if one[1] in first and entry.by in one[3]]
        if not firsts: return NO_AUTHORITY
        paired = any(one[0] != two[0] and (source == "pair" or one[1] != two[1]) and one[2] != two[2] and two[1] in second
                     and (two[3] if source == "any" else entry.by in two[3]) for one in firsts for two in (*signers, *later))
        return OK if paired or not second else SECOND

    def _judge_roots(self, entry: Entry, signers: list[Signer]) -> Verdict:
        if entry.kind not in ROOT_KINDS or any(role != "root" for _, role, _, _ in signers): return NO_AUTHORITY
        mine, wanted = {key for _, _, key, _ in signers}, self._roots_for(entry)
        enough = wanted and all(len(mine & keys.keys()) >= threshold for keys, threshold in wanted)
        return OK if enough else ("not-entitled", "too-few-roots")


class Rights:
    """What every entry of a copy is entitled to."""

    def __init__(self, copy: Copy, register: Register) -> None:
        self.register, self._beyond, self._known, self._back = register, copy.beyond, dict[str, Verdict](), set[str]()
        self._seconds: dict[str, list[Entry]] = defaultdict(list)
        self._adopted: dict[str, list[Entry]] = defaultdict(list)
        self._offers: dict[str, Entry] = {}
        cited: dict[str, int] = defaultdict(int)
        for entry in copy.entries():
            if entry.understood and entry.kind == "custody.offered": self._offers[entry.digest] = entry
            if entry.register in register.tree:
                if entry.register[0] < cited[entry.log]: self._back.add(entry.digest)
                if not copy.beyond(entry): cited[entry.log] = max(cited[entry.log], entry.register[0])
            if copy.beyond(entry) or not entry.understood: continue
            if entry.kind == "rights.countersigned": self._seconds[entry.fact["entry"]].append(entry)
            if entry.kind == "rights.adopted":
                for digest in entry.fact["entries"]: self._adopted[digest].append(entry)

    def verdict(self, entry: Entry) -> Verdict:
        """(reason, rule); both empty when it is entitled."""
        if entry.digest not in self._known:
            self._known[entry.digest] = ("waiting", "circle")
            verdict = self._verdict(entry)
            if verdict in (NO_AUTHORITY, WITHDRAWN, CLOSED, FORKED) and self._two_say_so(entry):
                verdict = self._verdict(entry, adopted=True)
            self._known[entry.digest] = verdict
        return self._known[entry.digest]

    def _two_say_so(self, entry: Entry) -> bool:
        """Whether two people adopted an entry, neither of whom signed it; never what is about rights in the register or where a log forked."""
        if entry.kind.startswith("rights.") and (entry.log == self.register.name or self._beyond(entry)): return False
        signed = {one["officer"] for one in entry.signed}
        return any(self.verdict(one) == OK and not signed & {two["officer"] for two in one.signed}
                   for one in self._adopted[entry.digest])

    def _verdict(self, entry: Entry, *, adopted: bool = False) -> Verdict:
        register, own, of_rights = self.register, entry.log == self.register.name, entry.kind.startswith("rights.")
        if not adopted and self._beyond(entry): return FORKED
        if not own and entry.log not in register.nodes: return "waiting", "unknown-node"
        if not adopted and entry.seq >= register.closed.get(entry.log, entry.seq + 1): return CLOSED
        if own and of_rights: return register.verdicts[entry.digest]
        if entry.register[0] >= len(register.tree): return "waiting", "register-behind"
        if entry.register not in register.tree: return "not-entitled", "other-register"
        if entry.digest in self._back: return "not-entitled", "old-register"
        if of_rights and entry.kind not in ANY_LOG: return "not-entitled", "not-in-register"
        later = [signer for one in self._seconds[entry.digest] if self.verdict(one) == OK for signer in register.signers(one)[1]]
        offer = self._offers.get(entry.fact["offer"]) if entry.kind == "custody.accepted" else None
        verdict = register.judge(entry, later, offer)
        return OK if adopted and verdict in (NO_AUTHORITY, WITHDRAWN) else verdict


# ── what stands, and in which order it is read ───────────────────────────────────────────────────────────────────────

def in_order(entries: list[Entry], parents: Mapping[str, set[str]]) -> list[Entry]:
    """Links first, then the hour, the log and the place in it; whoever waits for one that does not come is left out."""
    below, missing = defaultdict[str, list[Entry]](list), {entry.digest: len(parents[entry.digest]) for entry in entries}
    for entry in entries:
        for one in parents[entry.digest]: below[one].append(entry)
    ready = [(entry.happened, entry.log, entry.seq, entry.digest, entry) for entry in entries if not missing[entry.digest]]
    heapq.heapify(ready)
    placed = []
    while ready:
        entry = heapq.heappop(ready)[-1]
        placed.append(entry)
        for child in below[entry.digest]:
            missing[child.digest] -= 1
            if not missing[child.digest]: heapq.heappush(ready, (child.happened, child.log, child.seq, child.digest, child))
    return placed


def sort_out(copy: Copy, rights: Callable[[Entry], Verdict]) -> tuple[list[Entry], dict[str, Verdict], dict[str, str]]:
    """(standing entries in reading order, digest → why it does not stand, replayed digest → the one that stands)."""
    everything, fallen, twins, copies = copy.entries(), dict[str, Verdict](), dict[str, str](), defaultdict[bytes, list[Entry]](list)
    for entry in everything:
        if not entry.understood: fallen[entry.digest] = ("not-understood", "needs-newer-software")
        elif (verdict := rights(entry)) != OK: fallen[entry.digest] = verdict
        else: copies[entry.id].append(entry)
    here = {entry.digest for entry in everything}
    if any(one.after != several[0].after for several in copies.values() for one in several):  # typed in again, after something else
        rank = {one.digest: place for place, one in enumerate(in_order(everything, {one.digest: here & {*one.after} for one in everything}))}
        for several in copies.values(): several.sort(key=lambda one: rank[one.digest])
    for first, *others in copies.values():
        fallen |= {one.digest: ("replayed", "replayed") for one in others}
        twins |= {one.digest: first.digest for one in others if (one.by, one.kind, one.fact) == (first.by, first.kind, first.fact)}
    known = {leaf.hex() for log in copy.logs.values() for seq, leaf in log.known.items() if seq < copy.forks.get(log.name, seq + 1)} - here
    parents = {entry.digest: {twins.get(one, one) for one in entry.after} - known for entry in everything}
    standing = in_order([entry for entry in everything if entry.digest not in fallen], parents)
    stands = {entry.digest for entry in standing}
    for entry in everything:
        if entry.digest in stands or entry.digest in fallen: continue
        gone = not parents[entry.digest] <= here
        fallen[entry.digest] = ("waiting", "link-missing") if gone else ("blocked", "parent-not-standing")
    return standing, fallen, twins


# ── the recount: custody's posting rules by another road, person by person ───────────────────────────────────────────

IN_HAND, HANDING_OVER, UNACCOUNTED = "/in-hand", "/handing-over", "/unaccounted"
THINGS = {"seal-broken", "seal-missing", "sheet-missing", "sheet-doubted", "medicine-missing", "injury-found"}
PARTS = {"in-hand", "handing-over", "unaccounted"}
FAR_SIDE = {"released", "released-in-error", "repatriated", "escaped", "deceased", "merged", "void"}
LEFT_OUT = {"missing", "refused", "unfit", "wrong-person", "dead"}
CORRECTED, AGREED = "custody.corrected", "custody.correction-agreed"

def holder_of(account: str | None) -> str:
    """Who answers for the people on an account; empty for nowhere and the far side."""
    name, _, part = (account or "").partition("/")
    return name if part and name != "far" else ""

def said_account(account: str) -> str:
    """The account an explanation names, empty when it names none; a custodian's name alone means in his hands."""
    name, slash, part = account.partition("/")
    if not slash: return account + IN_HAND if account not in ("", "nowhere") else ""
    return account if part in (FAR_SIDE if name == "far" else PARTS) else ""

def name_of(kind: str, about: str, entries: Iterable[str]) -> str:
    """The name of a discrepancy, the same on every node."""
    return sha(encode({"about": about, "entries": sorted(set(entries)), "kind": kind})).hex()[:12]


class Contests:
    """Whose hands are in dispute, found for everyone whose chain forks before anything posts. No clock decides."""

    def __init__(self, standing: list[Entry], twins: dict[str, str], offer_of: Callable[[Entry], Entry | None]) -> None:
        self.offer_of, self.twins = offer_of, twins
        self.silent, self.strange, self.resolves = Pairs(), Pairs(), Pairs()
        self.shows: dict[str, list[tuple[str, str, list[str], str]]] = defaultdict(list)
        self.waits: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
        self.before: dict[str, dict[str, set[str]]] = {}
        chains: dict[str, list[Entry]] = defaultdict(list)
        heads: dict[str, set[str]] = defaultdict(set)
        forked: set[str] = set()
        self.parents = {entry.digest: {twins.get(one, one) for one in entry.after} for entry in standing}
        for entry in standing:
            for person in entry.named if entry.chained else ():
                if heads[person] - self.parents[entry.digest]: forked.add(person)
                heads[person] = (heads[person] - self.parents[entry.digest]) | {entry.digest}
                chains[person].append(entry)
        for person in sorted(forked): self._settle(person, chains[person])

    def _settle(self, person: str, chain: list[Entry]) -> None:
        """Take the entries that decide his hand link by link; where several could come next they are rivals."""
        before = self.before[person] = dict[str, set[str]]()
        for entry in chain:
            parents = self.parents[entry.digest] & before.keys()
            before[entry.digest] = parents.union(*(before[one] for one in parents))
        self.person, self.chain, self.holder, self.had = person, chain, "", set[str]()
        self.taken, self.hoping, self.begun = list[Entry](), list[Entry](), False
        left = [one for one in chain if self._decides(one)]
        while left:
            names = {entry.digest for entry in left}
            ready = [entry for entry in left if not before[entry.digest] & names]
            if len(ready) > 1: ready = [one for one in ready if not self._rests(one, left, before)] or ready
            strangers = [one for one in ready if not self._able(one) and one.kind != "custody.registered"]
            able = [one for one in ready if self._able(one)]
            if len(ready) == 1: self._take(ready[0])
            elif strangers:
                self.strange |= {(one.digest, person) for one in strangers}
                ready = strangers
            elif len({way_of(one) for one in able}) < 2:
                for one in able[:1]: self._take(one)
                self.silent |= {(one.digest, person) for one in able[1:] if one.kind != "custody.registered"}
            else: ready = self._prefer(able, left, before) or self._freeze(able, left, before)
            left = [one for one in left if one not in ready]
        last = -1
        for entry in self.taken:  # whoever takes effect after an entry that is read later waits for it
            at = chain.index(entry)
            if at < last:
                self.silent.add((entry.digest, person))
                self.waits[chain[last].digest].append((person, entry))
            last = max(last, at)

    def _able(self, entry: Entry) -> bool:
        """Whether its author could give him to anybody, as far as links tell."""
        offer = self.offer_of(entry)
        if entry.kind == "custody.accepted": return offer is not None and offer.by == self.holder != entry.by
        if entry.kind == "custody.registered": return not self.begun
        return entry.by == self.holder if entry.kind in ("custody.taken-back", "custody.departed") else self.begun

    def _rests(self, entry: Entry, left: list[Entry], before: dict[str, set[str]]) -> bool:
        """Whether an acceptance needs one still to come, which gave him to its giver and which its writer had not got."""
        offer = self.offer_of(entry)
        if offer is None or entry.kind != "custody.accepted": return False
        gives = {"custody.accepted", "custody.registered"}
        if any(one.by == offer.by and one.kind in gives | {"custody.recovered"} and one.digest in before[entry.digest]
               for one in self.chain): return False
        return any(one.by == offer.by and one.kind in gives and one is not entry and entry.digest not in before[one.digest]
                   for one in left)

    def _take(self, entry: Entry) -> None:
        """The next entry has its effect, if it can; an acceptance whose giver never had him hopes that he will."""
        self.taken.append(entry)
        offer = self.offer_of(entry)
        if self._able(entry) or (offer is not None and offer.by not in self.had): self.hoping.append(entry)
        while able := next((one for one in self.hoping if self._able(one)), None):
            self.hoping.remove(able)
            way = way_of(able)
            self.begun, self.holder = True, "" if "?" in way else holder_of(way)
            self.had |= {self.holder} - {""}

    def _prefer(self, rivals: list[Entry], left: list[Entry], before: dict[str, set[str]]) -> list[Entry]:
        """Of acceptances alone, one by the receiver its offer names goes before one it does not name: what is done with."""
        named = [one for one in rivals if (offer := self.offer_of(one)) and offer.fact["receiver"] == one.by]
        if any(one.kind != "custody.accepted" for one in rivals) or len({way_of(one) for one in named}) != 1: return []
        self._show("two-hands", rivals, "")
        kept, lost = {one.digest for one in named}, {one.digest for one in rivals if one not in named}
        gone = [one for one in left if (before[one.digest] | {one.digest}) & lost and one not in named and not before[one.digest] & kept]
        self.silent |= {(one.digest, self.person) for one in gone}
        self._take(named[0])
        return named + gone

    def _show(self, kind: str, rivals: list[Entry], frozen: str) -> None:
        self.shows[rivals[0].digest].append((kind, self.person, sorted(one.digest for one in rivals), frozen))

    def _freeze(self, rivals: list[Entry], left: list[Entry], before: dict[str, set[str]]) -> list[Entry]:
        """None posts until an explanation that follows and cites all of it; everything that is not behind that."""
        kind = "twice-registered" if all(one.kind == "custody.registered" for one in rivals) else "two-hands"
        solved = next((one for one in left if self._solves(one, left, before)), None)
        self._show(kind, rivals, "explained" if solved else "open")
        kept = {min(one.digest for one in rivals)} if kind == "twice-registered" and not self.begun else set()
        behind = {one.digest for one in self.chain if solved and (one is solved or solved.digest in before[one.digest])}
        common, names = set[str].intersection(*(before[one.digest] for one in rivals)), {one.digest for one in left}
        self.silent |= {(one.digest, self.person) for one in self.chain if one.digest not in behind | kept
                        and (one.digest in names or (one.digest not in common and not self._decides(one)))}
        for one in rivals:
            if one.digest in kept: self._take(one)
        if solved is None: return left
        self._take(solved)
        self.resolves.add((solved.digest, self.person))
        return [one for one in left if one is solved or solved.digest not in before[one.digest]]

    def _decides(self, entry: Entry) -> bool:
        return self.person in entry.decided and (entry.kind != "custody.accepted" or self.offer_of(entry) is not None)

    def _solves(self, entry: Entry, left: list[Entry], before: dict[str, set[str]]) -> bool:
        """Whether it says where he is, cites every newest entry in dispute, and nothing beside it says otherwise."""
        if entry.kind != "custody.explained" or way_of(entry) == "?": return False
        mine = [one for one in left if one.digest in before[entry.digest]]
        beside = [one for one in left if one is not entry and one not in mine and entry.digest not in before[one.digest]]
        if len(mine) < 2 or any(one.kind != entry.kind or way_of(one) != way_of(entry) for one in beside): return False
        heads = {one.digest for one in mine}.difference(*(before[one.digest] for one in mine))
        cited = {self.twins.get(one, one) for one in entry.fact.get("heads", ())}
        return heads <= cited.union(*(before.get(one, set()) for one in cited))


def way_of(entry: Entry) -> str:
    """The account an entry puts someone on; with a `?` where only the accounts can tell."""
    if entry.kind == "custody.explained": return said_account(entry.fact.get("at", "")) or "?"
    if entry.kind == "custody.departed": return "far/" + str(entry.fact["outcome"])
    if entry.kind == AGREED: return "?" + str(entry.fact["entry"])
    if entry.kind == "custody.unmerged": return "?unmerged"
    return "far/merged" if entry.kind == "custody.merged" else entry.by + IN_HAND


class Recount:
    """Everyone's postings laid end to end, and what does not add up."""

    def __init__(self, standing: list[Entry], twins: dict[str, str]) -> None:
        self.entries, self.twins = {entry.digest: entry for entry in standing}, twins
        self.offers = {entry.digest: entry for entry in standing if entry.kind == "custody.offered"}
        self.by_giver: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.where, self.first, self.frozen, self.merged = Names(), Names(), Names(), dict[str, tuple[str, str]]()
        self.on: dict[str, set[str]] = defaultdict(set)
        self.tape: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self.found: dict[str, tuple[str, str, set[str]]] = {}
        self.of: dict[str, set[str]] = defaultdict(set)
        self.closed, self.explained = dict[str, str](), set[str]()
        self.unanswered = {digest: set(offer.fact["people"]) for digest, offer in self.offers.items()}
        self.answers: dict[tuple[str, str], list[tuple[Entry, set[str], set[str]]]] = defaultdict(list)
        self.claims: dict[str, list[tuple[Entry, Entry]]] = defaultdict(list)
        self.parts: dict[tuple[str, str], tuple[set[str], dict[int, Entry]]] = {}
        self.corrections: dict[str, list[Entry]] = defaultdict(list)
        self.only, self.contests, self.disputed = "", Contests(standing, twins, self.offer_of), set[str]()
        for entry in standing:
            for kind, person, rivals, frozen in self.contests.shows.get(entry.digest, ()):
                self.note(kind, person, *rivals)
                if frozen: self.frozen[person] = kind
                if frozen == "open":  # no explanation cites all of it
                    self.disputed.add(name_of(kind, person, rivals))
                    self.explained -= self.disputed
            rule = RULES.get(entry.kind)
            if rule is not None: rule(self, entry)
            for person, late in self.contests.waits.get(entry.digest, ()):
                self.only = person
                RULES[late.kind](self, late)
                self.only = ""

    def offer_of(self, entry: Entry) -> Entry | None:
        """The offer an acceptance or refusal quotes, if the book has it."""
        digest = entry.fact.get("offer", "")
        return self.offers.get(self.twins.get(digest, digest))

    def free(self, entry: Entry, person: str) -> bool:
        """Whether the entry has its ordinary effect for someone: he is in no dispute with it, and it waits for no other."""
        if self.only: return person == self.only
        return (entry.digest, person) not in self.contests.silent and not self.strange(entry, person)

    def strange(self, entry: Entry, person: str) -> bool:
        """Whether its author could give him to nobody, beside others who could."""
        return not self.only and (entry.digest, person) in self.contests.strange

    def away(self, person: str) -> bool:
        """Whether he was let go and nobody has had him in hand since."""
        account = self.where.get(person, "")
        return account.endswith(HANDING_OVER) or (account.endswith(UNACCOUNTED) and self.tape[person][-1][0].endswith(HANDING_OVER))

    def post(self, person: str, to: str, entry: Entry) -> None:
        """He leaves the account he is on and comes to another, by this entry."""
        out_of = self.where.get(person, "nowhere")
        if out_of == to: return
        if out_of.endswith(UNACCOUNTED) and not to.endswith(UNACCOUNTED): self.dissolve(person, "control-lost", by=entry.digest)
        self.on[out_of].discard(person)
        self.on[to].add(person)
        self.where[person] = to
        self.tape[person].append((out_of, to, entry.digest))

    def note(self, kind: str, about: str, *entries: str) -> None:
        """A discrepancy between entries; found again, it is open again."""
        name = name_of(kind, about, entries)
        self.found[name] = (kind, about, set(entries))
        self.of[about].add(name)
        self.closed.pop(name, None)

    def dissolve(self, about: str, *kinds: str, only: str = "", by: str = "") -> None:
        """A later entry settles what was found of these kinds about someone (of one entry, when given)."""
        for name in self.of.get(about, ()):
            if self.found[name][0] in kinds and (not only or only in self.found[name][2]): self.closed.setdefault(name, by)

    def undo(self, person: str, step: tuple[str, str, str], entry: Entry) -> None:
        """Back where a posting took him from; a lost site whose loss it had settled for him is to answer again."""
        self.post(person, "far/void" if step[0] == "nowhere" else step[0], entry)
        if step[1] == "far/merged": self.merged.pop(person, None)
        self.closed = {name: by for name, by in self.closed.items() if name not in self.of[person] or by != step[2]}

    def open(self, about: str = "") -> Counter[str]:
        """Kind → how many nobody has explained and nothing has dissolved (about someone, when given)."""
        names = self.of.get(about, set()) if about else self.found.keys()
        return Counter(self.found[name][0] for name in names if name not in self.closed and name not in self.explained)

    def known(self, entry: Entry, people: Iterable[str]) -> Iterator[str]:
        """Those whom the entry is free to move; whoever the book does not know is found unregistered."""
        for person in sorted(people):
            if not self.free(entry, person): continue
            if person in self.where: yield person
            else: self.note("unregistered", person, entry.digest)

    def held(self, entry: Entry, people: Iterable[str], rule: str) -> Iterator[str]:
        """Those its author holds; about the others the rule is broken."""
        for person in self.known(entry, people):
            if holder_of(self.where[person]) == entry.by: yield person
            else: self.note(rule, person, entry.digest)
        for person in people:
            if self.strange(entry, person): self.note(rule, person, entry.digest)

    def registered(self, entry: Entry) -> None:
        """Rule 1: out of nowhere into the author's hands."""
        person = entry.fact["person"]
        if not self.free(entry, person): return
        if person in self.where: self.note("twice-registered", person, self.first[person], entry.digest)
        else:
            self.first[person] = entry.digest
            self.post(person, entry.by + IN_HAND, entry)
            self.dissolve(person, "unregistered")
            self._follow(person, entry.by)

    def let_go(self, entry: Entry) -> None:
        """Rule 2: out of the giver's hands; he still answers."""
        for person in self.held(entry, entry.fact["people"], "let-go-by-non-holder"):
            self.post(person, entry.by + HANDING_OVER, entry)

    def taken_back(self, entry: Entry) -> None:
        """Rule 2, the other way."""
        for person in self.held(entry, entry.fact["people"], "taken-back-by-non-holder"):
            self.post(person, entry.by + IN_HAND, entry)
            self.dissolve(person, "back-unsigned")
            for digest in self.by_giver[entry.fact["handover"], entry.by]:
                self.dissolve(person, "offered-not-accepted", "not-taken-back", only=digest)
                self.unanswered[digest].discard(person)

    def offered(self, entry: Entry) -> None:
        """Moves nobody; from here on its reference means this offer too."""
        self.by_giver[entry.fact["handover"], entry.by].append(entry.digest)

    def withdrawn(self, entry: Entry) -> None:
        """Whom the giver no longer offers nobody expects, unless he was let go."""
        for digest in self.by_giver[entry.fact["handover"], entry.by]:
            people = entry.fact.get("people") or self.offers[digest].fact["people"]
            self.unanswered[digest] -= {one for one in people if self.free(entry, one) and not self.away(one)}

    def accepted(self, entry: Entry) -> None:
        """Rules 3 and 4: whom the offer's author holds comes into the receiver's hands; the rest is named."""
        offer, people, exceptions = self.offer_of(entry), sorted(entry.fact["people"]), entry.fact.get("exceptions", ())
        if offer is None or offer.by == entry.by:
            for person in people: self.note("accepted-by-giver" if offer else "awaiting-offer", person, entry.digest)
            return
        for person in people:
            if self.strange(entry, person): self._claim(entry, offer, person)
            elif self.free(entry, person) and person not in self.where: self.claims[person].append((entry, offer))
        for person in self.known(entry, people): self._take_over(entry, offer, person)
        left = self.unanswered[offer.digest]
        left -= {*people, *(one.get("person") for one in exceptions)}
        for person in sorted(left): self._suspend(entry, offer, person)
        for one in exceptions: self._except(entry, offer, one.get("person"), one["code"])
        if not self.only: self._compare(entry, offer.digest, set(people))

    def _compare(self, entry: Entry, offer: str, taken: set[str]) -> None:
        """What one receiver signs about one offer must agree: taken and not there, unless the later of both knew better."""
        denied = {one.get("person") or "" for one in entry.fact.get("exceptions", ()) if one["code"] in LEFT_OUT}
        for person in taken & denied: self.note("accepted-and-denied", person, entry.digest)
        for earlier, took, left_out in self.answers[offer, entry.by]:
            apart = {one for one in left_out & taken if earlier.digest not in
                     self.contests.before.get(one, {}).get(entry.digest, {earlier.digest})}
            for person in (took & denied) | apart: self.note("accepted-and-denied", person, earlier.digest, entry.digest)
        self.answers[offer, entry.by].append((entry, taken, denied))

    def _take_over(self, entry: Entry, offer: Entry, person: str) -> None:
        holder, both = holder_of(self.where[person]), (entry.digest, offer.digest)
        if holder == offer.by:
            self.post(person, entry.by + IN_HAND, entry)
            self.unanswered[offer.digest].discard(person)
            self.dissolve(person, "over")
            self.dissolve(person, "offered-not-accepted", "not-taken-back", only=offer.digest)
            if person not in offer.fact["people"]: self.note("accepted-not-offered", person, *both)
            if offer.fact["receiver"] != entry.by: self.note("wrong-receiver", person, *both)
            self._follow(person, entry.by)
        elif holder != entry.by and self._claim(entry, offer, person): self.claims[person].append((entry, offer))

    def _claim(self, entry: Entry, offer: Entry, person: str) -> bool:
        """The receiver says he has someone whom the offer's author did not hold; whether a link may be missing."""
        account, tape = self.where.get(person, ""), self.tape.get(person, [])
        gone = [step[2] for step in tape if holder_of(step[0]) == offer.by != holder_of(step[1])]
        if account and not holder_of(account): self.note("after-departure", person, tape[-1][2], entry.digest)
        elif gone: self.note("two-hands", person, gone[-1], entry.digest)
        else: self.note("broken-chain", person, entry.digest)
        return not gone and (not account or bool(holder_of(account)))

    def _follow(self, person: str, holder: str) -> None:
        """An acceptance that waited until its giver held him takes effect now."""
        claim = next((one for one in self.claims[person] if one[1].by == holder), None)
        if claim is None: return
        self.claims[person].remove(claim)
        self.dissolve(person, "broken-chain", "unregistered", only=claim[0].digest)
        self._take_over(*claim, person)

    def _suspend(self, entry: Entry, offer: Entry, person: str) -> None:
        if holder_of(self.where.get(person)) != offer.by or person in self.frozen or not self.free(entry, person): return
        self.post(person, offer.by + UNACCOUNTED, entry)
        self.note("offered-not-accepted", person, offer.digest)

    def _except(self, entry: Entry, offer: Entry, person: str | None, code: str) -> None:
        both = (entry.digest, offer.digest)
        if code in THINGS: self.note(code, person or offer.by, *both)
        elif person is None or not self.free(entry, person): return
        elif code == "extra": self.note("accepted-not-offered", person, *both)
        elif holder_of(self.where.get(person)) != offer.by or person in self.frozen or person in entry.fact["people"]: return
        elif code == "missing": self._suspend(entry, offer, person)
        elif code in ("refused", "unfit"): self.note("not-taken-back", person, offer.digest)
        elif code == "dead": self.note("death-unsigned", person, *both)
        elif code == "wrong-person":
            self.post(person, offer.by + UNACCOUNTED, entry)
            self.note("wrong-person", person, *both)

    def refused(self, entry: Entry) -> None:
        """Whoever was already let go stays the giver's until he takes him back."""
        offer = self.offer_of(entry)
        if offer is None or offer.fact["receiver"] != entry.by: return
        for person in entry.fact.get("people") or offer.fact["people"]:
            if self.where.get(person) == offer.by + HANDING_OVER and self.free(entry, person):
                self.note("not-taken-back", person, offer.digest)

    def mustered(self, entry: Entry) -> None:
        """Rule 5: compared with the roll when every part is there; one counter alone settles nothing."""
        fact, site = entry.fact, entry.by
        if len(set(fact.get("counters", ()))) == 1:
            self.note("muster-one-counter", site, entry.digest)
            return
        roll, parts = self.parts.setdefault((fact["muster"], site), (set(self.on[site + IN_HAND]), {}))
        parts[fact.get("part", 1)] = entry
        if len(parts) < parts[min(parts)].fact.get("parts", 1): return
        del self.parts[fact["muster"], site]
        self.dissolve(site, "number-differs")
        present = {person for one in parts.values() for person in one.fact.get("present") or ()}
        away = {one["person"] for part in parts.values() for one in part.fact.get("absent_known", ())}
        roll = (roll & self.on[site + IN_HAND]) - (away - present)
        if all(one.fact.get("present") is None for one in parts.values()):
            if sum(one.fact.get("counted") or 0 for one in parts.values()) != len(roll):
                self.note("number-differs", site, entry.digest)
            return
        for person in self.known(entry, present - self.frozen.keys()):
            account = self.where[person]
            if holder_of(account) != site: self.note("over", person, entry.digest)
            if account == site + HANDING_OVER: self.note("back-unsigned", person, entry.digest)
            if holder_of(account) == site: self.post(person, site + IN_HAND, entry)
        stayed = {person for person in self.on[site + UNACCOUNTED] if not self.away(person)}
        for person in sorted((roll | stayed) - present - away - self.frozen.keys()):
            self.post(person, site + UNACCOUNTED, entry)
            if not self.open(person)["missing"]: self.note("missing", person, entry.digest)

    def departed(self, entry: Entry) -> None:
        """Rule 6: only the holder lets someone out; every exit has its own account."""
        person, to = entry.fact["person"], "far/" + entry.fact["outcome"]
        if person not in self.where: self.note("unregistered", person, entry.digest)
        elif self.strange(entry, person) or self.where[person] != to:
            for one in self.held(entry, [person], "departed-by-non-holder"):
                self.post(one, to, entry)
                self.dissolve(one, "death-unsigned", "not-taken-back")

    def recovered(self, entry: Entry) -> None:
        """Rule 6: from the far side or suspense into the author's hands."""
        person = entry.fact["person"]
        if person not in self.where: self.note("unregistered", person, entry.digest)
        elif self.free(entry, person) and self.where[person] != entry.by + IN_HAND:
            account, tape = self.where[person], self.tape[person]
            last = holder_of(account) or next(filter(None, (holder_of(step[0]) for step in reversed(tape))), "")
            if holder_of(account) not in ("", entry.by) and not account.endswith(UNACCOUNTED):
                self.note("two-hands", person, tape[-1][2], entry.digest)
                return
            self.post(person, entry.by + IN_HAND, entry)
            self.dissolve(person, "over")
            if account.endswith(HANDING_OVER): self.note("back-unsigned", person, entry.digest)
            if last not in ("", entry.by): self.note("one-sided", person, entry.digest)

    def control_lost(self, entry: Entry) -> None:
        """Rule 7: nobody can point at anyone who was in hand there."""
        for person in sorted(self.on[entry.fact["site"] + IN_HAND] - self.frozen.keys()):
            self.post(person, entry.fact["site"] + UNACCOUNTED, entry)
            self.note("control-lost", person, entry.digest)

    def merge(self, entry: Entry) -> None:
        """Rule 7: the absorbed number leaves every count, and returns when it is unmerged."""
        keeps, absorbs = entry.fact["keeps"], entry.fact["absorbs"]
        if entry.kind == "custody.unmerged":
            if self.where.get(absorbs) == "far/merged" and absorbs in self.merged and self.free(entry, absorbs):
                self.undo(absorbs, (self.merged[absorbs][0], "far/merged", self.tape[absorbs][-1][2]), entry)
            return
        into, unknown = keeps, {keeps, absorbs} - self.where.keys()
        while into in self.merged: into = self.merged[into][1]
        for person in unknown: self.note("unregistered", person, entry.digest)
        if unknown: return
        if into == absorbs: self.note("merged-in-a-circle", absorbs, entry.digest)
        elif self.where[absorbs] != "far/merged" and self.free(entry, absorbs):
            self.merged[absorbs] = (self.where[absorbs], keeps)
            self.post(absorbs, "far/merged", entry)

    def correct(self, entry: Entry) -> None:
        """Rule 7: author and other party both say so, and the wrong posting is reversed where it is still the last."""
        if not self.only: self.corrections[entry.kind].append(entry)
        for other in list(self.corrections[AGREED if entry.kind == CORRECTED else CORRECTED]):
            said, agreed = (entry, other) if entry.kind == CORRECTED else (other, entry)
            if agreed.fact["entry"] not in (said.fact["entry"], said.digest) or agreed.by == said.by: continue
            for person in sorted(set(said.fact["people"]) & set(agreed.fact["people"])):
                wrong, tape = said.fact["entry"], self.tape.get(person, [])
                step = next((one for one in reversed(tape) if one[2] == wrong), None)
                if step is None or person in self.frozen or not self.free(agreed, person): continue
                if agreed.by not in ({holder_of(step[0]), holder_of(step[1])} - {"", said.by} or {agreed.by}): continue
                if tape[-1][2] == wrong: self.undo(person, step, entry)
                else: self.note("correction-too-late", person, wrong, said.digest, agreed.digest)

    def explain(self, entry: Entry) -> None:
        """Owner and other party close a discrepancy; where hands were in doubt they say where the person is."""
        fact, name, to = entry.fact, entry.fact["discrepancy"], said_account(entry.fact.get("at", ""))
        self.explained |= {name} - self.disputed
        kind, about, _ = self.found.get(name, ("", "", set()))
        for person in fact.get("people", ()):
            solves = (entry.digest, person) in self.contests.resolves
            if not to or person not in self.where or not self.free(entry, person): continue
            if solves or (about == person and kind in ("two-hands", "twice-registered", "after-departure")): self.post(person, to, entry)
            if not solves: continue
            self.frozen.pop(person, None)
            self.explained |= {one for one in self.of.get(person, ()) if one not in self.disputed
                               and self.found[one][0] in ("two-hands", "twice-registered")}

    def totals(self, copy: Copy) -> Counter[str]:
        """People on each account where their last posting ended; a fault where one does not begin where the last ended."""
        ends: Counter[str] = Counter()
        for tape in self.tape.values():
            for before, (out_of, _, digest) in zip(["nowhere", *(step[1] for step in tape)], tape, strict=False):
                entry = self.entries[digest]
                if out_of != before: copy.fault(10, TAMPERED, f"unchained (log {entry.log[:16]} seq {entry.seq})")
            ends[tape[-1][1]] += 1
        if any(count != len(self.on[name]) for name, count in ends.items()) or sum(ends.values()) != len(self.where):
            copy.fault(10, TAMPERED, "accounts-do-not-sum")
        return ends


RULES: dict[str, Callable[[Recount, Entry], None]] = {
    "custody.registered": Recount.registered, "custody.let-go": Recount.let_go, "custody.taken-back": Recount.taken_back,
    "custody.accepted": Recount.accepted, "custody.refused": Recount.refused, "custody.withdrawn": Recount.withdrawn,
    "custody.offered": Recount.offered, "custody.mustered": Recount.mustered,
    "custody.departed": Recount.departed, "custody.recovered": Recount.recovered, "custody.merged": Recount.merge,
    "custody.unmerged": Recount.merge, "custody.control-lost": Recount.control_lost, "custody.explained": Recount.explain,
    CORRECTED: Recount.correct, AGREED: Recount.correct}


# ── the twelve steps ─────────────────────────────────────────────────────────────────────────────────────────────────

class Report:
    """One verification: its lines, its exit, and what does not stand."""

    def __init__(self, copy: Copy, *, register: str = "", brought: Iterable[str] = ()) -> None:
        self.copy, self.lines, self.exit = copy, list[str](), SOUND
        self._bytes(brought)
        self._acts(register)
        self._people()
        self._ends()

    def say(self, step: int, title: str, words: str) -> None:
        """A numbered line: what was shown, or what failed."""
        faults = [(code, said) for number, code, said in self.copy.faults if number == step]
        if faults: words = f"FAILED {faults[0][1]}" + (f" and {len(faults) - 1} more" if len(faults) > 1 else "")
        if faults: self.exit = self.exit or faults[0][0]  # what fails later may follow from what failed first
        self.lines.append(f"{step} {title}: {words}")

    def _bytes(self, brought: Iterable[str]) -> None:
        copy = self.copy
        if any(step == 0 for step, _, _ in copy.faults): self.say(0, "file", "")
        count = sum(len(log.entries) + len(log.few) for log in copy.logs.values())
        self.say(1, "canonical", f"{count} entries of {sum(log.size > 0 for log in copy.logs.values())} logs")
        self.say(2, "chained", "every entry follows the one before in its log")
        self.say(3, "rooted", f"{sum(len(log.notes) for log in copy.logs.values())} checkpoints, every root recomputed")
        self.say(4, "signed by nodes", f"every checkpoint under its log's key; {copy.cosignatures()} cosignatures")
        copy.prove_forks()
        for words in brought: copy.compare_brought(words)
        for log, seq in sorted(copy.forks.items()): copy.fault(5, TAMPERED, f"two-views log {log[:16]} seq {seq}")
        self.say(5, "forks", "none")

    def _acts(self, wanted: str) -> None:
        copy, held = self.copy, dict[tuple[str, int], tuple[str, bool]]()

        def holds(entry: Entry, number: int, key: Right) -> bool:
            if (entry.digest, number) not in held:
                held[entry.digest, number] = (key.public, act_signature_holds(entry, entry.signed[number], key))
            return held[entry.digest, number][1]

        log = register_of(copy, wanted) or Log("")
        self.register = book = Register(log, copy.forks.get(log.name, len(log.leaves)), holds)  # where all versions agree
        if not book.roots: copy.fault(6, TAMPERED, "no-roots")
        for log in copy.logs.values():
            for note in log.notes:
                if book.roots and note.register[0] < len(book.tree) and note.register not in book.tree:
                    copy.fault(6, TAMPERED, f"another register in a checkpoint (log {log.short} size {note.size})")
        threshold, keys = (book.roots[-1][2], len(book.roots[-1][1])) if book.roots else (0, 0)
        self.say(6, "register", f"{len(book.entries)} entries, {threshold} of {keys} roots; "
                                f"{len({officer for officer, _ in book.officers})} officers, {sum(not one.endings for one in book.grants)} grants in force")
        rights = Rights(copy, book)
        self.standing, self.fallen, self.twins = sort_out(copy, rights.verdict)
        good = [public for public, real in held.values() if real]
        self.say(7, "acts", f"{len(good)} signatures by {len(set(good))} keys; none used at or beyond its withdrawal")
        why = Counter(f"{reason} {rule}" for reason, rule in self.fallen.values())
        told = " (" + ", ".join(f"{name} {count}" for name, count in sorted(why.items())) + ")" if why else ""
        self.say(8, "entitled", f"{len(self.standing)} stand, {len(self.fallen)} do not{told}")

    def _people(self) -> None:
        copy, place = self.copy, {entry.digest: number for number, entry in enumerate(self.standing)}
        known = {leaf.hex() for log in copy.logs.values() for leaf in log.known.values()} - {one.digest for one in copy.entries()}
        for number, entry in enumerate(self.standing):
            if any(place.get(self.twins.get(one, one), number) >= number for one in entry.after if one not in known):
                copy.fault(9, TAMPERED, f"link (log {entry.log[:16]} seq {entry.seq})")
        if len(self.standing) + len(self.fallen) != len(copy.entries()): copy.fault(9, TAMPERED, "entries-lost-or-twice")
        self.say(9, "links", "every standing entry follows what it cites")
        if any(log.shown for log in copy.logs.values()):
            away = sum(log.size - len(log.leaves) - len(log.few) for log in copy.logs.values())
            self.say(10, "recount", f"left out: {away} entries are shown and not here, so this copy holds only some people")
            return
        recount = Recount(self.standing, self.twins)
        totals, found = recount.totals(copy), recount.open()
        self.say(10, "recount", f"{len(recount.where)} people, each on exactly one account; {sum(map(len, recount.tape.values()))} postings chained")
        self.say(11, "accounts", ", ".join(f"{name} {count}" for name, count in sorted(totals.items())) or "none")
        told = ", ".join(f"{kind} {count}" for kind, count in sorted(found.items()))
        self.say(12, "discrepancies", f"{sum(found.values())} open ({told})" if found else "none open")
        self.exit = self.exit or (OPEN if found else SOUND)

    def _ends(self) -> None:
        """The head, and where each log ends."""
        copy, sizes = self.copy, list[list[Any]]()
        newest = [max(log.notes, key=lambda note: note.size) for log in copy.logs.values() if log.notes]
        for log in copy.logs.values():  # a log that is proved forked ends where it forked
            size = log.size if log.shown else min(log.size, copy.proved.get(log.name, log.size))
            if size: sizes.append([log.name, size, (log.root(size) or b"").hex()])
        self.lines.append("head " + sha(b"musterbook/head/1\0", encode(sizes)).hex())
        self.lines += [f"newest: {note.log16} size {note.size} at {note.at}" for note in newest]
        self.lines.append("cannot: " + CANNOT)
        self.ages = {note.log16: time.time() - note.seconds for note in newest}


def register_of(copy: Copy, wanted: str) -> Log | None:
    """The log asked for; else of those that begin with roots the one whose positions most acts cite."""
    if wanted: return next((log for log in copy.logs.values() if log.name.startswith(wanted)), None)
    cited = Counter(entry.register for entry in copy.entries())
    rooted = [log for log in copy.logs.values() if log.entries and log.entries[0] and log.entries[0].kind == "rights.root-set"]
    return max(rooted, default=None, key=lambda log: sum(cited[size, root.hex()] for size, root in enumerate(log.roots) if size))

def differences(one: Copy, other: Copy) -> list[str]:
    """Entries one copy has and the other has not, by log and sequence."""
    lines = []
    for name in sorted(one.logs.keys() | other.logs.keys()):
        here, there = (copy.logs[name].leaves if name in copy.logs else [] for copy in (one, other))
        for words, left, right in (("only here", here, there), ("only there", there, here)):
            lines += [f"against: {words}: {name[:16]} seq {seq} {leaf.hex()[:8]}"
                      for seq, leaf in enumerate(left) if seq >= len(right) or right[seq] != leaf]
    return lines or ["against: both copies hold the same entries"]

def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("copy", help="the .mbk to verify")
    parser.add_argument("--against", metavar="OTHER.mbk", help="name entries one copy has and the other has not")
    parser.add_argument("--checkpoint", metavar="FILE", action="append", default=[], help="a signed note you brought")
    parser.add_argument("--register", metavar="LOG", default="", help="which log is the register, known from paper")
    parser.add_argument("--json", action="store_true", help="the same as one JSON object")
    asked = parser.parse_args(arguments)
    try:
        raw, other = Path(asked.copy).read_bytes(), Path(asked.against).read_bytes() if asked.against else None
        brought = [Path(name).read_text("utf-8", "replace") for name in asked.checkpoint]
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return USAGE
    try:
        report = Report(Copy(raw), register=asked.register, brought=brought)
        lines = report.lines + (differences(report.copy, Copy(other)) if other is not None else [])
    except (MalformedError, RecursionError) as error:
        words = f"0 file: FAILED {error}"
        print(json.dumps({"exit": MALFORMED, "lines": [words]}) if asked.json else words)
        return MALFORMED
    if asked.json:
        listed = [{"log": entry.log[:16], "seq": entry.seq, "reason": report.fallen[entry.digest][0],
                   "rule": report.fallen[entry.digest][1]} for entry in report.copy.entries() if entry.digest in report.fallen]
        roots = sorted(report.register.roots[-1][1].values()) if report.register.roots else []
        print(json.dumps({"exit": report.exit, "lines": lines, "not_standing": listed, "register": report.register.name,
                          "roots": roots, "age_hours": {log: round(age / 3600, 1) for log, age in report.ages.items()}}))
        return report.exit
    print("\n".join(lines))
    for log, age in report.ages.items(): print(f"age of the newest checkpoint of {log}: {age / 3600:.1f} hours", file=sys.stderr)
    return report.exit


if __name__ == "__main__": sys.exit(main())
