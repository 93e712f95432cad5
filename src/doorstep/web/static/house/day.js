// A day is typed, not picked: digits alone will do. What was understood stands beside it in words of the page's language.
"use strict";
(() => {
  const FORM = /^(\d{4})(?:(\d{2})(\d{2})|\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?)$/;
  const words = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, { dateStyle: "full", timeZone: "UTC" });
  const understood = (text) => {
    const found = FORM.exec(text.normalize("NFKC").trim());
    if (!found) return null;
    const [year, month, day] = found.slice(1).filter(Boolean).map(Number);
    const moment = new Date(Date.UTC(year, month - 1, day));
    moment.setUTCFullYear(year); // years below 100 are meant as they stand
    return moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day ? moment : null;
  };
  const say = (field, fresh) => {
    const said = document.getElementById(`said-${field.id}`), day = understood(field.value), empty = !field.value.trim();
    if (!said) return;
    if (fresh) said.setAttribute("aria-live", "polite"); // what comes with the page is the field's description, and no news
    said.textContent = day ? words.format(day) : empty ? "" : field.dataset.why;
    said.classList.toggle("why", !day && !empty);
    if (fresh && day) field.value = day.toISOString().slice(0, 10);
    if (fresh) field.toggleAttribute("aria-invalid", false);
    if (!day && !empty) field.setAttribute("aria-invalid", "true");
  };
  const all = () => { for (const field of document.querySelectorAll("input[data-day]")) say(field, false); };
  document.addEventListener("change", ({ target }) => { if (target.matches?.("input[data-day]")) say(target, true); }, true);
  document.addEventListener("broughtback", all);
  const column = document.getElementById("so");
  if (column) new MutationObserver(all).observe(column, { childList: true });
  all();
})();
