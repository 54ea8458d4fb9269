/* Small comforts of every page; each works without this file too. */

// A refused form: the summary of errors takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();

// A double click sends once. The button stays enabled; a page that came back from history starts anew.
const sent = new WeakMap();
const AGAIN_AFTER = 8000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-fragment]") || form.method === "get") return;
  if (Date.now() - (sent.get(form) ?? -Infinity) < AGAIN_AFTER) event.preventDefault();
  else sent.set(form, Date.now());
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) sent.delete(form);
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
