// Number and code from the receipt's QR code stand behind the #: into the form, and out of the address bar; also where
// another case's answer still stands. A number that was given is not asked again because somebody wants larger letters or
// another language.
"use strict";
(() => {
  const form = document.querySelector("#ask, form[data-again=send]"), { number, code } = form.elements, KEPT = "status:number";
  const go = (text) => {
    number.value = text;
    if (code) code.value = "";
    form.requestSubmit();
  };
  const look = () => {
    const said = decodeURIComponent(location.hash.slice(1));
    if (said.lastIndexOf(".") <= 0) return false;
    history.replaceState(null, "", location.pathname);
    go(said);
    return true;
  };
  addEventListener("hashchange", look);
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (look()) return;
  if (form.id === "ask" && code) {
    document.addEventListener("submit", ({ target }) => {
      if (/\/(language|display)\/$/.test(target.action)) sessionStorage.setItem(KEPT, number.value);
    });
  } else if (form.id === "ask" && kept) go(kept);
})();
