/*
 * The clock of the hall: of the phases in [data-clock] the present one, with what is left of it, every second; and how
 * long a group ([data-since]) has written nothing. The server's time counts: its answers to fragments.js correct ours.
 */
const SILENT = 5; // minutes from which silence stands out
let ahead = 0; // milliseconds by which the server's clock is ahead of ours

const two = (number) => String(number).padStart(2, "0");

/** What is left, as minutes and seconds; hours only where there are any; from two days on the days alone. */
function left(milliseconds, inDays) {
  const days = Math.floor(milliseconds / 86400000);
  if (days >= 2 && inDays) return inDays.replace("{n}", days);
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const hours = Math.floor(seconds / 3600), minutes = Math.floor((seconds % 3600) / 60);
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}

function part(name, text) {
  return Object.assign(document.createElement("span"), { className: `hall-clock__${name}`, textContent: text });
}

function show(clock, now) {
  const phases = [...clock.querySelectorAll(".hall-clock__phase")];
  const first = Date.parse(phases[0].dataset.begins);
  const present = phases.find((one) => now < Date.parse(one.dataset.ends));
  let face = clock.querySelector(".hall-clock__face");
  if (!face) {
    face = part("face", "");
    face.setAttribute("role", "timer");
    face.append(part("label", ""), " ", part("word", ""), " ", part("left", ""));
    clock.prepend(face);
  }
  const begins = now < first;
  const label = present?.querySelector(".hall-clock__label")?.textContent ?? "";
  const words = [begins ? "" : label, clock.dataset[begins ? "before" : present ? "left" : "over"],
    begins ? left(first - now, clock.dataset.days) : present ? left(Date.parse(present.dataset.ends) - now) : ""];
  for (const [number, child] of [...face.children].entries()) if (child.textContent !== words[number]) child.textContent = words[number];
  clock.classList.toggle("hall-clock--ending", Boolean(present) && !begins && Date.parse(present.dataset.ends) - now <= 60000);
  clock.classList.toggle("hall-clock--over", !present);
  for (const one of phases) one.hidden = one !== (present ?? phases.at(-1));
}

function tell(group, now) {
  const minutes = Math.floor((now - Date.parse(group.dataset.since)) / 60000);
  const words = minutes < 1 ? group.dataset.now : group.dataset.quiet.replace("{n}", minutes);
  if (group.textContent !== words) group.textContent = words;
  group.classList.toggle("silence--long", minutes >= SILENT);
}

function tick() {
  const now = Date.now() + ahead;
  for (const clock of document.querySelectorAll("[data-clock]")) show(clock, now);
  for (const group of document.querySelectorAll("[data-since]")) tell(group, now);
}

document.addEventListener("poll:answered", (event) => {
  const theirs = Date.parse(event.detail.date);
  if (theirs && Math.abs(theirs - Date.now() - ahead) > 2000) ahead = theirs - Date.now();
});
document.addEventListener("fragment:swapped", tick);
setInterval(tick, 1000);
tick();
