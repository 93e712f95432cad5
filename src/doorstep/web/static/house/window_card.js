// A card reader types what it read: fifteen or eighteen characters, faster than any hand. Wherever the focus is, the
// number goes to the search for a person; what the burst did elsewhere on its way is taken back.
"use strict";
(() => {
  const { by, sayings, tell, typing, pressed, undoSince } = window.doorstep;
  const PER_KEY = 55; // milliseconds a key on the average: a reader needs five, a quick hand a hundred
  const PAUSE = 60; // after this silence a digit was a single key
  const GAP = 150; // no reader pauses longer within a number, however busy the machine
  const keys = []; // the last characters: what, when, in which field, what stood there before
  let waiting = [], silence, swallow = 0;

  const burst = (length, last) => {
    const some = keys.slice(-length), number = some.map((one) => one.key).join("");
    const together = some.every((one, place) => !place || one.at - some[place - 1].at < GAP);
    const quick = some.length === length && some.at(-1).at - some[0].at < length * PER_KEY;
    return quick && together && last.test(number) ? some : null;
  };
  const fits = (some) => { // the check character of an identity card: seventeen digits and a stray one do not make a card
    const sum = some.slice(0, 17).reduce((total, { key }, place) => total + Number(key) * (2 ** (17 - place) % 11), 0);
    return "10X98765432"[sum % 11] === some[17].key.toUpperCase();
  };
  const long = () => { const some = burst(18, /^\d{17}[\dXx]$/); return some && fits(some) ? some : null; };
  const short = () => (keys.length === 15 ? burst(15, /^\d{15}$/) : null);
  const flush = () => { // a hand pressed these: they do what the sheet says, a blink later
    const single = waiting;
    waiting = [];
    for (const event of single) pressed(event);
  };
  const take = (some, moment) => {
    const number = some.map((one) => one.key).join("").toUpperCase(), { place, before, at } = some[0];
    const field = by("[data-card]") ?? by("#who");
    keys.length = 0;
    waiting = waiting.filter((event) => event.timeStamp < at); // a hand's, from before the card
    clearTimeout(silence);
    swallow = moment + 300; // the Enter that may end the burst is not the clerk's
    undoSince(at);
    flush();
    if (place && place !== field) {
      place.value = before;
      for (const what of ["input", "change"]) place.dispatchEvent(new Event(what, { bubbles: true }));
    }
    if (!field) return;
    field.value = number;
    if (field.dataset.card === "stay") {
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    } else if (field !== place && field.type !== "hidden" && window.doorstep.dirty?.()) {
      field.focus();
      tell(sayings.read, "warn");
    } else field.form.requestSubmit();
  };
  const ours = (event) => { event.preventDefault(); event.stopPropagation(); };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (["Shift", "CapsLock", "NumLock"].includes(event.key)) return;
    const at = event.timeStamp, place = typing(event.target) || null;
    if (event.key === "Enter") {
      const some = long() ?? short();
      if (some || at < swallow) ours(event);
      if (some) take(some, at);
      else flush();
      swallow = 0; // one Enter at most is the reader's
      keys.length = 0;
      return;
    }
    if (!/^[\dXx]$/.test(event.key)) { // a hand's: what waits comes before it
      flush();
      keys.length = 0;
      return;
    }
    if (keys.length && at - keys.at(-1).at > 18 * PER_KEY) keys.length = 0;
    keys.push({ key: event.key, at, place, before: place?.value });
    if (keys.length > 30) keys.shift();
    clearTimeout(silence);
    const some = long();
    if (some) { ours(event); take(some, at); return; }
    silence = setTimeout(() => { const few = short(); if (few) take(few, at); else flush(); }, PAUSE);
    if (!place && /\d/.test(event.key)) { ours(event); waiting.push(event); }
  }, true);
})();
