/* The keyboard: arrows walk in time and across tracks, with Alt they move the item; Enter goes to the buttons, Escape gives up. */
const ALT = { ArrowUp: "earlier", ArrowDown: "later" };
const ALT_SHIFT = { ArrowUp: "shorter", ArrowDown: "longer" };

function onKey(event) {
  const block = event.target.closest("[data-id]");
  if (!block || event.isComposing || event.ctrlKey || event.metaKey || drag) return;
  const done = event.altKey ? moveByKey(event) : walk(event, Number(block.dataset.id));
  if (done) event.preventDefault();
}

function moveByKey({ key, shiftKey }) {
  const name = (shiftKey ? ALT_SHIFT : ALT)[key];
  if (name) move(name);
  else if (!shiftKey && /^Arrow(Left|Right)$/.test(key)) toNeighbour(key === "ArrowLeft" ? -1 : 1);
  else return false;
  reveal();
  return true;
}

function walk({ key, shiftKey }, id) {
  if (shiftKey) return false;
  const items = reachable(), place = items.findIndex((item) => item.id === id);
  const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: items.length - 1 }[key] ?? beside(key, items, place);
  if (next !== null) {
    goTo(items[clamp(next, 0, items.length - 1)].id);
    return true;
  }
  if (key === "Enter" || key === " ") return enterPanel(id);
  if (key === "Escape" && proposal) { drop(); return true; }
  return false;
}

/** The place of the item that runs nearest in the next track to the left or right. */
function beside(key, items, place) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (!step) return null;
  const ids = [null, ...content.tracks.map((track) => track.id)];
  const here = items[place], column = ids.indexOf(here.track) + step;
  const there = items.filter((item) => item.track === ids[column] && item.start !== null && item.kind !== "container");
  if (!there.length) return place;
  const nearest = there.reduce((best, item) => Math.abs(item.start - here.start) < Math.abs(best.start - here.start) ? item : best);
  return items.indexOf(nearest);
}

/** Choose an item and bring it into view. */
function goTo(id) {
  choose(id);
  const block = blockOf(id);
  block?.focus({ preventScroll: true });
  reveal();
}

/** Scroll the picture, not the page, so that the chosen block and its ghost are seen. */
function reveal() {
  const scroll = part("scroll"), box = scroll.getBoundingClientRect();
  const target = (proposal && part("over").firstElementChild) || blockOf(chosen)?.parentElement;
  if (!target || !scroll.contains(target)) return;
  const seen = target.getBoundingClientRect(), head = part("heads").offsetHeight, rail = part("rail").offsetWidth;
  const over = seen.top - box.top - head - 8, under = seen.bottom - box.bottom + 24;
  const before = seen.left - box.left - rail - 8, after = seen.right - box.right + 8;
  const top = over < 0 ? over : under > 0 ? Math.min(under, over) : 0;
  const left = before < 0 ? before : after > 0 ? Math.min(after, before) : 0;
  if (top || left) scroll.scrollBy({ top, left, behavior: "instant" });
}

/** Enter on a block: to the buttons that move it, or to the check while a change is proposed. */
function enterPanel(id) {
  choose(id);
  const target = proposal ? part("proposal").querySelector("input:checked, button:not([hidden])") : part("panel").querySelector(".timeline__move:not([hidden]), a[data-part=edit]");
  target?.focus();
  return Boolean(target);
}

/** Escape in the panel goes back to the block; what is proposed is given up. */
function leavePanel(event) {
  if (event.key !== "Escape" || event.isComposing || chosen === null) return;
  event.preventDefault();
  if (proposal) drop();
  goTo(chosen);
}
