"""What explorer.js says and when, alone on a page: a model of the test's own in place of a kernel, so that no server is needed."""

from pathlib import Path

import pytest

import psychopharm.explore

REST_MS = 400             # safely longer than the rest of the page, 200 ms
PAGE = """<div class='explore-live'><div class='explore-controls'><div class='explore-control-gaba'>
  <div role='slider' tabindex='0'></div><div class='widget-readout'>0.001000</div></div></div><div id='picture'></div></div>"""
START = """async script => {
  const { default: { render } } = await import(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
  const state = { png: new DataView(new ArrayBuffer(1)), alt: '', sentence: '', said: '', goal: '', news: '', beside: '', working: '', failed: false,
                  controls: [{ name: 'gaba', label: 'GABA (µM)', unit: 'µM', tooltip: 'Free GABA.' }], values: {} };
  const listening = [], page = document.getElementById('picture');
  const model = { get: key => state[key], send: () => {}, on: (events, act) => listening.push([events.split(' '), act]) };
  window.send = more => {                                     // as the kernel does: all is set, then each change is told
    const changed = Object.keys(more).filter(key => state[key] !== more[key]).map(key => `change:${key}`);
    Object.assign(state, more);
    changed.forEach(event => listening.forEach(([events, act]) => events.includes(event) && act()));
  };
  window.heard = [];
  render({ model, el: page });
  const regions = [...page.querySelectorAll('[role=status], [aria-live]')];
  new MutationObserver(() => window.heard.push(regions.map(each => each.textContent))).observe(page, { childList: true, subtree: true });
  window.heardNow = () => { const found = window.heard.at(-1); window.heard.length = 0; return found; };
}"""


@pytest.fixture
def page(browser):
    opened = browser.new_page()
    opened.set_content(PAGE)
    opened.evaluate(START, (Path(psychopharm.explore.__file__).parent / "explorer.js").read_text(encoding="utf-8"))
    yield opened
    opened.close()


def sent(page, *states):
    """What is announced, value and news, after these states in one burst and a rest."""
    page.evaluate("states => states.forEach(state => window.send({ goal: '', news: '', ...state }))", list(states))
    page.wait_for_timeout(REST_MS)
    return page.evaluate("() => window.heardNow()")


def test_a_goal_is_announced_in_full_once_then_in_two_words_and_never_while_it_lasts(page):
    assert sent(page, {"said": "Day 7."}) == ["Day 7.", ""]
    assert sent(page, {"said": "Day 8.", "goal": "Goal reached: day 8."}) == ["Day 8.", "Goal reached: day 8."]
    assert sent(page, {"said": "Day 9.", "goal": "Goal reached: day 9."}) == ["Day 9.", ""]
    assert sent(page, {"said": "Day 10."}) == ["Day 10.", ""]
    assert sent(page, {"said": "Day 9.", "goal": "Goal reached: day 9."}) == ["Day 9.", "Goal reached."]
    assert sent(page, {"said": "Day 10."}) == ["Day 10.", ""]


def test_a_goal_that_a_burst_passes_by_is_not_announced_and_stays_new(page):
    assert sent(page, {"said": "Day 8.", "goal": "Goal reached: day 8."}, {"said": "Day 9."}) == ["Day 9.", ""]
    assert sent(page, {"said": "Day 8.", "goal": "Goal reached: day 8."}) == ["Day 8.", "Goal reached: day 8."]


def test_news_outlast_the_moves_of_a_burst_and_are_announced_once(page):
    assert sent(page, {"said": "Day 14.", "news": "You said: 8. Here: 14."}, {"said": "Day 15."}) == ["Day 15.", "You said: 8. Here: 14."]
    assert sent(page, {"said": "Day 16."}) == ["Day 16.", ""]


def test_a_repaint_of_the_same_position_announces_nothing_and_leaves_the_news(page):
    assert sent(page, {"said": "Day 14.", "news": "You said: 8. Here: 14."}) == ["Day 14.", "You said: 8. Here: 14."]
    assert sent(page, {"said": "Day 14."}) is None
    assert page.locator("[aria-live=polite]").inner_text() == "You said: 8. Here: 14."


def test_a_slider_is_read_in_words_where_they_belong_to_its_position_and_else_as_a_number(page):
    handle, readout = page.get_by_role("slider"), page.locator(".widget-readout")

    def read():
        page.wait_for_timeout(50)
        return handle.get_attribute("aria-valuetext")
    assert read() == "0.001000 µM"
    sent(page, {"said": "No GABA.", "values": {"gaba": [0.001, "no GABA"]}})
    assert read() == "no GABA"
    readout.evaluate("readout => { readout.textContent = '0.001047'; }")      # moved, and the kernel has not answered yet
    assert read() == "0.001047 µM"
    sent(page, {"said": "Little GABA.", "values": {"gaba": [0.0010471285, "0.00105 µM GABA"]}})
    assert read() == "0.00105 µM GABA"
