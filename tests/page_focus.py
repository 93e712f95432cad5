"""A walk through a page with the Tab key: the focus is seen, goes in the order of the page, and comes out again."""

#: The element that has the focus, and what is wrong with how it is seen.
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const ringed = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && Number(style.opacity);
  const wrong = []; // a field that lies unseen over its label shows its focus there
  if (![one, ...(one.labels ?? [])].some((shown) => ringed(getComputedStyle(shown)))) wrong.push("no ring");
  if (box.width < 1 || box.height < 1) wrong.push("no size");
  if (box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth) wrong.push("out of sight");
  const places = window.tabbed ??= [];
  const known = places.indexOf(one);
  if (known < 0) {
    const last = places[places.length - 1];
    if (last && !(last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)) wrong.push("before the one before");
    places.push(one);
  }
  return {wrong, again: known >= 0, says: one.outerHTML.slice(0, 120), skip: one.classList.contains("skip")};
}"""
#: How many stops a page has, and how its landmarks stand.
FRAME = """() => ({
  mains: document.querySelectorAll("main").length,
  headings: document.querySelectorAll("h1").length,
  skips: document.querySelector("a.skip")?.getAttribute("href"),
  alone: [...document.querySelectorAll("[aria-invalid=true]")].filter((one) => !one.getAttribute("aria-describedby")
    && !one.closest("fieldset")).map((one) => one.outerHTML.slice(0, 120)),
})"""
#: Keys that a desk's sheet and its page do not both have: what a key leads to, and the rows that are drawn.
KEYS = """() => {
  if (!/^\\/(window|cases|papers)\\//.test(location.pathname)) return [];
  const drawn = new Set([...document.querySelectorAll(".keys [data-keys]")].flatMap((row) => row.dataset.keys.split(" ")));
  const leads = {
    "?": ".keys", "/": ".bar .search input, #who:not([type=hidden])", F9: "[data-key=F9], .acts form",
    ...(location.pathname.startsWith("/window/") ? {} : {u: "a[data-back]"}), // there a letter marks a material
    ...(location.pathname.startsWith("/cases/") ? {f: "form.filters[method=get]", b: ".pick-bar"} : {}),
  };
  return Object.keys(leads).filter((key) => drawn.has(key) !== Boolean(document.querySelector(leads[key])));
}"""
MOST_STOPS = 400


def unsaid(page) -> list[str]:
    """Keys of which the page's sheet does not tell the truth."""
    return [f"the sheet of keys and the page differ about {key}" for key in page.evaluate(KEYS)]


def tabbed(page) -> list[str]:
    """What is wrong with the page for who has no mouse."""
    frame = page.evaluate(FRAME)
    wrong = [f"a wrong field says nothing: {one}" for one in frame["alone"]]
    if (frame["mains"], frame["headings"], frame["skips"]) != (1, 1, "#main"):
        wrong.append(f"one main, one h1, one way past the bar: {frame}")
    page.emulate_media(reduced_motion="reduce")  # where the focus stands must not depend on how long a page glides
    page.evaluate(
        "document.activeElement?.blur(); window.tabbed = []; window.getSelection().removeAllRanges(); scrollTo(0, 0)"
    )
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    for stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at is None or at["again"]:
            break
        if stop == 0 and not at["skip"]:
            wrong.append(f"the first stop is not the way past the bar: {at['says']}")
        wrong += [f"{why}: {at['says']}" for why in at["wrong"]]
    else:
        wrong.append(f"no way out after {MOST_STOPS} stops")
    return wrong
