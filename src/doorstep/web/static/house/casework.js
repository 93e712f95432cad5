// Keys of the casework desk. Everything works without; single keys only while no text is being typed.
"use strict";
(() => {
  const by = (selector) => document.querySelector(selector);
  const off = by("#keys-off");
  if (off) {
    off.checked = localStorage.getItem("keys-off") === "yes";
    off.addEventListener("change", () => localStorage.setItem("keys-off", off.checked ? "yes" : "no"));
  }
  const typing = (target) => target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])");
  const links = () => [...document.querySelectorAll("a[data-open]")];
  const here = () => document.activeElement?.closest("tbody tr")?.querySelector("a[data-open]");
  const step = (by) => {
    const all = links(), now = all.indexOf(here());
    const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + by, 0), all.length - 1)];
    next?.focus();
    return Boolean(next);
  };
  const press = (selector) => { const found = by(selector); found?.click(); return Boolean(found); };
  const toAct = () => {
    const drawer = by(".acts details");
    if (!drawer) return false;
    drawer.open = true;
    (drawer.querySelector("input:not([type=hidden]), select, textarea, button") ?? drawer.querySelector("summary")).focus();
    return true;
  };
  const keys = {
    j: () => press("[data-next]") || step(1),
    k: () => press("[data-previous]") || step(-1),
    n: () => press(".pager [rel=next]"),
    p: () => press(".pager [rel=prev]"),
    u: () => press("[data-back]"),
    a: toAct,
    "?": () => { const sheet = by(".keys"); sheet?.toggleAttribute("open"); return Boolean(sheet); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || off?.checked) return;
    if (typing(event.target)) return;
    const act = keys[event.key.toLowerCase()];
    if (act?.()) event.preventDefault();
  });
  const current = by(".beside-list [aria-current=page]");
  if (current && !location.hash) {
    const list = current.closest("ul");
    list.scrollTop = current.offsetTop - list.offsetTop - list.clientHeight / 3;
  }
  by("main")?.setAttribute("data-keys", "ready");
})();
