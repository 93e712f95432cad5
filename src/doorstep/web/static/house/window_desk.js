// Keys of the window desk, and the one place where it speaks to the clerk. Everything works without.
"use strict";
(() => {
  const { by, does, sayings, noteOf } = window.doorstep;

  // ── one place where the desk speaks to the clerk: below the next act, which therefore never moves ──
  const tell = (text, kind = "bad", ...more) => {
    untell();
    const told = Object.assign(noteOf(text, kind, ...more), { id: "told" });
    const act = by(".next-act");
    if (act) act.after(told);
    else (by(".desk-so h2") ?? by("#main h1, .paper-acts"))?.after(told);
  };
  const untell = () => by("#told")?.remove();

  // ── materials ──
  const marks = []; // [radio that was checked, when it was left]: what `undo` takes back
  let last; // the material marked last
  const held = new Map(); // which radio of a name was checked before the change
  for (const radio of document.querySelectorAll(".material input:checked")) held.set(radio.name, radio);
  document.addEventListener("change", ({ target }) => {
    const box = target.closest(".material");
    if (!box || target.type !== "radio") return;
    last = box;
    const before = held.get(target.name);
    if (before && before !== target) marks.push([before, performance.now()]);
    held.set(target.name, target);
  });
  const mark = (radio, focus = true) => {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    if (focus) radio.focus();
  };
  const turn = (box) => {
    const radios = [...box.querySelectorAll("input[type=radio]")];
    const now = radios.findIndex((radio) => radio.checked);
    const fresh = ["missing", "not_needed"].includes(radios[now]?.value) && !box.dataset.turned;
    box.dataset.turned = "yes";
    mark(radios[fresh ? 0 : (now + 1) % radios.length]);
  };
  document.addEventListener("attached", ({ target }) => { // what was scanned is here
    const box = target.closest(".material");
    if (!box?.querySelector("input[value=missing]:checked, input[value=not_needed]:checked, input[value=tolerated]:checked")) return;
    mark(box.querySelector("input[value=handed_in]"), false);
  });
  const undo = () => {
    const [radio] = marks.pop() ?? [];
    if (!radio) return tell(sayings.nothing, "warn");
    mark(radio);
    marks.pop(); // taking back is not a mark of its own
    delete radio.closest(".material").dataset.turned;
  };
  const undoSince = (moment) => { while (marks.length && marks.at(-1)[1] >= moment) undo(); };
  const marked = () => last ?? by(".material:has(input[value=wrong]:checked)") ?? by(".material");

  // ── what the rows of the sheet do ──
  Object.assign(does, {
    next: () => {
      if (window.doorstep.dirty?.() && !by("#told.leaving")) {
        tell(sayings.leave, "warn");
        by("#told").classList.add("leaving");
      } else if (navigator.onLine === false) tell(sayings.lost); // else the browser's own page takes its place
      else location.assign(by("[data-next]")?.href ?? by("#who")?.form.action ?? "/window/");
    },
    who: () => by("#who:not([type=hidden])")?.focus(),
    item: () => by("#words")?.focus(),
    leave: (event) => {
      untell();
      (event.target.closest(".material") ?? document.activeElement)[event.target.closest(".material") ? "focus" : "blur"]();
    },
    material: (event) => { const box = by(`[data-mark="${event.key.toLowerCase()}"]`); if (box) turn(box); return Boolean(box); },
    everything: () => {
      for (const radio of document.querySelectorAll(".material input[value=missing]:checked")) {
        mark(radio.closest(".material").querySelector("input[value=handed_in]"), false);
      }
    },
    note: () => {
      const box = marked(), wrong = box?.querySelector("input[value=wrong]");
      if (!wrong) return;
      if (!box.querySelector("input[value=tolerated]:checked") && !wrong.checked) mark(wrong, false);
      [...box.querySelectorAll(".field select, .field input")].find((one) => one.checkVisibility())?.focus();
    },
    file: () => (document.activeElement.closest(".material") ?? marked())?.querySelector("input[type=file]").click(),
    undo,
    takeback: () => by("[data-take-back]")?.focus(),
    choose: (event) => {
      const found = document.querySelectorAll(":is(.picks, .numbered) > li")[Number(event.key) - 1]?.querySelector("a");
      found?.click();
      return Boolean(found);
    },
    onward: (event) => { // Enter on the desk goes to the next field; only F9 or its button hands in
      const form = by("#handin"), from = event.target;
      if (!form || (from.form && from.form !== form) || from.closest("button, a, summary, textarea, [type=file]")) return false;
      const groups = new Set();
      const stops = [...form.querySelectorAll("input, select, textarea, [data-key=F9]")].filter((one) => {
        if (!one.checkVisibility() || one.form !== form || ["file", "hidden"].includes(one.type)) return false;
        if (one.type !== "radio") return true;
        if (groups.has(one.name) || one.closest(".material")) return false; // a group of answers is one stop
        return one.checked || !form.querySelector(`[name="${one.name}"]:checked`) ? groups.add(one.name) : false;
      });
      const after = (one) => from === document.body || (from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
      const next = stops.find((one) => after(one) && (!one.name || one.name !== from.name)) ?? by("[data-key=F9]");
      next?.focus();
      if (next?.select) next.select();
    },
  });
  document.addEventListener("broughtback", () => {
    for (const radio of document.querySelectorAll(".material input:checked")) held.set(radio.name, radio);
  });
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
  const timed = by("form[data-until]"); // possible for some minutes only: then the way is gone, not refused
  if (timed) setTimeout(() => timed.remove(), Number(timed.dataset.until) * 1000);
  Object.assign(window.doorstep, { tell, untell, undoSince });
})();
