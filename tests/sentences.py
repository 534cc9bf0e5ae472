"""What bad input gets: one sentence, the same in every test file."""

import pytest


def assert_one_sentence(call, sentence):
    """The call raises ValueError with just this sentence."""
    with pytest.raises(ValueError) as problem:
        call()
    assert str(problem.value) == sentence
