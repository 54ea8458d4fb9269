/* Small comforts of every page; each works without this file too. */

// A refused form: the summary of errors takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();

// A double click on a button sends once. It stays enabled; a page that came back from history starts anew.
let sent = new WeakMap();
const AGAIN_AFTER = 8000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-fragment]") || form.method === "get") return;
  const by = event.submitter ?? form;
  if (event.timeStamp - (sent.get(by) ?? -Infinity) < AGAIN_AFTER) event.preventDefault();
  else sent.set(by, event.timeStamp);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) sent = new WeakMap();
});

// On a phone the navigation is a strip: show the current place in it.
const current = document.querySelector(".side-nav [aria-current], .tabs [aria-current]");
const strip = current?.closest("ul");
if (strip && strip.scrollWidth > strip.clientWidth) strip.scrollLeft = current.offsetLeft - strip.clientWidth / 3;

// [data-print] prints the page; without script it is not there.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
