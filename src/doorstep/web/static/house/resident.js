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
  const say = (reads) => {
    aloud.textContent = reads ? aloud.dataset.stop : start;
    aloud.setAttribute("aria-pressed", String(reads));
  };
  aloud.hidden = false;
  aloud.addEventListener("click", () => {
    if (aloud.getAttribute("aria-pressed") === "true") { voice.cancel(); say(false); return; }
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
