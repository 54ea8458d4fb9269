/*
 * Keys of the moderator's page, only while the focus is in the list of notes: ↑ ↓ move from note to note, S shows or takes
 * off, H lets it stand out, U takes the new words, P stops or goes on. Every key presses a button that stands there.
 */
const rows = () => [...document.querySelectorAll("[data-candidate]")];
let place = -1, kept = "";

/** The first button of a note takes the focus. */
function go(row) {
  row.querySelector("button")?.focus();
  row.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-candidate]");
  if (!row || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const key = event.key.toLowerCase();
  const button = key === "p" ? document.querySelector("[data-shortcut=p]") : /^[shu]$/.test(key) && row.querySelector(`[data-key=${key}]`);
  if (step) {
    const all = rows();
    const next = all[all.indexOf(row) + step];
    if (next) go(next);
  } else if (button) button.click();
  else return;
  event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-candidate]");
  if (row) [place, kept] = [rows().indexOf(row), row.id];
  else if (event.target.id !== "moderator") place = -1;
});

// A button that is no longer there leaves the focus on its note, or on the one that took its place.
document.addEventListener("fragment:swapped", (event) => {
  if (event.target.id !== "moderator" || place < 0 || document.activeElement?.closest("[data-candidate]")) return;
  const row = document.getElementById(kept) ?? rows()[Math.min(place, rows().length - 1)];
  if (row) go(row);
});
