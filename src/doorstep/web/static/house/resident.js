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

// A form that was not sent yet keeps what is typed when somebody wants larger letters or another language.
(() => {
  const KEPT = "resident:kept", MOMENT = 60_000, form = document.querySelector("form[data-kept]");
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (!form) return;
  document.addEventListener("submit", ({ target }) => {
    if (!/\/(language|display)\/$/.test(target.action)) return;
    const typed = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && value);
    sessionStorage.setItem(KEPT, JSON.stringify({ at: Date.now(), to: form.action, typed }));
  });
  if (!kept || kept.to !== form.action || location.hash || Date.now() - kept.at > MOMENT) return;
  for (const [name, value] of kept.typed) form.elements[name].value ||= value;
})();
