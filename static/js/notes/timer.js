/* The time that is left, from the programme and the hall's clock. It ticks in silence; another phase is said. */
const LATE = 60000;
let spoken = null;

const stageWords = (phase) => (phase.stage === "work" && book.phases.filter((one) => one.stage === "work").length > 1 ? fill(words.round, { n: phase.round }) : words[phase.stage]);

function phaseAt(now) {
  const first = book.phases[0];
  if (!first) return null;
  if (now < Date.parse(first.begins)) return { stage: "before", ends: first.begins };
  return book.phases.find((one) => now < Date.parse(one.ends)) ?? { stage: "over", ends: "" };
}

function tick() {
  const now = Date.now() + book.skew, phase = phaseAt(now);
  const left = phase?.ends ? Date.parse(phase.ends) - now : 0;
  $("timer").hidden = !phase || (phase.stage === "before" && left > 12 * 3600000);
  if (!phase) return;
  const text = stageWords(phase);
  if ($("stage").textContent !== text) $("stage").textContent = text;
  if (spoken !== null && spoken !== text) $("live").textContent = phase.stage === "over" ? text : fill(words.phase, { stage: text });
  spoken = text;
  const seconds = Math.max(0, Math.ceil(left / 1000)), hours = Math.floor(seconds / 3600);
  const parts = [...(hours ? [hours] : []), Math.floor(seconds / 60) % 60, seconds % 60];
  $("left").textContent = phase.ends ? parts.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":") : "";
  $("timer").classList.toggle("sheet__timer--late", Boolean(phase.ends) && phase.stage !== "before" && left < LATE);
}
