// Number and code from the receipt's QR code stand behind the #: into the form, and out of the address bar. A number that
// was given is not asked again because somebody wants larger letters or another language.
"use strict";
(() => {
  const form = document.getElementById("ask"), number = form.elements.number, KEPT = "status:number";
  const go = (text) => { number.value = text; form.requestSubmit(); };
  const said = decodeURIComponent(location.hash.slice(1)), kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (form.elements.code) {
    document.addEventListener("submit", ({ target }) => {
      if (/\/(language|display)\/$/.test(target.action)) sessionStorage.setItem(KEPT, number.value);
    });
  } else if (said.lastIndexOf(".") > 0) {
    history.replaceState(null, "", location.pathname);
    go(said);
  } else if (kept) go(kept);
})();
