"""What a picture says beside its pixels."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class View:
    """What one move yields beside the moved lines.

    sentence: what is to be seen, in words and numbers; it is the text alternative of the picture.
    said: the same in twenty words or so, which a screen reader announces after each move.
    table: column name with unit -> plotted values, all of one length.
    parameters: keys of the parameters used.   levels, evidence, affinities: keys of the published levels, results and records drawn.
    effects: keys of the effects on items behind the picture.
    functions: the functions of psychopharm.models behind the picture.   code: Python that reproduces the values.
    goal: what to say because the goal of the explorer is reached; blank otherwise.
    values: name of a control -> its position in words, where the number alone says too little: "1 minute", "no GABA".
    result: what answers the prediction of the lesson; blank unless the present state shows it.
    """

    sentence: str
    said: str = ""
    table: dict = field(default_factory=dict)
    parameters: tuple = ()
    levels: tuple = ()
    evidence: tuple = ()
    affinities: tuple = ()
    effects: tuple = ()
    functions: tuple = ()
    code: str = ""
    values: dict = field(default_factory=dict)
    goal: str = ""
    result: str = ""
