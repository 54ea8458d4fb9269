/* What the check says, drawn: every block stands where it would come to stand in the mode that is chosen. */
let foreseen = null;

/** Read [[id, day, start, end], …] of the chosen mode; without a check, nothing is foreseen. */
function foresee() {
  const preview = part("preview");
  const mode = preview.querySelector("[name=ripple]:checked")?.closest("[data-moves]") ?? preview.querySelector("[data-moves]");
  foreseen = mode ? new Map(JSON.parse(mode.dataset.moves).map(([id, day, start, end]) => [id, { day, start, end }])) : null;
  drawForeseen();
  drawGhost();
}

function forgetForeseen() {
  if (!foreseen) return;
  foreseen = null;
  drawForeseen();
}

function drawForeseen() {
  const day = dayOf();
  if (!day) return;
  part("field").toggleAttribute("data-foreseen", Boolean(foreseen));
  for (const row of part("items").children) {
    const block = row.firstElementChild, item = day.items.find((one) => one.id === Number(block.dataset.id));
    const after = item.id === proposal?.id ? null : item.kind === "container" ? around(item, day) : foreseen?.get(item.id);
    const { start, end } = after ?? item;
    if (start === null) continue;
    row.toggleAttribute("data-shifted", Boolean(after));
    measure(row, { at: start - day.from, for: drawn({ start, end }) });
    tell(block.querySelector(".timeline__when"), span(start, end === null ? null : end - start));
  }
}

/** When a container begins and ends around what moves in it; null while nothing does. */
function around(container, day) {
  const inside = day.items.filter((item) => item.parent === container.id && item.start !== null);
  if (!foreseen || !inside.some((item) => foreseen.has(item.id))) return null;
  const times = inside.map((item) => foreseen.get(item.id) ?? item);
  return { start: Math.min(...times.map((one) => one.start)), end: Math.max(...times.map((one) => one.end ?? one.start)) };
}
