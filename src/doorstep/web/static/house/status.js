// Number and code from the receipt's QR code stand behind the #: into the form, and out of the address bar.
"use strict";
(() => {
  const dot = location.hash.lastIndexOf(".");
  if (dot < 2) return;
  const [number, code] = [location.hash.slice(1, dot), location.hash.slice(dot + 1)];
  history.replaceState(null, "", location.pathname);
  document.getElementById("number").value = decodeURIComponent(number);
  document.getElementById("code").value = decodeURIComponent(code);
  document.getElementById("ask").requestSubmit();
})();
