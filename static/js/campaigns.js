/* The composer. The number of recipients follows the boxes; without this file the button beside them counts. */
const form = document.querySelector("form[data-count]");
let timer = 0, latest = 0;

async function count() {
  const mine = ++latest;
  const place = document.getElementById("reach");
  place.setAttribute("aria-busy", "true");
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.count, { method: "POST", body, headers: { "X-Fragment": "reach" }, credentials: "same-origin" });
    const text = await answer.text();
    if (mine === latest && (answer.ok || answer.status === 422)) forumapp.swap(text, "reach");
  } catch { /* the number stays; sending shows the true one */ }
  if (mine === latest) document.getElementById("reach").removeAttribute("aria-busy");
}

form?.addEventListener("change", () => {
  clearTimeout(timer);
  timer = setTimeout(count, 200);
});

/* A merge field becomes a button that puts it where was typed last: in the body unless the subject had the focus. */
let target = document.getElementById("body");
target?.setSelectionRange(target.value.length, target.value.length);
const hint = document.getElementById("insert-hint");
if (hint) hint.hidden = false;

document.addEventListener("focusin", ({ target: field }) => {
  if (field.matches("#subject, #body")) target = field;
});

for (const place of document.querySelectorAll("[data-insert]")) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "link-button" });
  button.textContent = place.dataset.insert;
  button.addEventListener("click", () => {
    target.setRangeText(place.dataset.insert, target.selectionStart, target.selectionEnd, "end");
    target.focus();
  });
  place.replaceChildren(button);
}
