"""What stands behind a picture, for whoever opens *Show the working*."""

import html
import inspect
import re

from psychopharm.parameters import affinity, evidence, item_effect, level, parameter, rows, source


def working(view):
    """What stands behind a picture, as HTML: table, sources, model, code."""
    return "".join((_table(view), _sources(view), _model(view), _code(view)))


def _table(view):
    import pandas                                            # here, so that models and pictures stand without it
    table = pandas.DataFrame(view.table).to_html(index=False, border=0, float_format=lambda number: _minus(f"{number:.4g}"))
    return _section("Table", "The plotted values", table)


def _sources(view):
    lines = _effects(view.effects) if view.effects else []
    lines += [(f"{one.name} ({one.symbol})", one) for one in map(parameter, view.parameters)]
    lines += [(f"Published: {one.name}, {one.analyte}, {one.people} people", one) for one in map(level, view.levels)]
    lines += [(f"Published: {one.name}, {one.measure}", one) for one in map(evidence, view.evidence)]
    lines += [(f"Published: {one.drug} at {one.target}, {one.measure}", one) for one in map(affinity, view.affinities)]
    body = "".join(f"<tr><td>{html.escape(name)}</td><td>{_amount(one)}</td>"
                   f"<td>{html.escape(_spread(one))}</td><td>{one.status}</td><td>{_reference(one.source)}</td></tr>" for name, one in lines)
    head = "".join(f"<th>{name}</th>" for name in ("number", "value", "low to high", "status", "source"))
    return _section("Sources", "The numbers behind the picture", f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _effects(keys):
    """Lines of effects on single items of a rating scale."""
    from psychopharm.figures.trials import PROFILES          # here, since its import takes long and few pictures need it
    items = {row.key: row.name for row in rows("rating_items")}
    return [(f"Effect in SD: {PROFILES[one.profile]}, {items[one.item]}", one) for one in map(item_effect, keys)]


def _amount(one):
    if one.value is None:
        return "in words"
    above = "above " if getattr(one, "relation", "") == "above" else ""
    return f"{above}{_minus(f'{one.value:g}')} {'' if one.unit == '1' else html.escape(one.unit)}"


def _spread(one):
    ends = " to ".join(_minus(f"{end:g}") for end in (one.low, one.high) if end is not None)
    return f"{ends} ({one.range_meaning})" if ends else one.range_meaning


def _minus(number):
    """A number with a true minus: a screen reader drops a hyphen."""
    return number.replace("-", "−")


def _model(view):
    return _section("Model", "The functions behind the picture", "".join(
        f"<pre>{html.escape(inspect.getsource(function))}</pre>" for function in view.functions))


def _code(view):
    return _section("Code", "To paste into a cell: the value at the reading line", f"<pre>{html.escape(view.code)}</pre>")


def _section(name, about, content):
    """A part of the working in a scroller that a keyboard can reach; the first cell of a row names it, that of a column the column."""
    content = content.replace("<th>", '<th scope="col">')
    content = re.sub(r"<tr>(\s*)<td>(.*?)</td>", r'<tr>\1<th scope="row">\2</th>', content)
    return (f'<h4>{name}</h4><div class="explore-scroller" role="region" tabindex="0" data-lm-suppress-shortcuts="true" aria-label="{about}">'
            f"{content}</div>")


def _reference(key):
    one = source(key)
    text = html.escape(" ".join(str(part) for part in (one.authors, one.year) if part))
    return f'<a href="{html.escape(one.where)}" target="_blank" rel="noopener">{text}</a>' if one.where.startswith("http") else text
