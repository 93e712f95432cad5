"""What of a page is heard by who does not see it: the tree of the browser, as a screen reader walks it."""

#: Everything that would be heard wrongly or not at all, with where it stands.
UNHEARD = """() => {
  const wrong = [];
  const say = (what, one) => wrong.push(`${what}: ${one?.outerHTML.slice(0, 140).replace(/\\s+/g, " ") ?? ""}`);
  const all = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility({ visibilityProperty: true }));
  const ids = (one, name) => (one?.getAttribute(name) ?? "").split(/\\s+/).filter(Boolean);
  const words = (one) => one.textContent.replace(/\\s+/g, " ").trim();

  // where one is: the title says the page before it says the house, and headings leave out no level
  if (document.title.split(" · ").length < 2 || document.title.startsWith(" ")) say(`the title says no page (${document.title})`);
  let level = 0;
  for (const one of all("h1, h2, h3, h4, h5, h6")) {
    const deeper = Number(one.tagName[1]);
    if (deeper > level + 1) say("a heading leaves out a level", one);
    level = deeper;
  }
  for (const one of all("table")) {
    if (!one.caption && !one.ariaLabel && !ids(one, "aria-labelledby").length) say("a table without a name", one);
    if (!one.tHead || [...one.querySelectorAll("th")].some((head) => !head.scope)) say("a table without heads", one);
  }

  // what is said of a field is heard at the field
  const described = new Set();
  for (const name of ["aria-describedby", "aria-labelledby"]) {
    for (const one of document.querySelectorAll(`[${name}]`)) {
      for (const id of ids(one, name)) {
        if (!document.getElementById(id)) say(`${name} leads nowhere`, one);
        if (name === "aria-describedby") described.add(id);
      }
    }
  }
  for (const one of all(".why, .hint")) if (words(one) && !described.has(one.id)) say("no field says this", one);
  for (const one of all("#errors a[href^='#']")) {
    const line = document.getElementById(one.hash.slice(1));
    if (!line?.matches("input, select, textarea, button, [tabindex]")) say("an error leads to no field", one);
  }

  // what is news when the page comes has the focus, or is said by what has it; it is not said twice
  const focus = document.activeElement, told = ids(focus, "aria-describedby");
  for (const one of all("[role=status]:not(.visually-hidden), [role=alert]")) {
    if (!words(one) || one.contains(focus)) continue;
    if (!told.includes(one.id) && !one.matches("[data-picked]")) say("news that nobody hears", one);
    if (told.includes(one.id)) say("news that is heard twice", one);
  }
  if (document.querySelectorAll("#heard[aria-live=polite]").length !== 1) say("scripts have no voice");
  for (const one of document.querySelectorAll("output:not([aria-live=off])")) say("what stood in the field before is no news", one);

  // a key that is drawn on an act is told as its key, once, and holds
  const sheet = new Set(["/", "F9", ...[...document.querySelectorAll(".keys [data-keys]")].flatMap((row) => row.dataset.keys.split(" "))]);
  for (const one of all("[aria-keyshortcuts]")) {
    const key = one.getAttribute("aria-keyshortcuts");
    if (!sheet.has(key.length === 1 ? key.toLowerCase() : key)) say("a key that does nothing", one);
  }
  for (const cap of all(":is(a, button, summary) kbd")) {
    const act = cap.closest("a, button, summary");
    if (cap.ariaHidden !== "true" || act.getAttribute("aria-keyshortcuts") !== words(cap)) say("a key that is read as a word", act);
  }

  // a control says of what, where several of its name stand in one group
  const seen = new Map();
  for (const one of all("button, input:not([type=hidden]), select, textarea")) {
    const labels = [...(one.labels ?? [])].map(words).join(" ");
    const name = one.ariaLabel ?? (labels || words(one));
    const group = one.closest("fieldset, [role=group], tr, section section, form");
    const known = seen.get(group) ?? seen.set(group, new Set()).get(group);
    const said = `${one.type} ${name}`;
    if (!name) say("a control without a name", one);
    else if (known.has(said)) say(`two controls say “${name}”`, one);
    known.add(said);
  }
  return wrong;
}"""


def unheard(page) -> list[str]:
    """What is wrong with the page for who hears it, as it has just come."""
    return page.evaluate(UNHEARD)
