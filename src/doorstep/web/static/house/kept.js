// What is typed is kept in this tab until it is handed in: a lost line, a reload, another language, a session that ran
// out lose nothing. It is kept for one post, at most eight hours, and goes when anybody signs out in this browser.
// A form that is sent to another address than its page's says in data-at where it belongs.
"use strict";
(() => {
  const HOURS = 8, BEGINNING = "desk:", desk = window.doorstep, { sayings } = desk;
  const who = document.querySelector("meta[name=desk-mark]")?.content; // none: nobody sits here
  const out = () => /(?:^|; )doorstep_out=([^;]*)/.exec(document.cookie)?.[1] ?? ""; // changes with every signing out
  const read = (name) => { try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; } };
  const write = (name, kept) => sessionStorage.setItem(name, JSON.stringify(kept));
  const all = () => Object.keys(sessionStorage).filter((name) => name.startsWith(BEGINNING));
  const born = out(); // a page of before a signing out keeps nothing any more
  const expired = (kept) => Date.now() - kept.at > HOURS * 3_600_000;
  const sweep = () => {
    for (const name of all()) {
      const kept = read(name), foreign = who && !name.startsWith(`${BEGINNING}${who}:`);
      if (!kept || kept.out !== out() || expired(kept) || foreign) sessionStorage.removeItem(name);
    }
  };
  sweep();
  setInterval(sweep, 60_000);
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  const changed = new Set(); // forms with something that is not handed in
  let timer;
  for (const form of document.querySelectorAll("form[action$='/sign-out/']")) {
    form.addEventListener("submit", () => {
      changed.clear();
      clearTimeout(timer);
      for (const name of all()) sessionStorage.removeItem(name);
    });
  }
  if (!who) return;

  const LEFT_OUT = ["csrfmiddlewaretoken", "means", "act", "pick", "order"]; // which cases, and the order's key: of its page alone
  const home = (form) => form.dataset.at ?? location.pathname;
  const place = (form) => `${BEGINNING}${who}:${home(form)}:${form.id}`;
  const forms = [...document.querySelectorAll("form[data-keep]")];
  const typed = (form) =>
    [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !LEFT_OUT.includes(name));
  const kept = (form, more = {}) =>
    ({ at: Date.now(), out: out(), path: home(form), from: location.pathname, label: form.dataset.label ?? "", typed: typed(form), ...more });
  const keep = () => {
    clearTimeout(timer);
    if (out() === born) for (const form of changed) write(place(form), kept(form));
  };

  // A form that was sent and led to another page, or to its own that says it is done, is done with; one that came back, or
  // never arrived, is not.
  const done = Boolean(document.querySelector("[data-done]"));
  for (const name of all()) {
    const { path, from = path, sent } = read(name);
    const led = document.referrer && new URL(document.referrer).pathname === from;
    if (sent && led && (done || path !== location.pathname)) sessionStorage.removeItem(name);
  }
  const put = (form, name, values) => {
    const fields = [...form.elements].filter((one) => one.name === name);
    const choices = fields.filter((one) => ["radio", "checkbox"].includes(one.type));
    for (const choice of choices) choice.checked = values.includes(choice.value);
    if (choices.length) return;
    if (fields.length && fields[0].type !== "file") { fields[0].value = values[0]; return; }
    for (const value of values) { // a line that the server draws: it is asked for with this
      const line = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      line.dataset.leftover = "";
      form.append(line);
    }
  };
  const tell = (form, text, kind, ...more) => { // where the page has no place of its own, at the head of the form
    if (desk.tell) return desk.tell(text, kind, ...more);
    if (!forms.includes(form)) form = desk.by("main");
    form.querySelector(":scope > .told-kept")?.remove();
    const told = desk.noteOf(text, kind, ...more);
    told.classList.add("told-kept");
    form.prepend(told);
    if (kind === "bad") told.scrollIntoView({ block: "nearest" });
  };
  const bringBack = (form) => {
    const found = read(place(form));
    if (!found) return;
    const state = (name) => name.endsWith("-seen"); // which state of its case the form was filled in by
    const words = () => JSON.stringify(typed(form).filter(([name]) => name !== "key" && !state(name)));
    const fresh = words();
    const ofFiles = new Set([...form.querySelectorAll("[data-attach]")].map((box) => box.dataset.attach));
    desk.bringFiles?.(form, found.typed);
    const names = new Set(found.typed.map(([one]) => one));
    for (const box of form.elements) if (box.type === "checkbox" && !names.has(box.name)) box.checked = false;
    for (const name of names) {
      if (ofFiles.has(name) || (state(name) && !found.sent)) continue; // sent, it may have arrived: then the server says so
      put(form, name, found.typed.filter(([one]) => one === name).map(([, value]) => value));
    }
    if (words() === fresh) return;
    changed.add(form);
    form.closest("details")?.setAttribute("open", "");
    const afresh = Object.assign(document.createElement("button"), { type: "button", className: "act second", textContent: sayings.afresh });
    afresh.addEventListener("click", () => { changed.delete(form); sessionStorage.removeItem(place(form)); location.assign(form.dataset.at ?? location.href); });
    tell(form, sayings.kept, "warn", afresh);
    form.dispatchEvent(new CustomEvent("broughtback", { bubbles: true }));
  };
  const note = ({ target }) => {
    if (!forms.includes(target.form)) return;
    changed.add(target.form);
    document.querySelector("#told.leaving")?.remove();
    clearTimeout(timer);
    timer = setTimeout(keep, 150);
  };
  document.addEventListener("input", note);
  document.addEventListener("change", note);
  document.addEventListener("kept", note);
  window.addEventListener("pagehide", keep);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (!form.dataset.so && navigator.onLine === false) { // else the browser's own page takes its place
      event.preventDefault();
      if (forms.includes(form)) changed.add(form);
      tell(form, sayings.lost, "bad");
    } else if (forms.includes(form)) {
      clearTimeout(timer);
      changed.delete(form);
      write(place(form), kept(form, { sent: true }));
    } else if (/\/(language|display)\/$/.test(form.action)) { // a search that was begun goes along, once
      const begun = ["who", "words"].map((id) => [id, desk.by(`#${id}`)?.value ?? ""]);
      write(`${BEGINNING}${who}:search`, { at: Date.now(), out: out(), path: location.pathname, typed: begun });
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || navigator.onLine !== false || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    tell(link.closest("form"), sayings.lost, "bad");
  });
  const begun = read(`${BEGINNING}${who}:search`);
  if (begun) {
    sessionStorage.removeItem(`${BEGINNING}${who}:search`);
    if (begun.path === location.pathname) for (const [id, value] of begun.typed) { const field = desk.by(`#${id}`); if (field) field.value ||= value; }
  }
  for (const form of forms) {
    if (form.dataset.fresh !== undefined) bringBack(form);
    else changed.add(form); // the server gave back what was typed: it is kept from here on
  }

  // At a desk without a customer: what is not handed in yet.
  const list = desk.by("[data-unfinished]");
  if (list) {
    const unfinished = all().map((name) => [name, read(name)]).filter(([, one]) => one?.label);
    for (const [name, one] of unfinished) {
      const row = document.createElement("li"), link = document.createElement("a"), forget = document.createElement("button");
      Object.assign(link, { href: one.path, textContent: one.label });
      Object.assign(forget, { type: "button", className: "act second small", textContent: sayings.forget, ariaLabel: `${sayings.forget}: ${one.label}` });
      forget.addEventListener("click", () => { sessionStorage.removeItem(name); row.remove(); list.hidden = !list.querySelector("li"); });
      row.append(link, " ", forget);
      list.querySelector("ul").append(row);
    }
    list.hidden = !unfinished.length;
  }
  desk.dirty = () => changed.size > 0;
})();
