"""names score | train | read | explain | index | search | fairness: who may be the same person, by name."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.terms.errors import Fault, Malformed, Tampered
from musterbook.words.lines import in_words, to_say

if TYPE_CHECKING:
    from musterbook.biometrics.names.stored import Stored

BANNER = to_say("THE MODEL DIFFERS FROM ITS CARD AND IS NOT USED: scores are by rule alone, probabilities mean less")


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    group = typer.Typer(help="Who may be the same person, by name; it proposes, named people decide.")
    for verb in (score, train, read, explain, index, search, fairness):
        group.command(verb.__name__)(verb)
    app.add_typer(group, name="names")


def score(
    ctx: typer.Context,
    pairs: Annotated[Path, typer.Argument(help="Table of pairs: name_a, name_b, and dob_, nat_, pob_ a and b.")],
    out: Annotated[Path, typer.Option("--out", help="Table to write: the same rows with what was found.")],
    model: Annotated[Path | None, typer.Option(help="Folder of another model than the one built in.")] = None,
    rule_only: Annotated[bool, typer.Option("--rule-only", help="Score by rule alone, nothing learned.")] = False,
    cores: Annotated[int, typer.Option(help="Processes to use; 0 for as many as there are cores.", min=0)] = 0,
) -> int:
    """Score pairs of names: probabilities, what is proposed, and why."""
    from musterbook.biometrics.names.streaming import Chosen, score_file  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if out.resolve() == pairs.resolve():
        raise Malformed(Fault("cli.file-exists", values={"file": out.name}))
    chosen = Chosen(model, rule_only)
    banner, digest = "", ""
    try:
        loaded = chosen.model()
        digest = loaded.digest if loaded else in_words("none, by rule alone")
    except Tampered:
        banner, chosen = in_words(BANNER), Chosen(rule_only=True)
    started = time.perf_counter()
    tally = score_file(pairs, out, chosen, year_now=asked.now().year, cores=cores or os.cpu_count() or 1)
    micros = (time.perf_counter() - started) / max(1, tally.rows) * 1e6
    told = {"rows": tally.rows, "unreadable": tally.unreadable, "uneven": tally.uneven, "us_a_pair": round(micros),
            "model": digest, "banner": banner}  # fmt: skip
    said = [
        in_words(
            "{out}: {rows} rows, {unreadable} unreadable, {micros} µs a pair", out=out, rows=tally.rows,
            unreadable=tally.unreadable, micros=f"{micros:.0f}",
        ),
        in_words("model: {digest}", digest=digest),
    ]  # fmt: skip
    if tally.uneven:
        said.append(in_words("{uneven} rows were longer or shorter than the header", uneven=tally.uneven))
    asked.show(told, [*([banner] if banner else []), *said])
    return Tampered.exit_code if banner else 0


def train(
    ctx: typer.Context,
    pairs: Annotated[Path, typer.Argument(help="Labelled pairs: as for score, with name_label and person_label.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write the model and its card into.")],
    seed: Annotated[int, typer.Option(help="Seed of the folds and the trees.")] = 1,
) -> None:
    """Train a model from labelled pairs; needs scikit-learn, which scoring does not."""
    from musterbook.biometrics.names.labelled import labelled  # noqa: PLC0415  heavy
    from musterbook.biometrics.names.training import train as trained_on  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    source_digest = hashlib.sha256(pairs.read_bytes()).hexdigest()
    learned = trained_on(
        labelled(pairs, year_now=asked.now().year), out, seed=seed, source=pairs.name, source_digest=source_digest
    )
    figures = learned.card["figures_in_folds"]
    lines = [in_words("{out}: model {digest}", out=out, digest=learned.digest)]
    lines += [
        in_words(
            "{kind}: F1 {f1}, calibration error {calibration_error}, on pairs outside each fold", kind=kind,
            f1=f"{found['f1']:.3f}", calibration_error=f"{found['calibration_error']:.3f}",
        )
        for kind, found in figures.items()
    ]  # fmt: skip
    asked.show({"model": learned.digest, "card": learned.card}, lines)


def read(ctx: typer.Context, name: Annotated[str, typer.Argument(help="A name as written.")]) -> None:
    """Show how a name is read: its tokens, what each sounds like, and what is joined to it."""
    from musterbook.biometrics.names.reading import read as name_read  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    found = name_read(name)
    told = [
        {"word": token.word, "sounds": list(token.spellings), "script": "Arabic" if token.arabic else "Latin",
         "article": token.article, "tag": token.tag}
        for token in found.tokens
    ]  # fmt: skip
    lines = [
        in_words(
            "{word} {spellings} article {article} {tag}", word=f"{token.word:<20}",
            spellings=f"{' or '.join(token.spellings):<24}", article=f"{token.article:<6}", tag=token.tag,
        ).rstrip()
        for token in found.tokens
    ]  # fmt: skip
    marks = [mark for mark in ("kunya", "flipped", "cut") if getattr(found, mark)]
    lines += [", ".join(marks)] if marks else []
    asked.show(
        {"tokens": told, "marks": marks}, lines or [in_words("unreadable: no part of it is in a script that is read")]
    )


def explain(
    ctx: typer.Context,
    one: Annotated[str, typer.Argument(help="A name as written.")],
    other: Annotated[str, typer.Argument(help="Another.")],
    born: Annotated[list[str] | None, typer.Option(help="Birth of the first, then of the second.")] = None,
) -> None:
    """Say how two names were compared: which part answers to which, what is left over, and what follows."""
    from musterbook.biometrics.names.scoring import Side  # noqa: PLC0415  heavy
    from musterbook.biometrics.names.scoring import score as scored  # noqa: PLC0415  heavy
    from musterbook.biometrics.names.streaming import Chosen  # noqa: PLC0415  heavy
    from musterbook.words.name_reasons import name_reason  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    births = [*(born or []), "", ""]
    [found] = scored([(Side(one, births[0]), Side(other, births[1]))], Chosen().model(), year_now=asked.now().year)
    told = {"name_p": found.name_p, "record_p": found.record_p, "rule": found.rule, "decision": found.decision,
            "reasons": [{"code": reason.code, "values": list(reason.values), "log_odds": round(reason.strength, 3),
                         "says": name_reason(reason, asked.lang)} for reason in found.reasons]}  # fmt: skip
    lines = [f"{reason.strength:6.2f}  {name_reason(reason, asked.lang)} [{reason.code}]" for reason in found.reasons]
    if found.name_p is not None and found.rule is not None:
        record = "" if found.record_p is None else in_words(", by record {record_p}", record_p=f"{found.record_p:.4f}")
        lines.append(
            in_words(
                "by name {name_p}{record}, by rule alone {rule}: {decision}", name_p=f"{found.name_p:.4f}",
                record=record, rule=f"{found.rule:.2f}", decision=found.decision,
            )
        )  # fmt: skip
    asked.show(told, lines)


def index(
    ctx: typer.Context,
    table: Annotated[Path, typer.Argument(help="Table of people: id, name, and dob, nat, pob.")],
    out: Annotated[Path, typer.Option("--out", help="File to write; it holds names in the clear, as the table does.")],
) -> None:
    """Make an index of a table of people once, to be searched many times."""
    from musterbook.biometrics.names.people import people  # noqa: PLC0415  heavy
    from musterbook.biometrics.names.searching import Index  # noqa: PLC0415  heavy
    from musterbook.biometrics.names.stored import store  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if out.resolve() == table.resolve():
        raise Malformed(Fault("cli.file-exists", values={"file": out.name}))
    listed = people(table, year_now=asked.now().year)
    made = Index([one.name for one in listed], [one.claims for one in listed])
    digest = str(asked.digest_of_file(table))
    store(out, listed, made, table=table.name, table_digest=digest)
    asked.show(
        {"people": len(listed), "table": digest},
        [in_words("{out}: {listed} people, table {digest}", out=out, listed=len(listed), digest=digest[:8])],
    )


def search(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="A name as written.")],
    among: Annotated[Path | None, typer.Option(help="Table of people: id, name, and dob, nat, pob.")] = None,
    index: Annotated[Path | None, typer.Option(help="Index of such a table; with --among it must be of it.")] = None,
    born: Annotated[str, typer.Option(help="Birth: YYYY or YYYY-MM-DD.")] = "",
    nationality: Annotated[str, typer.Option(help="Nationality, three letters.")] = "",
    birthplace: Annotated[str, typer.Option(help="Birthplace.")] = "",
    k: Annotated[int, typer.Option("--k", help="How many to show.", min=1, max=400)] = 50,
    prior: Annotated[str, typer.Option(help="1/N: nobody is expected; expected: a mate is; or a share.")] = "1/N",
) -> None:
    """Rank who in a table may already be the one named, and why; a list to look through, no finding."""
    from musterbook.biometrics.names.people import claimed, prior_of  # noqa: PLC0415  heavy
    from musterbook.biometrics.names.scoring import Side  # noqa: PLC0415  heavy
    from musterbook.biometrics.names.scoring import score as scored  # noqa: PLC0415  heavy
    from musterbook.biometrics.names.streaming import Chosen  # noqa: PLC0415  heavy
    from musterbook.words.name_reasons import name_reason  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    year_now = asked.now().year
    model = Chosen().model()
    assert model is not None, "the built-in model is chosen"
    known = _searched(asked, among, index)
    listed, share = known.people, prior_of(prior, len(known.people))
    claims = claimed(born, nationality, birthplace, year_now=year_now)
    [found] = known.index.search([name], [claims], model, prior=share)
    pairs = [(Side.of(name, claims), Side.of(listed[one.place].name, listed[one.place].claims)) for one in found[:k]]
    reasons = [one.reasons for one in scored(pairs, model, year_now=year_now)]
    told: list[dict[str, Any]] = [
        {"rank": rank, "id": listed[one.place].number, "name": listed[one.place].name, "pair_p": round(one.pair_p, 4),
         "search_p": round(one.search_p, 6), "reasons": [name_reason(reason, asked.lang) for reason in why]}
        for rank, (one, why) in enumerate(zip(found, reasons, strict=False), start=1)
    ]  # fmt: skip
    lines = [
        line
        for one in told
        for line in (
            f"{one['rank']:>3}  {one['search_p']:.4f}  {_pair(one['pair_p'])}  {one['id']}  {one['name']}",
            f"     {'; '.join(one['reasons'][:3])}",
        )
    ]  # fmt: skip
    among_whom = {"listed": len(listed), "share": f"{share:.2g}"}
    asked.show(told, [*lines, in_words("among {listed}, prior {share}: a person decides, two to merge", **among_whom)])


def _pair(p: float) -> str:
    return in_words("(pair {p})", p=f"{p:.4f}")


def _searched(asked: Asked, among: Path | None, index: Path | None) -> Stored:
    """What is searched: the index, seen to be of the table where both are named, or one made of the table now."""
    from musterbook.biometrics.names.people import people  # noqa: PLC0415  heavy
    from musterbook.biometrics.names.searching import Index  # noqa: PLC0415  heavy
    from musterbook.biometrics.names.stored import Stored, stored  # noqa: PLC0415  heavy

    if index is not None:
        return stored(index, table_digest=str(asked.digest_of_file(among)) if among else "")
    if among is None:
        raise Malformed.because("names.index-or-table")
    listed = people(among, year_now=asked.now().year)
    return Stored(listed, Index([one.name for one in listed], [one.claims for one in listed]))


def fairness(
    ctx: typer.Context,
    scored: Annotated[Path, typer.Argument(help="Table written by score, with a column of labels.")],
    by: Annotated[str, typer.Option(help="Column that says the group of origin.")] = "culture",
    label: Annotated[str, typer.Option(help="Column of labels: 1 one person, 0 not.")] = "person_label",
) -> None:
    """Count false proposals and misses by group of origin, those hit most often first."""
    from musterbook.biometrics.names.fairness import fairness as counted  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    told, lines = [], []
    for group, found in counted(scored, by, label).items():
        share = found.false_share
        told.append({"group": group, "pairs": found.pairs, "proposed": found.proposed, "false": found.false,
                     "false_share": share, "true": found.true, "missed": found.missed})  # fmt: skip
        said = (
            in_words("no different pairs")
            if share is None
            else in_words("{share} of different pairs proposed as same", share=f"{share:.2%}")
        )
        missed = in_words("{missed} of {true} true ones missed", missed=found.missed, true=found.true)
        lines.append(
            in_words(
                "{group} {pairs} pairs  {said}; {missed}", group=f"{group:<12}", pairs=f"{found.pairs:>8,}", said=said,
                missed=missed,
            )
        )  # fmt: skip
    asked.show(told, lines)
