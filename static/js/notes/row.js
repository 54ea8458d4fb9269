/* One line on the page: its field, its star, what is to be said about it, and the buttons of the line one is in. */
const rows = new Map(); // key → {item, area, base}
const KINDS = ["problem", "practice", "request"];
let composing = null; // the field in which Japanese is being converted

function make(tag, attributes = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

const button = (act, text, attributes = {}) => make("button", { type: "button", class: "note__tool", "data-act": act, ...attributes }, text);

function makeRow(key, number) {
  const area = make("textarea", { class: "input", rows: "1", maxlength: "2000", autocomplete: "off", "aria-label": fill(words.line, { number }) });
  const star = make("button", { type: "button", class: "note__mark", "data-act": "mark", "aria-label": words.mark, title: words.mark });
  const kinds = KINDS.map((kind) => button("tag", words[kind], { "data-value": kind, "aria-pressed": "false" }));
  const tools = make("div", { class: "note__tools", role: "group", "aria-label": words.tools }, ...kinds,
    ...["outdent", "indent", "up", "down", "remove"].map((act) => button(act, words[act])));
  const said = make("p", { class: "note__facts" });
  const item = make("li", { class: "note" }, star, area, said, tools);
  const row = { key, item, area, star, tools, said, base: 0, shown: "" };
  item.row = row;
  rows.set(key, row);
  return row;
}

const isTyping = (row) => composing === row.area;
const isFocused = (row) => row.item.contains(document.activeElement);

/** Put what a line says into its row. The field in which Japanese is being converted is left alone. */
function fillRow(row, line) {
  if (!isTyping(row)) {
    if (plain(row.area.value) !== plain(line.text)) setValue(row.area, line.text);
    row.base = line.version;
  }
  grow(row.area);
  row.item.dataset.depth = line.depth;
  row.star.setAttribute("aria-pressed", String(Boolean(line.mark)));
  row.star.textContent = line.mark ? "★" : "☆";
  for (const one of row.tools.querySelectorAll("[data-value]")) one.setAttribute("aria-pressed", String(one.dataset.value === line.tag));
  const rival = line.beside && book.lines.get(line.beside);
  row.item.classList.toggle("bullet-row--beside", Boolean(rival && !rival.gone));
  const facts_ = JSON.stringify([line.tag, rival && !rival.gone, line.why]);
  if (facts_ === row.shown) return;
  row.shown = facts_;
  row.said.replaceChildren();
  if (line.tag) row.said.append(make("span", { class: "tag note__kind" }, words[line.tag]));
  if (rival && !rival.gone) row.said.append(make("span", { class: "tag tag--warning" }, words.beside), button("settle", words.settle));
  if (line.why) row.said.append(make("span", { class: "note__refused" }, fill(words.refused, { why: line.why })));
}

/** Give a field another text; the caret stays where it was among the letters. */
function setValue(area, text) {
  const before = area.value, caret = area.selectionStart;
  area.value = text;
  if (document.activeElement !== area) return;
  let same = 0;
  while (same < Math.min(before.length, text.length) && before[same] === text[same]) same += 1;
  const at = caret <= same ? caret : Math.max(same, text.length - (before.length - caret));
  area.setSelectionRange(at, at);
}

/** The field is as high as its text, also where the style sheet cannot see to it. */
function grow(area) {
  if (CSS.supports("field-sizing", "content") || !area.scrollHeight) return;
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight + 2}px`;
}

/** A row goes on as another line: its text was kept beside that of somebody else. */
function rename(key, next) {
  const row = rows.get(key);
  if (!row || rows.has(next)) return;
  rows.delete(key);
  row.key = next;
  rows.set(next, row);
}
