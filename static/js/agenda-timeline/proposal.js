/* A change that is proposed and not written: the ghost that shows it, and the sentence that says it. */

/**
 * Propose `change` of an item: {op, start, minutes, track, parent, day, after}; what it does not name stays as it is or as
 * it was proposed. `after`: the sibling that it shall follow (FIRST: none); with it others close up.
 */
function propose(item, change, { quietly = false } = {}) {
  const now = proposal?.id === item.id ? proposal : { id: item.id, op: "change", day: item.day, start: item.start, minutes: item.minutes, track: item.track, parent: item.parent };
  proposal = { ...now, after: undefined, ...change };
  chosen = item.id;
  if (isNothing(item)) return drop({ quietly });
  drawGhost();
  if (quietly) return undefined;
  drawPanel();
  say(sentence(item));
  return ask();
}

/** Whether the proposal leaves everything as it is. */
function isNothing(item) {
  return proposal.op === "change" && proposal.after === undefined && ["start", "minutes", "track", "day"].every((name) => proposal[name] === item[name]);
}

/** Give the proposal up; nothing was written. */
function drop({ quietly = false } = {}) {
  const item = itemOf(proposal?.id);
  proposal = null;
  forgetAnswers();
  drawGhost();
  drawPanel();
  if (item && !quietly) say(filled(words.dropped, { title: item.title, time: span(item.start, lasting(item)) }));
}

/** 「講演」を13:45〜14:10(25分)に動かします。まだ書き込んでいません。 */
function sentence(item) {
  if (proposal.op === "withdraw") return filled(words.withdrawing, item);
  const after = wanted(item);
  const values = { title: item.title, time: span(after.start, lasting(after)), track: trackName(after.track), day: dayOf(after.day)?.name };
  if (reorders(item)) return filled(proposal.after === FIRST ? words.first : words.behind, { ...values, other: itemOf(proposal.after)?.title });
  if (after.day !== item.day) return filled(words.movingDay, values);
  return filled(after.track === item.track ? words.moving : words.movingTo, values);
}

/** Whether the proposal only puts the item elsewhere in its own track; its time then follows from its neighbours. */
const reorders = (item) => proposal.after !== undefined && proposal.track === item.track && proposal.day === item.day;

/** Show where the block would go; the block itself stays, faint, until the change is written. */
function drawGhost() {
  const over = part("over"), item = itemOf(proposal?.id);
  for (const row of part("items").children) {
    row.toggleAttribute("data-origin", Boolean(item) && row.firstElementChild.dataset.id === String(item.id));
    row.toggleAttribute("data-leaving", Boolean(item) && proposal.op === "withdraw" && row.firstElementChild.dataset.id === String(item.id));
  }
  if (!item || proposal.day !== shown || proposal.start === null || proposal.op === "withdraw") return over.replaceChildren();
  const day = dayOf(), after = { ...wanted(item), ...foreseen?.get(item.id) };
  if (foreseen?.has(item.id)) after.minutes = after.end === null ? null : after.end - after.start;
  const columns = columnsOf(day), column = columns.findIndex((track) => track.id === after.track);
  const lasts = lasting(after);
  const ghost = over.querySelector(".timeline__ghost") ?? element("div", "timeline__ghost");
  measure(ghost, {
    at: after.start - day.from, for: Math.max(lasts ?? UNKNOWN, STEP),
    left: column < 0 ? 0 : column / columns.length, width: column < 0 ? 1 : 1 / columns.length,
  });
  ghost.dataset.kind = item.kind;
  ghost.dataset.size = (lasts ?? UNKNOWN) * scale < 40 ? "s" : "l";
  const when = element("span", "timeline__when");
  tell(when, reorders(item) && !foreseen ? filled(proposal.after === FIRST ? words.first_place : words.place, { other: itemOf(proposal.after)?.title }) : span(after.start, lasts));
  ghost.replaceChildren(when, element("span", "timeline__title", item.title));
  over.replaceChildren(ghost);
  return undefined;
}

/** Say something to those who listen to the page. */
const say = (text) => forumapp.say(text);

/** The line of the present moment, on the day itself. */
function drawNow() {
  const day = dayOf();
  part("field").querySelector(".timeline__now")?.remove();
  if (content.now?.day !== day?.number || !day) return;
  const minute = content.now.minute + Math.floor((performance.now() - loaded) / 60000);
  if (minute < day.from || minute > day.to) return;
  part("field").append(element("span", "timeline__now", filled(words.now, { time: clock(minute) }), { at: minute - day.from }));
}
