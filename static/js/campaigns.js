/* The number of recipients follows the boxes. Without this file the button beside them counts. */
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
