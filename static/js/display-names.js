/* The rule of names in the meeting tool: the examples follow what is typed; without this file a button shows them. */
const form = document.getElementById("rule-form");
let timer = 0, latest = 0;

async function look() {
  const mine = ++latest;
  const body = new URLSearchParams(new FormData(form));
  body.set("look", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "examples" }, credentials: "same-origin" });
    const text = await answer.text();
    if (mine === latest && (answer.ok || answer.status === 422)) forumapp.swap(text, "examples");
  } catch { /* the examples stay; saving says what is wrong */ }
}

form?.addEventListener("input", (event) => {
  if (event.isComposing) return;
  clearTimeout(timer);
  timer = setTimeout(look, 300);
});
form?.addEventListener("compositionend", look);
