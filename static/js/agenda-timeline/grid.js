/*
 * The timeline of the agenda editor. The files of bundle.txt are one module: joined in order, sent as one file.
 *
 * Here: minutes, the grid they snap to, and sentences with {names}.
 */
const STEP = 5, LATEST = 2880, LONGEST = 1440, UNKNOWN = 15;
const SCALES = [1.5, 2.5, 4.5, 7, 10];

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

/** 13:30; 25:30 after midnight. */
const clock = (minute) => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;

/** The nearest multiple of `step`. */
const snap = (minute, step = STEP) => Math.round(minute / step) * step;

/** The sentence `text` with its {names} filled in. */
const filled = (text, values) => text.replaceAll(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** How long an item is drawn: one that has no length yet gets a place to be touched. */
const drawn = (item) => item.end === null ? UNKNOWN : Math.max(item.end - item.start, STEP);

/** 13:45〜14:10 (25分), as far as it is known. */
function span(start, minutes) {
  if (start === null) return words.unknown;
  if (minutes === null) return filled(words.open, { start: clock(start) });
  return filled(words.span, { start: clock(start), end: clock(start + minutes), minutes });
}
