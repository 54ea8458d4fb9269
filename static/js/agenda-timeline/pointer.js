/*
 * Dragging a block to another time or track, and its edges to another length. A mouse or pen takes a block anywhere; a
 * finger takes the grips of the chosen block, so that the picture scrolls as everything else does.
 */
const FAR = 5, SIDEWAYS = 40, EDGE = 44, RIM = 7;
let drag = null, dropped = false;

function beginDrag(event) {
  const block = event.target.closest(".timeline__item")?.firstElementChild;
  if (!block || event.button || !editing) return;
  const edge = event.target.closest("[data-grip]")?.dataset.grip ?? edgeAt(block, event.clientY);
  if (event.pointerType === "touch" && !event.target.closest("[data-grip]")) return;
  const item = itemOf(Number(block.dataset.id));
  const base = wanted(item);
  drag = { id: item.id, edge, pointer: event.pointerId, from: [event.clientX, event.clientY], at: [event.clientX, event.clientY], fine: false, begun: false, offset: minuteAt(event.clientY) - (edge === "end" ? base.start + (lasting(base) ?? UNKNOWN) : base.start), base, before: proposal };
}

/** Which edge of a block is at a height of the window; in between the block is moved. */
function edgeAt(block, y) {
  const { top, bottom, height } = block.getBoundingClientRect();
  if (block.parentElement.dataset.kind === "container" || height < 3 * RIM) return "move";
  return y - top < RIM ? "start" : bottom - y < RIM ? "end" : "move";
}

/** The minute of the day at a height of the window. */
const minuteAt = (y) => dayOf().from + (y - part("items").getBoundingClientRect().top) / scale;

/** The track (id or null) at a place of the window: the rail stands for all. */
function trackAt(x) {
  const columns = columnsOf(dayOf()), { left, width } = part("items").getBoundingClientRect();
  if (!columns.length || x < left) return null;
  return columns[clamp(Math.floor((x - left) / width * columns.length), 0, columns.length - 1)].id;
}

function followDrag(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  drag.at = [event.clientX, event.clientY];
  drag.fine = event.shiftKey;
  if (!drag.begun) {
    if (Math.hypot(drag.at[0] - drag.from[0], drag.at[1] - drag.from[1]) < FAR) return;
    const refusal = drag.edge === "move" ? "" : rigid(itemOf(drag.id));
    if (refusal) { drag = null; return void say(refusal); }
    drag.begun = true;
    choose(drag.id);
    try { root.setPointerCapture(drag.pointer); } catch { /* the pointer is gone already */ }
    root.dataset.dragging = drag.edge;
    forgetAnswers();
    requestAnimationFrame(scrollAtEdges);
  }
  event.preventDefault();
  showDrag();
}

/** Move the ghost to where the pointer is. */
function showDrag() {
  const item = itemOf(drag.id), change = { op: "change", ...dragged(drag.base) };
  if (!fits({ ...drag.base, ...change })) return;
  propose(item, change, { quietly: true });
  root.dataset.whole = String(wanted(item).track === null && columnsOf(dayOf()).length > 0);
}

function dragged({ start, minutes, track }) {
  const step = drag.fine ? 1 : STEP, [x, y] = drag.at;
  const lasts = minutes ?? UNKNOWN;
  const minute = snap(minuteAt(y) - drag.offset, step);
  if (drag.edge === "end") return { minutes: Math.max(minute - start, step) };
  if (drag.edge === "start") {
    const begin = Math.min(minute, start + lasts - step);
    return { start: begin, minutes: start + lasts - begin };
  }
  const item = itemOf(drag.id);
  const stays = item.kind === "container" || Math.abs(x - drag.from[0]) < SIDEWAYS;
  return placed(item, minute, stays ? track : trackAt(x));
}

/** A start in a track: beyond a neighbour of its own track the item changes places, elsewhere it comes at that time. */
function placed(item, start, track) {
  if (track === item.track) return { start, track, parent: item.parent, after: passed(item, start) };
  const where = { start, track, day: shown, parent: parentFor(item, track, { start, day: shown }) };
  return { start, track, parent: where.parent, after: lastBefore(item, where) };
}

/** While the pointer is near an edge of the picture, scroll on. */
function scrollAtEdges() {
  if (!drag?.begun) return;
  const scroll = part("scroll"), box = scroll.getBoundingClientRect(), [x, y] = drag.at;
  const top = Math.max(box.top + part("heads").offsetHeight, 0), bottom = Math.min(box.bottom, innerHeight);
  const push = (near, far, way) => near < EDGE && way < -FAR ? (near - EDGE) / 4 : far < EDGE && way > FAR ? (EDGE - far) / 4 : 0;
  const down = clamp(push(y - top, bottom - y, y - drag.from[1]), -16, 16);
  const right = clamp(push(x - box.left, box.right - x, x - drag.from[0]), -16, 16);
  const before = [scroll.scrollTop, scroll.scrollLeft].join();
  scroll.scrollBy({ top: down, left: right, behavior: "instant" });
  if (before !== [scroll.scrollTop, scroll.scrollLeft].join()) showDrag();
  requestAnimationFrame(scrollAtEdges);
}

/** Let go: the server is asked what the change means. Nothing is written. */
function endDrag(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  const done = drag;
  stopDrag();
  if (!done.begun) return;
  dropped = true;
  blockOf(done.id)?.focus({ preventScroll: true });
  if (proposal) propose(itemOf(done.id), { after: proposal.after }); else drawPanel();
}

/** Let go without a change: Escape, or the browser took the pointer away. */
function cancelDrag() {
  const { id, begun, before } = drag;
  stopDrag();
  if (!begun) return;
  dropped = true;
  if (before?.id === id) propose(itemOf(id), before);
  else drop();
}

function stopDrag() {
  if (drag.begun) {
    try { root.releasePointerCapture(drag.pointer); } catch { /* gone already */ }
  }
  drag = null;
  delete root.dataset.dragging;
  delete root.dataset.whole;
}

function listenToPointer() {
  root.addEventListener("pointerdown", () => { dropped = false; }, true);
  part("items").addEventListener("pointerdown", beginDrag);
  root.addEventListener("pointermove", followDrag);
  root.addEventListener("pointerup", endDrag);
  root.addEventListener("pointercancel", () => { if (drag) cancelDrag(); });
  root.addEventListener("dragstart", (event) => event.preventDefault());
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drag || event.isComposing) return;
    event.preventDefault();
    cancelDrag();
  });
}
