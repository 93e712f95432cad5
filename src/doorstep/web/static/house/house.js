// Keys and sheets of every page. All of it works without. What a key does, the drawn sheet of keys says: it is read there.
"use strict";
window.doorstep = (() => {
  const by = (selector) => document.querySelector(selector);
  const typing = (target) => target.closest?.("textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])");
  const keysOff = () => { try { return localStorage.getItem("keys-off") === "yes"; } catch { return false; } };
  const press = (selector) => { const found = by(selector); found?.click(); return Boolean(found); };
  const sayings = by("#sayings")?.dataset ?? {}; // what scripts say, in the reader's language
  // What a screen reader is to say although the focus does not go there; read out once, and gone when it was.
  const hear = (text) => {
    const line = Object.assign(document.createElement("p"), { textContent: text });
    by("#heard")?.append(line);
    setTimeout(() => line.remove(), 10_000);
  };
  const noteOf = (text, kind, ...more) => {
    const told = document.createElement("div"), line = document.createElement("p");
    told.className = `note ${kind}`;
    if (kind === "bad") told.setAttribute("role", "alert");
    else hear(text); // a region that comes with its words is not read out
    line.textContent = text;
    told.append(line, ...more);
    return told;
  };
  const display = by(".display"), sheet = by(".keys"), off = by("#keys-off");
  const rows = new Map([["/", "search"], ["F9", "act"]]); // on a page without a sheet
  for (const row of document.querySelectorAll(".keys [data-does]")) {
    for (const key of row.dataset.keys.split(" ")) rows.set(key, row.dataset.does);
  }
  // What the rows do; each desk adds its own. False: nothing was there to do, and the key is the browser's.
  const does = {
    search: () => { const box = by(".bar .search input[type=search]"); box?.focus(); return Boolean(box); },
    act: () => press("[data-key=F9]"),
    back: () => press("a[data-back]"),
    leave: () => document.activeElement.blur(),
    sheet: () => {
      if (!sheet) return false;
      sheet.open = !sheet.open;
      if (sheet.open) { sheet.scrollIntoView({ block: "nearest" }); sheet.querySelector("summary").focus(); }
      return true;
    },
  };
  const singles = [...document.querySelectorAll("[aria-keyshortcuts]")].map((one) => [one, one.getAttribute("aria-keyshortcuts")]).filter(([, key]) => key.length === 1);
  const teach = () => { // a key that is turned off is not told
    for (const [one, key] of singles) {
      if (keysOff()) one.removeAttribute("aria-keyshortcuts");
      else one.setAttribute("aria-keyshortcuts", key);
    }
  };
  const pressed = (event) => { // true: the key was ours
    const single = event.key.length === 1, name = rows.get(single ? event.key.toLowerCase() : event.key);
    if (!does[name] || (single && (keysOff() || typing(event.target)))) return false;
    return does[name](event) !== false;
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && display?.open) {
      display.open = false;
      display.querySelector("summary").focus();
    } else if (pressed(event)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (display?.open && !display.contains(event.target)) display.open = false;
  });
  document.addEventListener("DOMContentLoaded", () => {
    for (const name of rows.values()) if (!does[name]) console.error(`no key does ${name}`);
  });
  if (off) {
    off.checked = keysOff();
    off.addEventListener("change", () => { localStorage.setItem("keys-off", off.checked ? "yes" : "no"); teach(); });
  }
  teach();
  // The browser gives the focus with the first frame, and whoever is quick has pressed a key by then.
  if (!location.hash) (by("#errors") ?? by("[autofocus]"))?.focus();
  return { by, typing, press, pressed, does, sayings, noteOf, hear };
})();
