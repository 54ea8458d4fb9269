/* The page from the lines: rows come, go and change places around the one that has the focus, which stays where it is. */
function draw() {
  apply();
  const held = document.activeElement?.closest?.(".note"), top = held?.getBoundingClientRect().top;
  for (const list of document.querySelectorAll("ul[data-theme]")) drawTheme(list, Number(list.dataset.theme));
  if (held?.isConnected && !held.closest("[hidden]")) scrollBy(0, held.getBoundingClientRect().top - top);
  showMarked();
  showState();
}

function drawTheme(list, theme) {
  let wanted = linesOf(theme);
  if (!wanted.length && !link.gone) {
    const key = newKey();
    const line = { key, theme, place: placeAfter(theme, ""), depth: 0, tag: "", mark: false, text: "", version: 0, beside: "", gone: false };
    book.blanks.set(key, line);
    book.lines.set(key, line);
    wanted = [line];
  }
  const keys = new Set(wanted.map((line) => line.key));
  for (const row of rows.values()) {
    const line = book.lines.get(row.key);
    // Somebody else took this line away while the caret stands in it: it stays until one leaves it.
    if (row.item.parentNode === list && !keys.has(row.key) && isFocused(row) && !row.leaving && line) wanted.push(line);
  }
  wanted.sort(inOrder);
  const items = wanted.map((line) => {
    const row = rows.get(line.key) ?? makeRow(line.key, list.dataset.number);
    if (!line.gone || !isFocused(row)) fillRow(row, line);
    else if (!isTyping(row)) row.base = line.version;
    return row.item;
  });
  arrange(list, items);
  for (const item of [...list.children]) {
    if (items.includes(item)) continue;
    if (item.row) rows.delete(item.row.key);
    item.remove();
  }
}

/** Put the rows in order without moving the one that has the focus. */
function arrange(list, items) {
  const pivot = items.findIndex((item) => item.parentNode === list && item.contains(document.activeElement));
  let next = pivot < 0 ? null : items[pivot];
  for (let at = (pivot < 0 ? items.length : pivot) - 1; at >= 0; at -= 1) {
    if (items[at].parentNode !== list || items[at].nextElementSibling !== next) list.insertBefore(items[at], next);
    next = items[at];
  }
  if (pivot < 0) return;
  let last = items[pivot];
  for (const item of items.slice(pivot + 1)) {
    if (item.parentNode !== list || last.nextElementSibling !== item) last.after(item);
    last = item;
  }
}

function showMarked() {
  const n = [...book.lines.values()].filter((line) => line.mark && !line.gone && !book.blanks.has(line.key)).length;
  const text = fill(n > facts.advised ? words.markedMany : words.marked, { n });
  if ($("marked").textContent !== text) $("marked").textContent = text;
  $("marked").toggleAttribute("data-many", n > facts.advised);
}

/** What became of what was typed, in words. */
function showState() {
  const n = new Set(book.queue.map((one) => one.key)).size;
  let [kind, text] = ["saved", link.saved];
  if (link.gone) [kind, text] = ["failed", fill(n ? link.goneWords : words.goneEmpty, { n })];
  else if (link.unkept && link.failed) [kind, text] = ["failed", words.unkept];
  else if (link.failed) [kind, text] = ["waiting", fill(link.offline ? words.offline : words.waiting, { n })];
  else if (link.message) [kind, text] = ["failed", link.message];
  else if (n) [kind, text] = ["saving", words.saving];
  const state = $("save-state");
  if (state.textContent !== text) state.textContent = text;
  state.dataset.state = kind;
  if (link.gone && $("gone").textContent !== text) $("gone").textContent = text;
  $("gone").hidden = !link.gone;
}
