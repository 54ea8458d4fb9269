/* Where each block of a day stands: its column, and lanes beside each other where several overlap. Pure. */

/** Items of a day with a start, in order of time; containers before what they hold. */
function inOrder(day) {
  const columns = new Map(content.tracks.map((track, place) => [track.id, place]));
  const order = (item) => [item.start, -(item.kind === "container"), item.depth ?? 0, columns.get(item.track) ?? -1];
  return day.items.filter((item) => item.start !== null).map((item) => [order(item), item])
    .sort(([one], [other]) => one.map((value, place) => value - other[place]).find(Boolean) ?? 0)
    .map(([, item]) => item);
}

/** The tracks drawn as columns: those of the day, and with one or more also those that are still empty. */
function columnsOf(day) {
  return content.tracks.length && day ? content.tracks : [];
}

/** Map of id to {left, width, squeezed}: fractions of the width of all columns. */
function arrange(day) {
  const columns = columnsOf(day);
  const places = new Map();
  const leaves = inOrder(day).filter((item) => item.kind !== "container");
  const groups = Map.groupBy(leaves, (item) => columns.findIndex((track) => track.id === item.track));
  for (const [column, items] of groups) {
    for (const cluster of clusters(items)) {
      const lanes = laneOf(cluster);
      const count = Math.max(...lanes.values()) + 1;
      for (const [item, lane] of lanes) {
        const [from, width] = column < 0 ? [0, 1] : [column / columns.length, 1 / columns.length];
        places.set(item.id, { left: from + width * lane / count, width: width / count });
      }
    }
  }
  squeeze(groups, places);
  for (const item of day.items) if (item.kind === "container") places.set(item.id, { left: 0, width: 1 });
  return places;
}

/** Split items in order of time where nothing runs any more. */
function clusters(items) {
  const found = [];
  let until = -1;
  for (const item of items) {
    if (item.start >= until) found.push([]);
    found.at(-1).push(item);
    until = Math.max(until, item.start + drawn(item));
  }
  return found;
}

/** Map of item to the first lane that is free. */
function laneOf(cluster) {
  const ends = [], lanes = new Map();
  for (const item of cluster) {
    const free = ends.findIndex((end) => end <= item.start);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = item.start + drawn(item);
    lanes.set(item, lane);
  }
  return lanes;
}

/** Where something for all runs at the same time as a track, neither hides the other. */
function squeeze(groups, places) {
  const whole = groups.get(-1) ?? [];
  if (!whole.length) return;
  for (const [column, items] of groups) {
    if (column < 0) continue;
    for (const item of items) {
      const beside = whole.filter((one) => one.start < item.start + drawn(item) && item.start < one.start + drawn(one));
      for (const one of beside) places.get(one.id).under = true;
      if (beside.length) places.get(item.id).squeezed = true;
    }
  }
}

/** Stretches of a column (track id or null) in which nothing is planned, between its first and last block. */
function gaps(items) {
  const found = [];
  let until = null;
  for (const item of items) {
    if (until !== null && item.start > until) found.push({ from: until, to: item.start });
    until = Math.max(until ?? 0, item.end ?? item.start);
  }
  return found;
}
