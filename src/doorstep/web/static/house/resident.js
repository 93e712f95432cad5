// Reads a page aloud and prints it, where the browser can; without script the buttons do not appear.
"use strict";
(() => {
  const aloud = document.querySelector("[data-aloud]"), print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
  const voice = window.speechSynthesis;
  if (!aloud || !voice) return;
  const start = aloud.textContent, spoken = { "zh-hans": "zh-CN", "zh-hant": "zh-TW", en: "en-GB" };
  let reading = false;
  const say = (reads) => {
    aloud.textContent = reads ? aloud.dataset.stop : start;
    reading = reads;
  };
  aloud.hidden = false;
  aloud.addEventListener("click", () => {
    if (reading) { voice.cancel(); say(false); return; }
    voice.cancel();
    // One sentence after the other: long texts are cut off by some voices.
    const parts = document.getElementById("main").innerText.split(/(?<=[。！？；.!?\n])/).filter((part) => part.trim());
    for (const [place, part] of parts.entries()) {
      const one = new SpeechSynthesisUtterance(part);
      one.lang = spoken[document.documentElement.lang] ?? "zh-CN";
      one.rate = 0.9;
      if (place === parts.length - 1) one.onend = () => say(false);
      one.onerror = () => say(false);
      voice.speak(one);
    }
    say(parts.length > 0);
  });
  addEventListener("pagehide", () => voice.cancel());
})();

// An answer that was asked for with a form is asked for again when somebody wants larger letters or another language; a form
// that was not sent yet keeps what is typed.
(() => {
  const KEPT = "resident:again", MOMENT = 60_000;
  const store = (form) => {
    const typed = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && value);
    sessionStorage.setItem(KEPT, JSON.stringify({ at: Date.now(), to: form.getAttribute("action"), how: form.dataset.again, typed }));
  };
  document.addEventListener("submit", ({ target }) => {
    const form = document.querySelector("form[data-again]");
    if (form && /\/(language|display)\/$/.test(target.action)) store(form);
  });
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (!kept || location.hash || Date.now() - kept.at > MOMENT) return;
  if (kept.how === "fill") {
    const form = document.querySelector(`form[data-again=fill][action="${kept.to}"]`);
    for (const [name, value] of form ? kept.typed : []) form.elements[name].value ||= value;
    return;
  }
  const form = Object.assign(document.createElement("form"), { method: "post", action: kept.to, hidden: true });
  form.append(document.querySelector("[name=csrfmiddlewaretoken]").cloneNode());
  for (const [name, value] of kept.typed) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.body.append(form);
  form.submit();
})();
