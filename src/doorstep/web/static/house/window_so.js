// The third column follows what is ticked, and the one act waits for it: what the button says is what happens, once.
"use strict";
(() => {
  const { by, sayings, tell } = window.doorstep;
  const form = by("form[data-so]"), so = by("#so");
  if (!form) return;
  const PATIENCE = 15_000; // milliseconds until a server that does not answer is given up
  let asked, timer = 0;

  // Every way in which the column could not be asked, in words; nothing is handed in on any of them.
  const failed = (why) => {
    const more = [];
    if (why === "out") {
      const link = document.createElement("a");
      link.href = location.pathname;
      link.textContent = sayings.again;
      more.push(link);
    }
    tell(sayings[why], "bad", ...more);
    return why;
  };
  const show = (words) => {
    const held = so.contains(document.activeElement) ? document.activeElement : null, told = by("#told:not(.bad)");
    so.innerHTML = words;
    by("#so-says").textContent = [...so.querySelectorAll(".next-act, .route, .so-count")].map((one) => one.textContent.trim()).join("; ");
    if (told) by(".next-act").after(told); // what was wrong with the asking is over; the rest still holds
    for (const one of form.querySelectorAll("[data-leftover]")) one.remove();
    if (!held) return;
    const same = (one) => (one.name ? one.name === held.name && one.value === held.value : one.href === held.href);
    ([...so.querySelectorAll("input, button, a")].find(same) ?? so.querySelector("[data-key=F9]"))?.focus();
  };
  const asking = () => {
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    return body;
  };
  /** Ask the server what happens now: fresh, overtaken (something newer was asked), or why it could not be asked. */
  const follow = async () => {
    clearTimeout(timer);
    timer = 0;
    asked?.abort();
    const mine = asked = new AbortController();
    so.setAttribute("aria-busy", "true");
    const given = setTimeout(() => mine.abort(), PATIENCE);
    try {
      const answer = await fetch(form.dataset.so, { method: "POST", body: asking(), signal: mine.signal, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 403) return mine === asked ? failed("out") : "overtaken";
      if (!answer.ok) return mine === asked ? failed("broken") : "overtaken";
      const words = await answer.text();
      if (mine !== asked) return "overtaken";
      show(words);
      return "fresh";
    } catch {
      return mine === asked ? failed("lost") : "overtaken";
    } finally {
      clearTimeout(given);
      if (mine === asked && !timer) so.removeAttribute("aria-busy"); // a change that waits for its turn keeps it busy
    }
  };
  document.addEventListener("change", ({ target }) => {
    if (target.form !== form || target.type === "file") return;
    so.setAttribute("aria-busy", "true");
    clearTimeout(timer);
    timer = setTimeout(follow, 80);
  });
  document.addEventListener("broughtback", follow);
  window.addEventListener("online", () => { if (by("#told")) { tell(sayings.back, "good"); follow(); } });

  // ── the one act ──
  const next = () => so.querySelector("[data-key=F9]");
  const says = () => [so.querySelector("[name=means]")?.value, next()?.href].join(" ");
  let acting = false, sure = false;
  /** Do it if the server, asked once more, still says what the button said. */
  const act = async (event, go) => {
    event.preventDefault();
    if (acting) return; // pressed twice: the first press is on its way
    acting = true;
    const said = says();
    let how = "overtaken";
    while (how === "overtaken") how = await follow();
    acting = false;
    if (how === "fresh" && says() === said) return go(next());
    if (how === "fresh") tell(sayings.changed, "bad");
    next()?.focus();
  };
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "do" || sure) return;
    act(event, (button) => {
      sure = true;
      form.requestSubmit(button);
      sure = false;
    });
  });
  so.addEventListener("click", (event) => { // an act that leads to another page: what is typed here must not end there
    const link = event.target.closest("a[data-key=F9]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) act(event, () => location.assign(link.href));
  });
})();
