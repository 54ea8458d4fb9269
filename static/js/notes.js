/*
 * The facilitator's page: Enter adds a line, a pause of a second saves, what others wrote appears. The form works
 * without this file. Every line has a key and the version that it shows; the server keeps both of two edits.
 * The line that has the focus, or in which Japanese is being converted, is never touched while it differs.
 */
const sheet = document.getElementById("sheet");
const form = document.getElementById("notes");
const state = document.getElementById("save-state");
const PAUSE = 1000;
const EVERY = 10000;
const store = `forumapp.notes.${sheet.dataset.group}`;
const saved = new WeakMap(); // row → text that the server has
let timer, composing = false, running = false, gone = false;

const rows = () => [...form.querySelectorAll("[data-row]")];
const part = (row, name) => row.querySelector(`[name=${name}]`);
const box = (row) => part(row, "text");
const find = (key) => rows().find((row) => part(row, "key").value === key);
const isDirty = (row) => box(row).value !== saved.get(row);
const isFocused = (row) => row.contains(document.activeElement);
const plain = (text) => text.normalize("NFC").split(/\r?\n/).map((line) => line.trimEnd()).join("\n").trim();

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

function show(kind, words) {
  state.dataset.state = kind;
  state.textContent = words;
}

/** Give a row its identity. `version` 0 is a line that the server does not know. */
function bind(row, key, version) {
  part(row, "key").value = key;
  part(row, "version").value = version;
  box(row).id = `text-${key}`;
}

/** Make an empty line behind `before`. */
function addRow(before, key = newKey()) {
  const row = before.cloneNode(true);
  row.className = "bullet-row";
  row.hidden = false;
  row.querySelector(".bullet-row__meta")?.remove();
  bind(row, key, 0);
  Object.assign(box(row), { value: "", defaultValue: "", rows: 1 });
  saved.set(row, "");
  before.after(row);
  return row;
}

/** Take a line away; a known one stays hidden in the form, empty, until the server knows. */
function removeRow(row) {
  const shown = rows().filter((one) => !one.hidden && one.parentNode === row.parentNode);
  const next = shown[shown.indexOf(row) - 1] ?? shown[shown.indexOf(row) + 1];
  if (!next) return;
  if (part(row, "version").value === "0" && !saved.get(row)) row.remove();
  else row.hidden = true;
  box(next).focus();
  plan();
}

/** Keep on this device what the server does not have yet. */
function keep() {
  const open = rows().filter(isDirty).map((row) => [part(row, "key").value, part(row, "theme").value, part(row, "version").value, box(row).value]);
  try {
    if (open.length) localStorage.setItem(store, JSON.stringify(open));
    else localStorage.removeItem(store);
  } catch { /* storage is full or forbidden: the page itself still holds the text */ }
}

/** Bring back what an earlier visit could not save. */
function restore() {
  let open = [];
  try { open = JSON.parse(localStorage.getItem(store)) ?? []; } catch { /* unreadable: nothing to bring back */ }
  for (const [key, theme, version, text] of open) {
    const list = form.querySelector(`[data-theme="${CSS.escape(theme)}"]`);
    const row = find(key) ?? (text && list && addRow([...list.children].findLast((one) => box(one).value) ?? list.lastElementChild, key));
    if (!row || box(row).value === text) continue;
    part(row, "version").value = version;
    box(row).value = text;
  }
}

/** Put what the server has into the page. `sent`: row → text that this answer is about. */
function merge(text, sent) {
  const page = new DOMParser().parseFromString(globalThis.forumapp.policy.createHTML(text), "text/html");
  const fresh = [...page.querySelectorAll("[data-row]")].filter((row) => part(row, "version").value !== "0");
  for (const one of fresh) {
    const mine = one.dataset.from && find(one.dataset.from);
    if (!mine || !sent.has(mine)) continue;
    bind(mine, part(one, "key").value, part(one, "version").value);
    saved.set(mine, sent.get(mine));
  }
  const last = new Map();
  for (const one of fresh) {
    const list = form.querySelector(`[data-theme="${CSS.escape(part(one, "theme").value)}"]`);
    if (!list) continue;
    last.set(list, update(find(part(one, "key").value) ?? insert(one, list, last.get(list)), one, sent));
  }
  const known = new Set(fresh.map((one) => part(one, "key").value));
  const lost = rows().filter((row) => part(row, "version").value !== "0" && !known.has(part(row, "key").value));
  for (const row of lost) forget(row, sent);
  return page.getElementById("sheet").dataset.saved;
}

function insert(one, list, before) {
  const row = document.importNode(one, true);
  saved.set(row, box(row).value);
  if (before) before.after(row); else list.prepend(row);
  return row;
}

function mark(row, one) {
  row.className = one.className;
  const note = one.querySelector(".bullet-row__meta");
  row.querySelector(".bullet-row__meta")?.remove();
  if (note) row.append(document.importNode(note, true));
}

/** Bring a row up to what the server has, unless somebody is typing in it. */
function update(row, one, sent) {
  const [theirs, version] = [box(one).value, part(one, "version").value];
  const accepted = sent.has(row) && plain(sent.get(row)) === plain(theirs);
  if (accepted) saved.set(row, sent.get(row));
  else if (box(row).value !== (sent.get(row) ?? saved.get(row)) || (isFocused(row) && !sent.has(row))) return row;
  else {
    box(row).value = theirs;
    saved.set(row, theirs);
    row.hidden = false;
  }
  part(row, "version").value = version;
  mark(row, one);
  return row;
}

/** A line that the server no longer has. */
function forget(row, sent) {
  const isDone = sent.get(row) === "";
  if (isDone) saved.set(row, "");
  if (!isDirty(row) && !isFocused(row)) row.remove();
  else if (isDone) bind(row, newKey(), 0);
}

async function exchange(sent) {
  running = true;
  try {
    const options = sent.size ? { method: "POST", body: new URLSearchParams(new FormData(form)) } : {};
    const answer = await fetch(location.href, { ...options, headers: { "X-Fragment": "sheet" }, credentials: "same-origin", cache: "no-store" });
    gone = answer.status === 404 || answer.status === 403;
    if (!answer.ok) throw new Error(answer.status);
    const text = await answer.text();
    while (composing) await new Promise((resolve) => document.addEventListener("compositionend", () => setTimeout(resolve), { once: true }));
    const words = merge(text, sent);
    if (sent.size) show("saved", words);
  } catch {
    if (sent.size || gone) show("failed", gone ? sheet.dataset.gone : sheet.dataset.failed);
  } finally {
    running = false;
    keep();
    if (rows().some(isDirty)) plan(state.dataset.state === "failed" ? EVERY : PAUSE);
  }
}

function save() {
  const sent = new Map(rows().filter(isDirty).map((row) => [row, box(row).value]));
  if (composing || running || gone || !sent.size) return;
  show("saving", sheet.dataset.saving);
  exchange(sent);
}

function plan(pause = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

function start() {
  for (const row of rows()) saved.set(row, box(row).defaultValue);
  restore();
  if (rows().some(isDirty)) plan();
  form.addEventListener("input", () => { keep(); if (!composing) plan(); });
  form.addEventListener("compositionstart", () => { composing = true; clearTimeout(timer); });
  form.addEventListener("compositionend", () => { composing = false; plan(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); plan(0); });
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || event.isComposing || composing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey) {
      event.preventDefault();
      box(addRow(row)).focus();
    } else if (event.key === "Backspace" && event.target.value === "") {
      event.preventDefault();
      removeRow(row);
    }
  });
  addEventListener("online", save);
  setInterval(() => {
    if (!document.hidden && !running && !gone && !composing && !rows().some(isDirty)) exchange(new Map());
  }, EVERY);
}

if (form && state) start();
