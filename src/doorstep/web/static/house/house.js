// Keys and sheets of every page. All of it works without.
"use strict";
(() => {
  const typing = (target) => target.closest("textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])");
  const sheet = document.querySelector(".display");
  const keysOff = () => { try { return localStorage.getItem("keys-off") === "yes"; } catch { return false; } };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && sheet?.open) {
      sheet.open = false;
      sheet.querySelector("summary").focus();
    } else if (event.key === "/" && !typing(event.target) && !keysOff()) {
      const box = document.querySelector(".bar .search input[type=search]");
      if (box) { box.focus(); event.preventDefault(); }
    }
  });
  document.addEventListener("click", (event) => {
    if (sheet?.open && !sheet.contains(event.target)) sheet.open = false;
  });
})();
