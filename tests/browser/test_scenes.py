"""Answers, refusals, error pages and empty houses suit everyone as much as the pages that links lead to."""

import pytest
from playwright.sync_api import Page
from werkzeug.routing import Map

from tests.browser.demonstration import Demonstration
from tests.browser.scenes import ACTS, Act
from tests.browser.suits import problems
from tests.services import run


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_what_no_link_leads_to_suits_everyone(demo: Demonstration, page: Page, routes: Map, act: Act) -> None:
    with run.current().turn("acts"):  # each brings the demonstration further; no two at once
        scenes = {name: problems(page, name) for name in act(demo, page, routes)}
    assert len(scenes) >= 4, sorted(scenes)
    found = [problem for lines in scenes.values() for problem in lines]
    assert not found, "\n".join(found)
