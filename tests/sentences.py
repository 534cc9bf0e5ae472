"""What bad input is, and what it gets: one sentence, the same in every test file."""

import re
from contextlib import contextmanager

import pytest
from hypothesis import strategies as st

number = st.one_of(st.floats(-1e9, 1e9), st.sampled_from([float("nan"), float("inf"), -float("inf")]))
anything = st.one_of(st.none(), st.text(max_size=3), number, st.integers(-5, 5), st.booleans(), st.lists(st.one_of(number, st.text(max_size=2)), max_size=3))


def assert_one_sentence(call, sentence):
    """The call raises ValueError with just this sentence."""
    with pytest.raises(ValueError) as problem:
        call()
    assert str(problem.value) == sentence


ONE_SENTENCE = r"[^\n]+(; [^\n]+\.|\. Did you mean '.+'\?|\. Choose from .+\.)"          # what is wrong, and what to do instead


@contextmanager
def or_one_sentence():
    """What stands inside ends well, or raises ValueError with one sentence that says what to do instead."""
    try:
        yield
    except ValueError as problem:
        assert re.fullmatch(ONE_SENTENCE, str(problem)), str(problem)
