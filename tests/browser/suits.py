"""What must hold on every page, for everyone: asked of a page as it stands and with all that is folded opened, in both
themes, on the narrowest phone."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

_NARROWEST = 320
_PHONE: ViewportSize = {"width": _NARROWEST, "height": 640}
# Links inside a sentence are exempt, as WCAG 2.2 has it.
_TARGETS = "a[href], button, summary, label:has(input), input, select, textarea"
_TOO_SMALL = """targets => [...document.querySelectorAll(targets)]
  .filter(e => e.type !== 'hidden' && !e.closest('.skip') && !(e.tagName === 'INPUT' && e.closest('label'))
    && !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'))
  .map(e => [e, e.getBoundingClientRect()]).filter(([e, r]) => r.width && (r.height < 47.5 || r.width < 47.5))
  .map(([e, r]) => `${e.tagName} ${e.className} "${e.innerText.slice(0, 20)}" ${r.width} x ${r.height}`)"""
# Only what is wrong comes back: all the rest that axe has to say takes longer than its work.
_AXE = "axe.run({resultTypes: ['violations']}).then(results => results.violations)"
# What another theme can change.
_AXE_COLOURS = "axe.run({runOnly: ['color-contrast'], resultTypes: ['violations']}).then(results => results.violations)"
_PARTS = """() => [...new Set([...document.querySelectorAll('body *')].map(e => [e.tagName,
  e.className.baseVal ?? e.className, e.type, e.role, e.disabled, e.lang].join(' ')))]"""
_WIDTH = "document.documentElement.scrollWidth"
# Everything that can be opened, opened one after the other; then closed again, as it was.
_WIDTH_UNFOLDED = """() => Math.max(0, ...[...document.querySelectorAll('details:not([open])')].map(folded => {
  folded.open = true;
  const width = document.documentElement.scrollWidth;
  folded.open = false;
  return width;
}))"""


def parts(page: Page) -> set[str]:
    """What the page is made of, whatever the words: two pages of the same parts are one to axe."""
    return set(page.evaluate(_PARTS))


def problems(page: Page, name: str) -> list[str]:
    """What axe finds, what scrolls sideways at 320 pixels, what is too small to touch; `name` begins each line."""
    page.set_viewport_size(_PHONE)
    page.evaluate(AXE_SCRIPT)
    found = []
    for theme, axe in (("light", _AXE), ("dark", _AXE_COLOURS)):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        found += [
            f"{name} {theme}: {v['id']} {[n['target'] for n in v['nodes']][:3]} {v['nodes'][0]['failureSummary']}"
            for v in page.evaluate(axe)
        ]
    return found + problems_of_size(page, name)


def problems_of_size(page: Page, name: str) -> list[str]:
    """Only what scrolls sideways at 320 pixels and what is too small to touch: there the words count."""
    page.set_viewport_size(_PHONE)
    found = []
    if (width := page.evaluate(_WIDTH)) > _NARROWEST:
        found.append(f"{name}: {width} pixels wide at {_NARROWEST}")
    if (width := page.evaluate(_WIDTH_UNFOLDED)) > _NARROWEST:
        found.append(f"{name}: {width} pixels wide at {_NARROWEST} once everything is unfolded")
    return found + [f"{name}: too small to touch: {small}" for small in page.evaluate(_TOO_SMALL, _TARGETS)]
