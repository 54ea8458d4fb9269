/* The keyboard, the pointer, and the conversion of Japanese. */
let pressed = false, entered = null;
const rowAt = (target) => target.closest?.(".note")?.row;
const focusLine = (key, atEnd = true) => {
  const area = rows.get(key)?.area;
  if (!area) return;
  area.focus();
  const at = atEnd ? area.value.length : 0;
  area.setSelectionRange(at, at);
};

function typed(row) {
  setText(row.key, row.area.value, row.base);
  plan();
}

/** Take what stands in a field while Japanese is still being converted there. */
function finishTyping() {
  const row = composing && rowAt(composing);
  if (row) typed(row);
}

/** The line above or below on the page; null at the ends. */
function neighbour(row, step) {
  const order = linesOf(book.lines.get(row.key).theme), at = order.findIndex((line) => line.key === row.key);
  return order[at + step]?.key ?? null;
}

/** Say whether the caret can go no further up or down within the field. */
function isAtEdge(area, step) {
  if (area.selectionStart !== area.selectionEnd) return false;
  const height = parseFloat(getComputedStyle(area).lineHeight);
  if (!area.value.includes("\n") && area.scrollHeight < height * 2.5) return true;
  return area.selectionStart === (step < 0 ? 0 : area.value.length);
}

function remove(row) {
  const line = book.lines.get(row.key), next = neighbour(row, -1) ?? neighbour(row, 1);
  const text = plain(line.text);
  row.leaving = true;
  removeLine(row.key, row.base);
  if (next) focusLine(next);
  else {
    row.area.blur();
    draw();
    focusLine(linesOf(line.theme)[0]?.key);
  }
  draw();
  if (text) showRemoved(row.key, text);
  plan();
}

function showRemoved(key, text) {
  $("removed").dataset.key = key;
  $("removed-words").textContent = fill(words.removed, { text: text.slice(0, 40) });
  $("removed").hidden = false;
}

function indent(row, step) {
  const depth = Math.min(3, Math.max(0, book.lines.get(row.key).depth + step));
  if (depth !== book.lines.get(row.key).depth) set("depth", row.key, depth);
}

const ACTS = {
  mark: (row) => set("mark", row.key, !book.lines.get(row.key).mark),
  tag: (row, value) => set("tag", row.key, book.lines.get(row.key).tag === value ? "" : value),
  indent: (row) => indent(row, 1),
  outdent: (row) => indent(row, -1),
  up: (row) => moveLine(row.key, -1),
  down: (row) => moveLine(row.key, 1),
  settle: (row) => change("settle", row.key),
  remove,
};

/** What a key does; returns false where it is the browser's own. */
function press(event, row) {
  const { area, key } = row;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey) {
    const line = book.lines.get(key);
    focusLine(addLine(line.theme, key, line.depth));
  } else if (event.key === "Backspace" && area.value === "") remove(row);
  else if (step && event.altKey) moveLine(key, step);
  else if (step && !event.shiftKey && !event.ctrlKey && !event.metaKey && isAtEdge(area, step) && neighbour(row, step)) focusLine(neighbour(row, step), step < 0);
  else if (event.ctrlKey && (event.key === "]" || event.key === "[")) indent(row, event.key === "]" ? 1 : -1);
  else return false;
  plan();
  return true;
}

function listen() {
  const form = $("notes");
  form.addEventListener("compositionstart", (event) => { composing = event.target; });
  form.addEventListener("compositionend", (event) => {
    composing = null;
    const row = rowAt(event.target);
    if (row) typed(row);
  });
  form.addEventListener("input", (event) => {
    const row = rowAt(event.target);
    if (row && event.target === row.area && !composing) typed(row);
  });
  form.addEventListener("paste", (event) => {
    const row = rowAt(event.target);
    if (!row || event.target !== row.area || composing) return;
    if (paste(event.clipboardData.getData("text/plain"), row)) event.preventDefault();
  });
  form.addEventListener("keydown", (event) => {
    const row = rowAt(event.target);
    if (!row || event.target !== row.area || event.isComposing || composing || event.keyCode === 229) return;
    if (press(event, row)) event.preventDefault();
  });
  form.addEventListener("click", (event) => {
    const row = rowAt(event.target), act = event.target.closest("[data-act]");
    const adds = event.target.closest("[data-add]");
    if (link.gone) return;
    if (adds) focusLine(addLine(Number(adds.dataset.add)));
    if (!row || !act) return;
    current(row);
    ACTS[act.dataset.act](row, act.dataset.value);
    if (act.isConnected && !act.closest("[hidden]")) act.focus();
    plan();
  });
  form.addEventListener("focusin", () => { if (!composing?.isConnected) composing = null; });
  form.addEventListener("focusin", (event) => pressed ? (entered = rowAt(event.target) ?? entered) : current(rowAt(event.target)));
  form.addEventListener("focusout", () => setTimeout(() => composing || pressed || draw()));
  form.addEventListener("pointerdown", () => { pressed = true; });
  for (const end of ["pointerup", "pointercancel", "contextmenu", "blur"]) addEventListener(end, () => pressed && setTimeout(release));
  form.addEventListener("submit", (event) => event.preventDefault());
  $("undo").addEventListener("click", () => {
    const { key } = $("removed").dataset;
    $("removed").hidden = true;
    change("restore", key);
    focusLine(key);
    plan();
  });
}

/** Nothing moves between pressing and letting go, or the press would miss what it was meant for. */
function release() {
  pressed = false;
  current(entered);
  entered = null;
  draw();
}

/** The buttons are those of the line that was entered last. */
function current(row) {
  if (!row) return;
  for (const one of rows.values()) one.item.classList.toggle("note--current", one === row);
}
