// Keys of the window desk. Everything works without; F keys always, single keys while no text is being typed.
"use strict";
(() => {
  const by = (selector) => document.querySelector(selector);
  const off = by("#keys-off");
  if (off) {
    off.checked = localStorage.getItem("keys-off") === "yes";
    off.addEventListener("change", () => localStorage.setItem("keys-off", off.checked ? "yes" : "no"));
  }
  const typing = (target) => target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])");
  const changed = (radio) => { radio.checked = true; radio.dispatchEvent(new Event("change", { bubbles: true })); };
  const turn = (box) => {
    const radios = [...box.querySelectorAll("input[type=radio]")];
    const now = radios.findIndex((radio) => radio.checked);
    const fresh = ["missing", "not_needed"].includes(radios[now]?.value) && !box.dataset.turned;
    box.dataset.turned = "yes";
    const next = radios[fresh ? 0 : (now + 1) % radios.length];
    changed(next);
    next.focus();
  };
  const everything = () => {
    for (const box of document.querySelectorAll("[data-digit]")) {
      const now = box.querySelector("input:checked");
      if (now?.value === "missing") changed(box.querySelector("input[value=handed_in]"));
    }
  };
  const single = (key) => {
    if (key === "/") by("#who")?.focus();
    else if (key === "?") by(".keys")?.toggleAttribute("open");
    else if (key === "0") everything();
    else if (/^[1-9]$/.test(key)) { const box = by(`[data-digit="${key}"]`); if (box) turn(box); else return false; }
    else return false;
    return true;
  };
  const large = (key) => {
    const target = by(`[data-key="${key}"]`);
    if (key === "F2") by("#words")?.focus();
    else if (target) target.click();
    else if (key === "F8") location.assign(by("#who")?.form.action ?? "/window/");
    else return false;
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const taken = /^F\d/.test(event.key) ? large(event.key)
      : !off?.checked && !typing(event.target) && single(event.key);
    if (taken) event.preventDefault();
  });
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
  by("#errors")?.focus();

  // The third column follows what is ticked; the server alone says what happens now.
  const form = by("form[data-so]"), so = by("#so");
  let asked, timer;
  const follow = async () => {
    asked?.abort();
    const mine = asked = new AbortController();
    const held = so.contains(document.activeElement) ? document.activeElement : null;
    try {
      const answer = await fetch(form.dataset.so, { method: "POST", body: new FormData(form), signal: mine.signal });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      so.innerHTML = await answer.text();
      if (held) [...so.querySelectorAll("input, button")].find((one) => one.name === held.name && one.value === held.value)?.focus();
    } catch (error) {
      if (error.name === "AbortError") return;
      const told = document.createElement("p");
      told.className = "note bad";
      told.setAttribute("role", "alert");
      told.textContent = form.dataset.lost;
      so.querySelector(".note.bad")?.remove();
      so.prepend(told);
    } finally {
      if (mine === asked) so.removeAttribute("aria-busy");
    }
  };
  form?.addEventListener("change", () => {
    so.setAttribute("aria-busy", "true");
    clearTimeout(timer);
    timer = setTimeout(follow, 80);
  });
  // Pressed before the column has caught up: wait for it, and act only if it still says what it said.
  const says = () => so.querySelector("[name=means]")?.value;
  form?.addEventListener("submit", async (event) => {
    if (!so.hasAttribute("aria-busy")) return;
    event.preventDefault();
    const said = says();
    clearTimeout(timer);
    await follow();
    const next = so.querySelector("[data-key=F9]");
    if (next && says() === said) form.requestSubmit(next);
    else next?.focus();
  });
})();
