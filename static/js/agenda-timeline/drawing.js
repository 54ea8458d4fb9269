/* Drawing a day. Numbers go to the style sheet as custom properties: the policy allows them from here, not in markup. */

/** An element with a class, words and numbers. */
function element(name, classes, text = "", numbers = {}) {
  const made = document.createElement(name);
  made.className = classes;
  if (text) made.textContent = text;
  measure(made, numbers);
  return made;
}

function measure(target, numbers) {
  for (const [name, value] of Object.entries(numbers)) target.style.setProperty(`--${name}`, value);
}

/** Put a time into `target` so that it breaks only before its end and before its minutes. */
function tell(target, text) {
  const [first, ...others] = text.split(/(?=\()|(?<=[〜–])/);
  target.replaceChildren(first, ...others.flatMap((one) => [document.createElement("wbr"), one]));
}

/** Draw everything anew; scrolling, selection and focus stay where they were. */
function draw() {
  const day = dayOf();
  part("nothing").hidden = Boolean(day);
  part("body").hidden = !day;
  if (!day) return;
  const scroll = part("scroll"), { scrollTop, scrollLeft } = scroll;
  const focused = document.activeElement.closest?.("#timeline [data-id]")?.dataset.id;
  const columns = columnsOf(day);
  measure(part("canvas"), {
    columns: Math.max(columns.length, 1), minute: `${scale}px`, length: day.to - day.from,
    deep: Math.max(0, ...day.items.filter((item) => item.kind === "container").map((item) => (item.depth ?? 0) + 1)),
  });
  drawDays(day);
  drawHeads(columns);
  drawGround(day, columns);
  drawItems(day);
  drawUntimed(day);
  drawNow();
  drawGhost();
  scroll.scrollTo({ top: scrollTop, left: scrollLeft, behavior: "instant" });
  if (focused) blockOf(Number(focused))?.focus({ preventScroll: true });
}

function drawDays(day) {
  const days = part("days");
  days.hidden = content.days.length < 2;
  days.replaceChildren(...content.days.map((one) => {
    const button = element("button", "timeline__day", one.name);
    button.type = "button";
    button.dataset.day = one.number;
    button.setAttribute("aria-pressed", String(one === day));
    return button;
  }));
}

function drawHeads(columns) {
  part("heads").replaceChildren(...columns.map((track, column) => {
    const head = element("div", "timeline__head", "", { nth: column + 1 });
    head.append(element("strong", "", track.name), element("span", "", [track.room, track.mode].filter(Boolean).join("・")));
    return head;
  }));
  part("heads").hidden = !columns.length;
}

function drawGround(day, columns) {
  const rail = [], ground = [];
  for (let minute = day.from; minute <= day.to; minute += 30) {
    const at = minute - day.from, whole = minute % 60 === 0;
    if (whole || scale >= 2.5) rail.push(element("span", `timeline__hour${whole ? "" : " timeline__hour--half"}`, clock(minute), { at }));
    ground.push(element("span", `timeline__line${whole ? "" : " timeline__line--half"}`, "", { at }));
  }
  columns.forEach((track, column) => ground.push(element("span", "timeline__column", "", { left: column / columns.length })));
  for (const [from, to] of closedHours(day)) {
    ground.push(element("span", "timeline__closed", words.closed, { at: from - day.from, for: to - from }));
  }
  for (const mark of day.marks) {
    if (mark.at < day.from || mark.at > day.to) continue;
    const line = element("span", "timeline__mark", `${clock(mark.at)} ${mark.word}`, { at: mark.at - day.from });
    line.dataset.edge = mark.edge;
    ground.push(line);
  }
  ground.push(...drawnGaps(day, columns));
  part("rail").replaceChildren(...rail);
  part("ground").replaceChildren(...ground);
}

function closedHours(day) {
  if (!day.open) return [];
  const [opens, closes] = day.open;
  return [[day.from, Math.min(opens, day.to)], [Math.max(closes, day.from), day.to]].filter(([from, to]) => to > from);
}

/** What is free between two blocks, for all or in one track. */
function drawnGaps(day, columns) {
  const leaves = inOrder(day).filter((item) => item.kind !== "container");
  const ways = columns.length ? columns.map((track) => leaves.filter((item) => item.track === track.id || item.track === null)) : [leaves];
  return ways.flatMap((items, column) => gaps(items).filter((gap) => gap.to - gap.from >= STEP).map((gap) => {
    const text = filled(words.gap, { minutes: gap.to - gap.from });
    const free = element("span", "timeline__gap", "", { at: gap.from - day.from, for: gap.to - gap.from, left: column / ways.length, width: 1 / ways.length });
    free.append(element("b", "", text));
    return free;
  }));
}

function drawItems(day) {
  const places = arrange(day);
  part("items").replaceChildren(...inOrder(day).map((item) => drawBlock(item, day, places.get(item.id))));
  rove();
}

function drawBlock(item, day, place) {
  const row = part("block").content.firstElementChild.cloneNode(true);
  const block = row.firstElementChild;
  const [when, title, who] = block.children;
  const tall = drawn(item) * scale;
  measure(row, { at: item.start - day.from, for: drawn(item), left: place.left, width: place.width, depth: item.depth ?? 0 });
  row.dataset.kind = item.kind;
  row.dataset.size = tall < 30 ? "s" : tall < 58 ? "m" : "l";
  if (item.end === null) row.dataset.open = "";
  if (place.squeezed) row.dataset.squeezed = "";
  if (place.under) row.dataset.under = "";
  if (item.id === proposal?.id) row.dataset.origin = "";
  block.dataset.id = item.id;
  mark(block, item.id === chosen);
  tell(when, span(item.start, lasting(item)));
  title.textContent = item.title;
  if (item.speakers && tall >= 64) who.textContent = item.speakers.join("、"); else who.remove();
  sign(block, item);
  return row;
}

/** Signs with a word each: a start that stays, a length that follows, a warning. */
function sign(block, item) {
  const kinds = ["fixed", "remainder", "optional"].filter((name) => item[name]);
  const signs = kinds.map((name) => part(`sign-${name}`).content.cloneNode(true));
  if (item.cautions) {
    const caution = part("sign-caution").content.cloneNode(true);
    caution.querySelector("span > span").textContent = filled(words.cautioned, { count: item.cautions.length });
    signs.push(caution);
    block.parentElement.dataset.cautioned = "";
  }
  if (!signs.length) return;
  const list = element("span", "timeline__signs");
  list.append(...signs);
  block.append(list);
}

function drawUntimed(day) {
  const rows = day.items.filter((item) => item.start === null);
  part("tray").hidden = !rows.length;
  part("untimed").replaceChildren(...rows.map((item) => {
    const row = document.createElement("li");
    const block = element("button", "timeline__loose", item.title);
    Object.assign(block, { type: "button", tabIndex: -1 });
    block.dataset.id = item.id;
    row.append(block);
    mark(block, item.id === chosen);
    return row;
  }));
  rove();
}
