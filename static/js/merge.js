/*
 * The merge board: notes are picked by keyboard, pointer or touch and sent by the form that is there without this
 * file. Picks outlive every new piece of the page; the composer is never touched while it is open.
 */
const board = document.getElementById("merge");
const picked = new Set();
let last = null; // id of the note that had the focus

const notes = () => [...board.querySelectorAll("#picks [data-note] > input")];
const form = () => document.getElementById("picks");
const composer = () => document.getElementById("composer");
const isOpen = () => Boolean(composer().querySelector("textarea"));

function count() {
  const place = document.getElementById("merge-count");
  if (place) place.value = picked.size ? board.dataset.many.replace("{n}", picked.size) : board.dataset.none;
}

/** Tick what was picked before the notes were replaced, and give every note a grip. */
function dress() {
  for (const box of notes()) {
    box.checked = picked.has(box.value);
    if (box.parentElement.querySelector(".merge-note__grip")) continue;
    const grip = Object.assign(document.createElement("button"), { type: "button", className: "merge-note__grip", textContent: "⠿", tabIndex: -1 });
    grip.setAttribute("aria-hidden", "true");
    grip.title = board.dataset.drag;
    box.parentElement.append(grip);
  }
  for (const zone of board.querySelectorAll(".merge-drop")) zone.hidden = false;
  count();
}

function pick(box, wanted) {
  box.checked = wanted;
  if (wanted) picked.add(box.value); else picked.delete(box.value);
}

function forget() {
  picked.clear();
  for (const box of notes()) box.checked = false;
  count();
}

/** Send the picks: to a new sentence, or to the bullet `target`. */
function send(target = document.getElementById("merge-target").value) {
  document.getElementById("merge-target").value = target;
  form().requestSubmit(form().querySelector(".merge-bar [type=submit]"));
}

function enter(box) {
  if (!picked.size) {
    const whole = box.closest("[data-proposal]")?.querySelectorAll("input") ?? [box];
    for (const one of whole) pick(one, true);
    count();
  }
  send();
}

board?.addEventListener("change", (event) => {
  if (!event.target.matches("#picks [data-note] > input")) return;
  pick(event.target, event.target.checked);
  count();
});

board?.addEventListener("reset", () => setTimeout(forget));

board?.addEventListener("focusin", (event) => { if (event.target.matches("#picks [data-note] > input")) last = event.target.value; });

board?.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.altKey || event.metaKey) return;
  const { key, target } = event;
  if (target.matches("textarea") && key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    target.form.requestSubmit(target.form.querySelector(".buttons [type=submit]"));
  } else if (key === "Escape" && isOpen() && composer().contains(target)) {
    composer().querySelector(".buttons a")?.click();
  } else if (target.matches("#picks [data-note] > input") && !event.ctrlKey) {
    const all = notes(), here = all.indexOf(target);
    const next = { ArrowDown: all[here + 1], ArrowUp: all[here - 1], Home: all[0], End: all.at(-1) }[key];
    if (next) next.focus();
    if (key === "Enter") enter(target);
    if (next || key === "Enter" || key === "ArrowDown" || key === "ArrowUp") event.preventDefault();
  }
});

/** A saved sentence ends the picking; then the focus goes back to where the picking was. */
function settle(place) {
  if (place.id === "merge-notes") dress();
  if (place.id !== "composer") return dress();
  if (isOpen()) return;
  forget();
  const all = notes();
  (all.find((box) => box.value === last) ?? all[0])?.focus();
}

board?.addEventListener("fragment:swapped", (event) => settle(event.target));

/* Dragging: the grip is held, the note (or all picked ones) goes to what lies under the pointer. */
let drag = null;

function under(event) {
  const found = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-drop], #picks [data-note]");
  return found && found !== drag.row ? found : null;
}

function lift(event) {
  const grip = event.target.closest(".merge-note__grip");
  if (!grip || event.button) return;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  drag = { row: grip.parentElement, over: null, y: event.clientY };
  drag.row.classList.add("merge-lifted");
}

function move(event) {
  if (!drag) return;
  const over = under(event);
  if (over !== drag.over) {
    drag.over?.classList.remove("merge-over");
    over?.classList.add("merge-over");
    drag.over = over;
  }
  const edge = event.clientY < 60 ? -12 : event.clientY > innerHeight - 60 ? 12 : 0;
  if (edge) scrollBy(0, edge);
}

function drop(event) {
  if (!drag) return;
  const { row, over } = drag;
  row.classList.remove("merge-lifted");
  over?.classList.remove("merge-over");
  drag = null;
  if (event.type !== "pointerup" || !over) return;
  const mine = row.querySelector("input");
  if (!picked.has(mine.value)) forget();
  pick(mine, true);
  if ("note" in over.dataset) pick(over.querySelector("input"), true);
  count();
  send(over.dataset.drop ?? "");
}

board?.addEventListener("pointerdown", lift);
board?.addEventListener("pointermove", move);
board?.addEventListener("pointerup", drop);
board?.addEventListener("pointercancel", drop);

if (board && form()) {
  for (const box of notes()) if (box.checked) picked.add(box.value);
  dress();
}
