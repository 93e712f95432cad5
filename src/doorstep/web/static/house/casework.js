// Keys and boxes of the casework desk. Everything works without.
"use strict";
(() => {
  const { by, press, does } = window.doorstep;
  const links = () => [...document.querySelectorAll("a[data-open]")];
  const here = () => document.activeElement?.closest("tbody tr")?.querySelector("a[data-open]");
  const step = (way) => {
    const all = links(), now = all.indexOf(here());
    const next = all[now < 0 ? (way > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + way, 0), all.length - 1)];
    next?.focus();
    return Boolean(next);
  };
  const reach = (selector) => { const found = by(selector); found?.focus(); return Boolean(found); };
  const drawer = () => {
    const act = by(".acts details");
    if (!act) return false;
    act.open = true;
    (act.querySelector("input:not([type=hidden]), select, textarea, button") ?? act.querySelector("summary")).focus();
    return true;
  };

  // Boxes: one by one, a run with Shift, all of the page; the bar says how many.
  const boxes = [...document.querySelectorAll("tbody input[name=pick]")];
  const all = by("[data-pick-all]"), told = by("[data-picked]");
  let last = null;
  const count = () => {
    const many = boxes.filter((box) => box.checked).length;
    if (all) { all.checked = many > 0 && many === boxes.length; all.indeterminate = many > 0 && many < boxes.length; }
    if (!told) return;
    told.dataset.before ??= told.textContent;
    const says = many ? `${many} ${told.dataset.word}` : told.dataset.before;
    if (told.textContent !== says) told.textContent = says; // it is read out when it changes
  };
  const tick = (box, run) => {
    if (run && last) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const one of boxes.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
    count();
  };
  for (const box of boxes) box.addEventListener("click", (event) => tick(box, event.shiftKey));
  all?.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; count(); });
  const toggle = () => {
    const box = here()?.closest("tr").querySelector("input[name=pick]");
    if (!box) return false;
    box.checked = !box.checked;
    tick(box, false);
    return true;
  };
  count();
  by("form[data-go-on]")?.requestSubmit();
  if (!by("#errors")) reach("form[data-begin] input:not([type=hidden])");
  document.addEventListener("attached", ({ target }) => { // what was scanned is here
    const choice = target.closest("form").querySelector(`input[value="${CSS.escape(target.dataset.of)}"]:not([type=hidden])`);
    if (choice) choice.checked = true;
  });
  Object.assign(does, {
    tick: toggle,
    drawer,
    act: () => {
      const mine = document.activeElement.closest(".acts form")?.querySelector(".submit button");
      mine?.click();
      return Boolean(mine) || press("[data-key=F9]");
    },
    lists: ({ key }) => press(`.desk-nav.first a:nth-child(${key})`),
    picked: () => reach(".pick-bar button"),
    filter: () => reach("form.filters[method=get] :is(select, input:not([type=hidden]))"),
    after: () => press("[data-next]") || step(1),
    before: () => press("[data-previous]") || step(-1),
    "next-page": () => press(".pager [rel=next]"),
    "previous-page": () => press(".pager [rel=prev]"),
    window: () => press(".desk-links a[data-desk=window]"),
  });
  const current = by(".beside-list [aria-current=page]");
  if (current && !location.hash) {
    const list = current.closest("ul");
    list.scrollTop = current.offsetTop - list.offsetTop - list.clientHeight / 3;
  }
  by("main")?.setAttribute("data-keys", "ready");
})();
