"""The claims of the document: rated by the student first, weighed against the evidence at the end of a lesson."""

import html

from psychopharm.checks import known
from psychopharm.parameters import lesson, rows, source
from psychopharm.questions.form import Form

VERDICTS = ("supported", "simplified", "contested", "misleading")

_ratings = {}             # of the running notebook only


def rate(key):
    """Show the claims that a lesson examines, to be rated before it; verdicts stay hidden.

    key: of the lesson, as in data/lessons.csv.
    """
    claims = claims_of(key)
    parts = [{"name": claim.key, "legend": claim.claim, "kind": "choice", "options": [[verdict, verdict] for verdict in VERDICTS], "unit": "", "inline": True} for claim in claims]

    def pressed(_, given):
        chosen = {name: verdict for name, verdict in given.items() if verdict in VERDICTS}
        _ratings.update(chosen)
        form.say(f"Kept: {len(chosen)} of {len(given)} rated. The end of the lesson sets them beside the evidence.", "kept")

    form = Form(pressed, title="What do you think of these claims?", parts=parts, buttons=[["keep", "Keep my ratings"]])
    form.show(_listed(claims))


def weigh(key):
    """Show, once asked for, the verdict on each claim of a lesson beside the student's own rating, the evidence and a fairer wording."""
    claims = claims_of(key)

    def pressed(_, given):
        form.panel = "".join(_weighed(claim, _ratings.get(claim.key)) for claim in claims)
        form.say("Verdict and evidence are shown below.", "kept")

    form = Form(pressed, title="The claims again", buttons=[["show", "Show the verdicts beside my ratings"]])
    weighed = "".join(_weighed(claim, None) for claim in claims)
    form.show(f"<details><summary>The claims again, with verdict and evidence</summary>{weighed}</details>")


def claims_of(key):
    """The claims that a lesson examines.

    >>> [claim.key for claim in claims_of("01_diazepam")]
    ['C01', 'C02', 'C03', 'C04']
    """
    known("lesson", key, [row.key for row in rows("lessons")])
    found = tuple(row for row in rows("claims") if row.lesson == lesson(key).key)
    if not found:
        raise ValueError(f"No claim is examined in '{key}'; give the key of another lesson.")
    return found


def _listed(claims):
    return "<p><em>What do you think of these claims: supported, simplified, contested or misleading?</em></p><ol>" + "".join(
        f"<li>{html.escape(claim.claim)}</li>" for claim in claims) + "</ol>"


def _weighed(claim, rating):
    """One claim with all that is known about it, as HTML."""
    said = f"You said {rating}; the evidence says <strong>{claim.verdict}</strong>." if rating else f"Verdict: <strong>{claim.verdict}</strong>."
    lines = [f"{said} {html.escape(claim.verdict_note)}", f"<em>Evidence.</em> {html.escape(claim.evidence)} {_links(claim)}"]
    if claim.verdict == "contested":
        lines += [f"<em>One side.</em> {html.escape(claim.one_side)}", f"<em>The other side.</em> {html.escape(claim.other_side)}",
                  f"<em>What would decide.</em> {html.escape(claim.decides)}"]
    lines += [f"<em>Fairer.</em> {html.escape(claim.wording)}"]
    return f'<h3>“{html.escape(claim.claim)}”</h3>' + "".join(f"<p>{line}</p>" for line in lines)


def _links(claim):
    """Links to the sources; what was not checked says so."""
    links = []
    for key in (claim.source, *claim.other_sources.split()):
        one = source(key)
        name = html.escape(one.short)
        links.append(f'<a href="{html.escape(one.where)}">{name}</a>' if one.where.startswith("http") else name)
    return f"({'; '.join(links)}{'' if claim.status == 'verified' else f'; {claim.status}'})"
