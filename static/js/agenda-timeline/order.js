/* Who stands behind whom: dropping a block beyond a neighbour changes their order. */
const FIRST = 0;

/** What stands in the same container, day and track as `where` says, in order, without the item itself. */
function siblings(item, { day, track, parent }) {
  const found = dayOf(day);
  return found ? inOrder(found).filter((one) => one.id !== item.id && one.track === track && one.parent === parent) : [];
}

const middle = (item) => item.start + drawn(item) / 2;

/** The sibling that the item would follow at another start of its own track; undefined while it passes nobody. */
function passed(item, start) {
  const others = siblings(item, item);
  const before = others.filter((one) => one.start < item.start).length;
  const now = others.filter((one) => middle(one) <= start).length;
  return now === before ? undefined : others[now - 1]?.id ?? FIRST;
}

/** The sibling that the item would follow in another track or container. */
function lastBefore(item, where) {
  const before = siblings(item, where).filter((one) => one.start <= where.start);
  return before.at(-1)?.id ?? FIRST;
}

/** Put the chosen item before the one in front of it (-1) or behind the next one (1). */
function reorder(item, step) {
  const others = siblings(item, item);
  const now = proposal?.after === undefined ? others.filter((one) => one.start < item.start).length : others.findIndex((one) => one.id === proposal.after) + 1;
  const next = now + step;
  if (next < 0 || next > others.length) return say(words.limit);
  const after = others[next - 1]?.id ?? FIRST;
  const back = next === others.filter((one) => one.start < item.start).length;
  return propose(item, { op: "change", start: landing(item, others, next), minutes: item.minutes, track: item.track, parent: item.parent, day: item.day, after: back ? undefined : after });
}

/** About where the item comes to stand: the server says it exactly. */
function landing(item, others, place) {
  const before = others[place - 1];
  if (others.filter((one) => one.start < item.start).length === place) return item.start;
  if (!before) return others[0].start;
  return before.start > item.start ? before.start + drawn(before) - drawn(item) : before.start + drawn(before);
}
