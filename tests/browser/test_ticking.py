"""What is ticked is counted on the button that sends it."""

from playwright.sync_api import Page, expect

from tests.browser.demonstration import Demonstration


def test_the_button_says_how_many_badges_are_ticked(demo: Demonstration, page: Page) -> None:
    demo.open(page, demo.who("coordinator"), "/badges?shelf=to-approve")
    for box in page.locator("table [name=award]").all():
        box.check()
    page.get_by_role("button", name="Voir les badges cochés").click()
    button, boxes = page.locator("main form button"), page.locator("main form [name=award]")
    for box in boxes.all():
        box.uncheck()
    expect(button).to_have_text("Approuver les badges cochés")
    boxes.first.check()
    expect(button).to_have_text("Approuver 1 badge")
    boxes.nth(1).check()
    expect(button).to_have_text("Approuver 2 badges")
