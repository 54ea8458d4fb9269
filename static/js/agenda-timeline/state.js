/* What the timeline knows: the programme as the page brought it, the day and block looked at, the change proposed. */
const root = document.getElementById("timeline");
const parts = new Map([...root?.querySelectorAll("[data-part]") ?? []].map((one) => [one.dataset.part, one]));
const part = (name) => parts.get(name);
const words = JSON.parse(document.getElementById("timeline-words")?.textContent ?? "{}");
const editing = root?.dataset.editing === "true";
let content = { tracks: [], days: [], now: null };
let shown = 0, chosen = null, proposal = null, loaded = 0;
let scale = SCALES.find((one) => String(one) === sessionStorage.getItem("timeline-scale")) ?? SCALES[2];

/** Read the programme from the page, at first and whenever a piece of it was swapped. */
function load() {
  const block = document.getElementById("timeline-data");
  if (!block) return false;
  content = JSON.parse(block.textContent);
  loaded = performance.now();
  if (!content.days.some((day) => day.number === shown)) shown = content.days[0]?.number ?? 0;
  if (!itemOf(chosen)) chosen = null;
  return true;
}

const dayOf = (number = shown) => content.days.find((day) => day.number === number);

/** The item of this id, on whatever day. */
function itemOf(id) {
  for (const day of content.days) {
    const found = day.items.find((item) => item.id === id);
    if (found) return { ...found, day: day.number };
  }
  return null;
}

const trackName = (id) => content.tracks.find((track) => track.id === id)?.name ?? words.whole;

/** An item as it would be after the proposal. */
function wanted(item) {
  if (proposal?.id !== item.id) return item;
  const { start, minutes, track, day, parent } = proposal;
  return { ...item, start, minutes, track, day, parent, end: minutes === null ? item.end : start + minutes };
}

/** Minutes of an item as it is drawn: what is printed, also where the item itself has none (containers). */
const lasting = (item) => item.minutes ?? (item.end !== null && item.start !== null ? item.end - item.start : null);

/** Everything that can be reached with the arrow keys, in order of time; at the end what has no time yet. */
const reachable = () => {
  const day = dayOf();
  return day ? [...inOrder(day), ...day.items.filter((item) => item.start === null)] : [];
};
