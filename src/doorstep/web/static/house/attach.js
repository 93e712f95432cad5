// A file is sent the moment it is chosen; from then on the form holds its number, and nothing that happens to the form
// loses it. A form is not sent while one of its files is on the way.
"use strict";
(() => {
  const words = document.querySelector("#attach-words")?.dataset, pattern = document.querySelector("#attached-line");
  if (!words) return;
  const COLON = document.documentElement.lang === "en" ? ": " : "：";
  const desk = (window.doorstep ??= {});
  const going = new Map(); // line → how it is sent: what is not kept yet
  const token = (form) => form.querySelector("[name=csrfmiddlewaretoken]").value;
  const listOf = (box) => document.getElementById(`list-${box.dataset.attach}`);
  const complain = (box, text) => {
    const why = document.getElementById(`wrong-${box.dataset.attach}`);
    why.textContent = text;
    why.hidden = !text;
    why.className = text ? "why" : "";
    if (text) why.setAttribute("role", "alert");
  };
  const sized = (bytes) => (bytes < 1_048_576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`);
  const changed = (box) => box.querySelector("input[type=file]").dispatchEvent(new CustomEvent("kept", { bubbles: true }));

  const lineFor = (box, name, size) => {
    const line = pattern.content.firstElementChild.cloneNode(true);
    line.querySelector("a").textContent = name;
    line.querySelector("[data-size]").textContent = size ? sized(size) : "";
    line.querySelector("[data-drop]").hidden = false;
    for (const which of line.querySelectorAll("[data-which]")) which.textContent = ` ${name}`;
    listOf(box).append(line);
    return line;
  };
  const name = (line, box, id) => {
    const number = Object.assign(document.createElement("input"), { type: "hidden", name: box.dataset.attach, value: id });
    line.prepend(number);
    line.querySelector("a").href = `${words.url}${id}/`;
  };
  const tell = (line, text, progress = null) => {
    const bar = line.querySelector("progress"), says = line.querySelector(".says");
    bar.hidden = progress === null;
    bar.value = progress ?? 0;
    if (says.textContent !== text) says.textContent = text;
  };
  const settled = () => document.dispatchEvent(new CustomEvent("filesettled"));
  const end = (line) => { going.delete(line); settled(); };
  const refused = (line, box, text) => {
    complain(box, `${line.querySelector("a").textContent}${COLON}${text}`);
    line.remove();
    end(line);
  };
  const send = (line, box, file, key) => {
    const request = new XMLHttpRequest(), body = new FormData(), again = line.querySelector("[data-again]");
    const anew = () => send(line, box, file, key); // under the same key: it is kept once
    const failed = (text) => {
      tell(line, text);
      desk.hear(`${file.name}: ${text}`);
      line.classList.add("wrong");
      again.hidden = false;
      going.set(line, { failed: true, anew });
      settled();
    };
    going.set(line, { request });
    again.hidden = true;
    again.onclick = anew;
    line.classList.remove("wrong");
    body.append("key", key);
    body.append("file", file, file.name);
    request.open("POST", words.url);
    request.setRequestHeader("X-CSRFToken", token(box.closest("form")));
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "text";
    const on = (share) => tell(line, `${words.sending} ${share} %`, share);
    on(0);
    desk.hear(`${words.sending} ${file.name}`);
    request.upload.onprogress = (event) => { if (event.lengthComputable) on(Math.floor((100 * event.loaded) / event.total)); };
    request.onerror = request.ontimeout = () => failed(words.lost);
    request.onload = () => {
      let told = null;
      try { told = JSON.parse(request.responseText); } catch { /* a page, not an answer: the session is over */ }
      if (request.status === 201 && told?.id) {
        name(line, box, told.id);
        line.querySelector("[data-size]").textContent = sized(told.size);
        tell(line, "");
        desk.hear(`${words.kept} ${file.name}`);
        box.dispatchEvent(new CustomEvent("attached", { bubbles: true }));
        changed(box);
        end(line);
      } else if (told?.title) refused(line, box, [told.title, told.detail].join(told.title.endsWith(".") ? " " : ""));
      else if (request.status >= 500) failed(words.broken);
      else refused(line, box, words.out);
    };
    request.send(body);
  };
  const key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

  document.addEventListener("change", ({ target }) => {
    const box = target.closest?.("[data-attach]");
    if (!box || target.type !== "file") return;
    complain(box, "");
    for (const file of target.files) {
      if (listOf(box).children.length >= words.most) complain(box, words.many);
      else if (file.size > words.limit * 1_048_576) complain(box, `${file.name}${COLON}${words.large}`);
      else send(lineFor(box, file.name, file.size), box, file, key());
    }
    target.value = ""; // it is on its way by itself and does not go along with the form
  });
  document.addEventListener("click", ({ target }) => {
    const line = target.closest?.("[data-drop]")?.closest("li");
    if (!line) return;
    const list = line.parentElement, box = document.querySelector(`[data-attach="${CSS.escape(list.id.slice(5))}"]`);
    going.get(line)?.request?.abort();
    desk.hear(`${words.removed} ${line.querySelector("a").textContent}`);
    line.remove();
    box.querySelector("input").focus();
    changed(box);
    end(line);
  });
  window.addEventListener("online", () => { for (const one of [...going.values()]) one.anew?.(); });
  for (const drop of document.querySelectorAll(".attached [data-drop]")) drop.hidden = false;

  // ── a form waits for its files ──
  const unfinished = (form) => [...going].filter(([line]) => form.contains(line));
  document.addEventListener("submit", (event) => {
    const form = event.target, { submitter } = event;
    if (!unfinished(form).length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.waits) return;
    form.dataset.waits = "yes";
    const look = () => {
      const left = unfinished(form), failed = left.find(([, one]) => one.failed);
      if (left.length && !failed) return;
      document.removeEventListener("filesettled", look);
      delete form.dataset.waits;
      if (failed) failed[0].querySelector("[data-again]").focus();
      else if (!form.querySelector(".attached + .why[role=alert]:not([hidden])")) form.requestSubmit(submitter);
    };
    document.addEventListener("filesettled", look);
    look();
  }, true);

  // ── what a form held before comes back by number, and is asked for its name ──
  desk.bringFiles = (form, typed) => {
    const lines = new Map();
    for (const box of form.querySelectorAll("[data-attach]")) {
      listOf(box).replaceChildren();
      for (const [, id] of typed.filter(([one]) => one === box.dataset.attach)) {
        const line = lineFor(box, words.named, 0);
        name(line, box, id);
        lines.set(line, [id, box]);
      }
    }
    if (!lines.size) return;
    const asked = new URLSearchParams([...new Set([...lines.values()].map(([id]) => id))].map((id) => ["id", id]));
    fetch(`${words.url}?${asked}`, { redirect: "error" }).then((answer) => answer.json()).then(({ files }) => {
      for (const [line, [id, box]] of lines) {
        const row = files.find((one) => one.id === id);
        if (row) {
          for (const says of line.querySelectorAll("a, [data-which]")) says.textContent = says.matches("a") ? row.name : ` ${row.name}`;
          line.querySelector("[data-size]").textContent = sized(row.size);
        } else {
          line.remove();
          complain(box, words.gone);
          changed(box);
        }
      }
    }).catch(() => {}); // without a line the numbers stand for themselves
  };
})();
