// A paper that was just issued prints itself, once: not again when the page is loaded anew.
"use strict";
(() => {
  if (!document.querySelector("[data-print-now]")) return;
  const address = new URL(location.href);
  address.searchParams.delete("print");
  history.replaceState(null, "", address);
  addEventListener("load", () => print());
})();
