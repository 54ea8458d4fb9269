/* The panel beside the picture: the chosen item, a button for every move, and the proposal with its answer. */

/** Choose an item: its block is marked, the panel tells about it. */
function choose(id) {
  chosen = id;
  for (const block of root.querySelectorAll('[data-id][aria-current="true"]')) mark(block, false);
  const block = blockOf(id);
  if (block) mark(block, true);
  rove();
  drawPanel();
}

/** Mark a block as the chosen one, or not. */
function mark(block, chosen) {
  block.setAttribute("aria-current", String(chosen));
  const row = block.parentElement;
  row.toggleAttribute("data-chosen", chosen);
  for (const grip of row.querySelectorAll("[data-grip]")) grip.remove();
  if (!chosen || !editing || !row.matches(".timeline__item")) return;
  for (const edge of row.dataset.kind === "container" ? ["move"] : ["start", "end", "move"]) {
    row.append(element("span", `timeline__grip timeline__grip--${edge}`));
    row.lastElementChild.dataset.grip = edge;
  }
}

const blockOf = (id) => root.querySelector(`[data-id="${id}"]`);

/** One block is in the order of the Tab key: the chosen one, or the first. */
function rove() {
  const entry = blockOf(chosen) ?? root.querySelector("[data-id]");
  for (const block of root.querySelectorAll('[data-id][tabindex="0"]')) block.tabIndex = -1;
  if (entry) entry.tabIndex = 0;
}

function drawPanel() {
  const item = itemOf(chosen);
  part("hint").hidden = Boolean(item);
  part("chosen").hidden = !item;
  if (item) drawChosen(item);
  if (!editing) return;
  part("proposal").hidden = !proposal;
  root.toggleAttribute("data-proposing", Boolean(proposal));
  if (proposal) part("sentence").textContent = sentence(itemOf(proposal.id));
}

function drawChosen(item) {
  part("when").textContent = span(item.start, lasting(item));
  part("title").textContent = item.title;
  const signs = ["fixed", "remainder", "optional"].filter((name) => item[name]).map((name) => part(`sign-${name}`).content.textContent.trim());
  part("facts").textContent = [item.word, trackName(item.track), item.room, ...signs].filter(Boolean).join("・");
  part("cautions").replaceChildren(...(item.cautions ?? []).map((text) => {
    const row = document.createElement("li");
    row.append(part("sign-caution").content.querySelector("svg").cloneNode(true), element("span", "", text));
    return row;
  }));
  if (!editing) return;
  part("edit").href = root.dataset.items + item.id;
  options("track", [[null, words.whole], ...content.tracks.map((track) => [track.id, track.name])], wanted(item).track);
  options("day", content.days.map((day) => [day.number, day.name]), wanted(item).day);
  for (const move of part("panel").querySelectorAll(".timeline__move")) {
    move.hidden = item.start === null || (item.kind === "container" && /shorter|longer/.test(move.dataset.move));
  }
}

/** Fill a list box; with one choice only it is not there. */
function options(name, choices, value) {
  part(`${name}-list`).hidden = choices.length < 2;
  part(name).replaceChildren(...choices.map(([code, label]) => new Option(label, code ?? "", false, code === value)));
}

/** The moves that buttons and keys make. */
const MOVES = {
  earlier: (item) => ({ start: snap(item.start - STEP / 2 - 0.1) }),
  later: (item) => ({ start: snap(item.start + STEP / 2 + 0.1) }),
  shorter: (item) => ({ minutes: snap(lasting(item) - STEP / 2 - 0.1) }),
  longer: (item) => ({ minutes: snap((lasting(item) ?? 0) + STEP / 2 + 0.1) }),
};

/** Make a move of the chosen item, beginning with what is proposed already. */
function move(name) {
  const item = itemOf(chosen);
  if (!item || !editing || item.start === null) return undefined;
  if (name === "withdraw") return propose(item, { op: "withdraw" });
  if (name === "before" || name === "behind") return reorder(item, name === "before" ? -1 : 1);
  const refusal = name === "shorter" || name === "longer" ? rigid(item) : "";
  if (refusal) return say(refusal);
  const now = proposal?.op === "withdraw" ? item : wanted(item);
  const change = MOVES[name](now);
  if (!fits({ ...now, ...change })) return say(words.limit);
  return propose(item, { op: "change", ...change });
}

/** Why an item cannot be stretched, or nothing. */
function rigid(item) {
  if (item.kind === "container") return filled(words.container, item);
  return item.remainder ? filled(words.remainder, item) : "";
}

function fits({ start, minutes }) {
  return start >= 0 && start <= LATEST && (minutes === null || (minutes >= STEP && minutes <= LONGEST));
}

/** Move the chosen item to another track (id or null for all); what holds it follows the picture. */
function toTrack(track) {
  const item = itemOf(chosen);
  if (!item || !editing) return undefined;
  return propose(item, { op: "change", ...placed(item, wanted(item).start, track) });
}

/** Move the chosen item one column to the left or right; left of the first stands what is for all. */
function toNeighbour(step) {
  const item = itemOf(chosen);
  const ids = [null, ...content.tracks.map((track) => track.id)];
  const place = ids.indexOf(wanted(item).track) + step;
  return place < 0 || place >= ids.length ? say(words.noTrack) : toTrack(ids[place]);
}

/** What holds an item in a track: the container of that time if it comes from outside all tracks; outside again, nothing. */
function parentFor(item, track, { start, day }) {
  if ((track === null) === (item.track === null)) return item.parent;
  if (track === null) return null;
  const around = dayOf(day)?.items.filter((one) => one.kind === "container" && one.id !== item.id && one.start !== null
    && one.start <= start && start < one.start + drawn(one) && (one.track === null || one.track === track)) ?? [];
  return around.at(-1)?.id ?? null;
}
