/*
 * The table of the programme in the browser: cells are edited where they stand, rows move by keyboard, what a change
 * would do appears under its row. Everything is sent to the same addresses as without this file, by fragments.js' rules.
 */
const EDITABLE = "[data-field]";
const TEXT = { start: "text", minutes: "numeric", title: "text" };
const texts = JSON.parse(document.getElementById("agenda-words").textContent);
const { policy, swap, say } = globalThis.forumapp;
let open = null; // the cell under edit: {item, field, box}
let back = null; // the cell that takes the focus once the table is there again: {item, field}
let composing = false, saving = false; // saving: the form of the panel is on its way

const rows = () => document.getElementById("agenda-rows"), table = () => document.getElementById("agenda-table");
const cellOf = (item, field) => document.querySelector(`#row-${item} [data-field=${field}]`);
const cells = () => [...table().querySelectorAll(EDITABLE)];
const where = (cell) => ({ item: cell.closest("tr").dataset.item, field: cell.dataset.field });
const panel = () => document.getElementById("agenda-check");

/** Make the table a grid: one of its cells can be reached by Tab, the others by arrows. */
function dress() {
  const grid = table();
  if (!grid) return;
  grid.setAttribute("role", "grid");
  for (const cell of grid.querySelectorAll("td")) cell.setAttribute("role", "gridcell");
  for (const cell of cells()) cell.tabIndex = -1;
  cells()[0]?.setAttribute("tabindex", "0");
}

function go(cell) {
  if (!cell) return;
  for (const one of cells()) one.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus();
}

/** The cell `across` columns and `down` rows from `cell`. */
function beside(cell, across, down) {
  const row = cell.closest("tr");
  if (across) return [...row.querySelectorAll(EDITABLE)][[...row.querySelectorAll(EDITABLE)].indexOf(cell) + across];
  const all = [...table().tBodies[0].rows].filter((one) => one.dataset.item);
  return all[all.indexOf(row) + down]?.querySelector(`[data-field=${cell.dataset.field}]`);
}

function control(cell) {
  const field = cell.dataset.field;
  if (field in TEXT) {
    const box = document.createElement("input");
    return Object.assign(box, { type: "text", inputMode: TEXT[field], autocomplete: "off", maxLength: 300, value: cell.dataset.value });
  }
  const box = document.createElement("select");
  for (const [value, word] of texts.choices[field]) box.add(new Option(word, value, false, value === cell.dataset.value));
  return box;
}

/** Open a cell; `typed` is what an earlier attempt left. */
function edit(cell, typed) {
  if (open) shut();
  const box = control(cell);
  if (typed !== undefined) box.value = typed;
  const heading = table().tHead.rows[0].cells[cell.cellIndex].textContent.trim();
  const title = cell.closest("tr").querySelector("[data-field=title]").dataset.value;
  box.className = "input cell__input";
  box.setAttribute("aria-label", `${title} ${heading}`);
  box.id = "agenda-cell";
  const shown = Object.assign(document.createElement("span"), { hidden: true });
  shown.append(...cell.childNodes);
  cell.append(shown, box);
  cell.classList.add("cell--open");
  open = { ...where(cell), box, cell, shown };
  box.focus();
  box.select?.();
}

/** Close the cell under edit; what was typed is gone. */
function shut(focus = false) {
  if (!open) return;
  const { cell, shown, box } = open;
  open = null;
  box.remove();
  cell.querySelector(".cell__error")?.remove();
  cell.append(...shown.childNodes);
  shown.remove();
  cell.classList.remove("cell--open");
  if (focus) go(cell);
}

/** Say at the cell why it is not saved; what was typed stays. */
function complain(text) {
  if (!open) return say(text);
  const { cell, box } = open;
  const note = Object.assign(document.createElement("span"), { className: "cell__error", id: "agenda-cell-error", role: "alert", textContent: text });
  cell.append(note);
  box.setAttribute("aria-describedby", note.id);
  box.setAttribute("aria-invalid", "true");
}

/** Put the panel of what a change would do under its row. */
function under(item) {
  const row = document.getElementById(`row-${item}`);
  if (!row || panel().closest("tr")?.previousElementSibling === row) return;
  document.getElementById("agenda-cautions").before(panel());
  document.getElementById("agenda-check-row")?.remove();
  const line = Object.assign(document.createElement("tr"), { id: "agenda-check-row", role: "row" });
  const cell = Object.assign(line.insertCell(), { colSpan: table().tHead.rows[0].cells.length, role: "gridcell" });
  cell.append(panel());
  row.after(line);
}

/** Take the panel back to its own place, empty. */
function clear() {
  const old = panel();
  const fresh = Object.assign(document.createElement("div"), { id: "agenda-check", className: "agenda-check" });
  old.remove();
  document.getElementById("agenda-check-row")?.remove();
  document.getElementById("agenda-cautions").before(fresh);
}

/** Send one operation about `item`; the answer is a table, a question under the row, or a refusal. */
async function send(address, fields, item) {
  const form = document.getElementById("agenda-acts");
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  open?.cell.querySelector(".cell__error")?.remove();
  rows().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { "X-Fragment": "agenda-rows" }, credentials: "same-origin" });
    const text = await answer.text();
    if (answer.status === 422 && open) return complain(reason(text));
    if (![200, 409, 422].includes(answer.status) || answer.redirected) return complain(reason(text) || document.body.dataset.failed);
    const asks = /id="agenda-check"[^>]*data-asks/.test(text);
    back = { item, field: open?.field ?? back?.field ?? "title" };
    if (asks) under(item); else { shut(); clear(); }
    swap(text, "agenda-rows");
    const words = answer.headers.get("X-Say");
    if (words) say(decodeURIComponent(words));
  } catch {
    complain(texts.offline);
  } finally {
    rows()?.removeAttribute("aria-busy");
  }
}

/** What a refusal says, or a page of an error about itself. */
function reason(text) {
  const page = new DOMParser().parseFromString(policy.createHTML(text), "text/html");
  return [...page.querySelectorAll(".error-summary li, h1, main .prose p")].map((one) => one.textContent.trim()).join(" ");
}

/** Save the cell under edit; `next` is opened at once if nothing is asked. */
async function save(next) {
  const { cell, box, item, field } = open;
  if (box.value === cell.dataset.value) {
    shut(!next);
    if (next) edit(next);
    return;
  }
  const then = next && where(next);
  await send(`${texts.items}/${item}/values`, { [field]: box.value }, item);
  if (then && !open && !panel().matches("[data-asks]")) edit(cellOf(then.item, then.field));
}

/** Press a button of the row's menu. */
function act(row, path, fields = {}) {
  const item = row.dataset.item;
  back = { item, field: document.activeElement.dataset?.field ?? "title" };
  const address = row.querySelector(`[formaction$="${path}"]`)?.getAttribute("formaction");
  if (address) send(address, fields, item);
}

/** Ask for the short form of a new item under `row`. */
async function add(row) {
  const link = row.querySelector("[data-add]");
  try {
    const answer = await fetch(link.href, { headers: { "X-Fragment": "agenda-check" }, credentials: "same-origin" });
    const text = await answer.text();
    if (!answer.ok) return location.assign(link.href);
    shut();
    back = { item: row.dataset.item, field: "title" };
    under(row.dataset.item);
    swap(text, "agenda-check");
  } catch {
    say(texts.offline);
  }
}

for (const name of ["start", "end"]) document.addEventListener(`composition${name}`, () => setTimeout(() => { composing = name === "start"; }));
document.addEventListener("focusin", () => { composing = false; }); // a field that was taken out of the page never says that it ended

document.addEventListener("click", (event) => {
  const cell = event.target.closest?.(`#agenda-table ${EDITABLE}`);
  if (cell && !event.target.closest("a, button, input, select") && open?.cell !== cell) {
    if (open && open.box.value !== open.cell.dataset.value) save(cell); else edit(cell);
    return;
  }
  const adds = event.target.closest?.("[data-add]");
  if (adds && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    adds.closest("details")?.removeAttribute("open");
    add(adds.closest("tr"));
  }
  if (event.target.closest?.("#agenda-check [data-cancel]:not([data-fragment])") && document.getElementById("agenda-check-row")) {
    event.preventDefault();
    leave();
  }
  for (const menu of document.querySelectorAll(".row-menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

/** Leave the panel without saving. A cell under edit keeps what was typed. */
function leave() {
  clear();
  if (open) open.box.focus(); else if (back) go(cellOf(back.item, back.field));
}

// A button of a row sends the common form: the panel it brings stands under that row.
document.addEventListener("submit", (event) => {
  saving = panel().contains(event.target);
  const from = event.submitter?.closest("tr[data-item]");
  if (event.target.id === "agenda-acts" && from) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const one = event.submitter;
    one.closest("details")?.removeAttribute("open");
    back = { item: from.dataset.item, field: "title" };
    send(one.getAttribute("formaction"), one.name ? { [one.name]: one.value } : {}, from.dataset.item);
  }
}, true);

const KEYS = {
  ArrowRight: (cell) => go(beside(cell, 1, 0)),
  ArrowLeft: (cell) => go(beside(cell, -1, 0)),
  ArrowDown: (cell) => go(beside(cell, 0, 1)),
  ArrowUp: (cell) => go(beside(cell, 0, -1)),
  Enter: (cell) => edit(cell),
  F2: (cell) => edit(cell),
  Insert: (cell) => add(cell.closest("tr")),
  "+": (cell) => add(cell.closest("tr")),
  Delete: (cell) => act(cell.closest("tr"), "/withdrawal"),
};

function inCell(event) {
  if (event.key === "Escape") shut(true);
  else if (event.key === "Enter") save();
  else if (event.key === "Tab") {
    const all = cells();
    const next = all[all.indexOf(open.cell) + (event.shiftKey ? -1 : 1)];
    if (!next) return;
    save(next);
  } else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (composing || event.isComposing) return;
  if (open && event.target === open.box) return inCell(event);
  const isTyping = event.target.matches?.("input, textarea, select");
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !isTyping) {
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    const step = key === "z" && !event.shiftKey ? "undo" : "redo";
    const form = document.getElementById(`agenda-${step}`);
    if (form) form.requestSubmit(); else say(texts[step]);
    return;
  }
  if (event.key === "Escape" && document.getElementById("agenda-check-row")?.contains(event.target)) return leave();
  const cell = event.target.matches?.(EDITABLE) && event.target.closest("#agenda-table") ? event.target : null;
  if (!cell || event.ctrlKey || event.metaKey) return;
  if (event.altKey) {
    const direction = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (!direction) return;
    event.preventDefault();
    return act(cell.closest("tr"), "/position", { direction });
  }
  if (!(event.key in KEYS)) return;
  event.preventDefault();
  KEYS[event.key](cell);
});

document.addEventListener("fragment:swapped", (event) => {
  if (event.target.id !== "agenda-rows") return;
  const typed = open && { item: open.item, field: open.field, value: open.box.value };
  open = null;
  if (!panel()?.matches("[data-asks]") && document.getElementById("agenda-check-row")) clear();
  dress();
  const kept = typed && cellOf(typed.item, typed.field);
  if (kept) return edit(kept, typed.value);
  const cell = back && cellOf(back.item, back.field);
  if (cell && !panel()?.contains(document.activeElement)) go(cell);
});

// After the check was sent the row under which it stood is gone with the old table: the panel needs its own place.
document.addEventListener("fragment:swapped", (event) => {
  if (event.target.id !== "agenda-check" || event.target.matches("[data-asks]")) return;
  if (saving) shut();
  clear();
});

addEventListener("beforeunload", (event) => { if (open && open.box.value !== open.cell.dataset.value) event.preventDefault(); });
document.getElementById("agenda-keys")?.removeAttribute("hidden");
dress();
