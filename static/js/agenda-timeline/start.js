/* Begin: read the programme, draw it, listen. */
function onClick(event) {
  const target = event.target.closest("button, a");
  const block = event.target.closest("[data-id]") ?? event.target.closest(".timeline__item")?.firstElementChild;
  if (block && !(dropped && event.detail)) return goTo(Number(block.dataset.id));
  if (!target) return undefined;
  if (target.matches("[data-cancel]:not([data-fragment])")) { event.preventDefault(); return giveUp(); }
  if (target.dataset.move) return move(target.dataset.move);
  if (target.dataset.day) return toDay(Number(target.dataset.day));
  if (target.dataset.scale) return zoom(Number(target.dataset.scale));
  return { again: ask, drop: giveUp }[target.dataset.part]?.();
}

/** Give the proposal up and go back to the block. */
function giveUp() {
  drop();
  blockOf(chosen)?.focus({ preventScroll: true });
}

function toDay(number) {
  shown = number;
  draw();
  drawPanel();
  part("scroll").scrollTo({ top: 0, behavior: "instant" });
  part("days").querySelector(`[data-day="${number}"]`)?.focus({ preventScroll: true });
}

/** Another scale; what is in the middle stays in the middle. */
function zoom(step) {
  const scroll = part("scroll"), middle = (scroll.scrollTop + scroll.clientHeight / 2) / scale;
  scale = SCALES[clamp(SCALES.indexOf(scale) + step, 0, SCALES.length - 1)];
  sessionStorage.setItem("timeline-scale", scale);
  draw();
  scroll.scrollTo({ top: middle * scale - scroll.clientHeight / 2, behavior: "instant" });
}

function onChange({ target }) {
  const item = itemOf(chosen);
  if (target.dataset.part === "track") toTrack(target.value ? Number(target.value) : null);
  if (target.name === "ripple") foresee();
  if (target.dataset.part === "day" && item) propose(item, { op: "change", day: Number(target.value), parent: null });
}

/** The programme of the page is another: draw it, keep the place. */
function renew() {
  const held = root.contains(document.activeElement), before = content.version;
  if (!load()) return;
  if (content.version !== before || !itemOf(proposal?.id)) proposal = foreseen = null;
  sent = false;
  if (root.hidden) return;
  draw();
  drawPanel();
  if (held && !root.querySelector("[data-id]:focus")) blockOf(chosen)?.focus({ preventScroll: true });
}

/** Show the table or the timeline; the browser remembers which. */
function look(view) {
  localStorage.setItem("agenda-view", view);
  for (const button of views.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === view));
  document.getElementById("main").dataset.agendaView = view;
  root.hidden = view !== "timeline";
  if (root.hidden) return;
  draw();
  drawPanel();
}

const views = document.getElementById("agenda-views");
if (root && load()) {
  listenToPointer();
  root.addEventListener("click", onClick);
  root.addEventListener("change", onChange);
  root.addEventListener("keydown", onKey);
  if (editing) part("panel").addEventListener("keydown", leavePanel);
  root.addEventListener("submit", () => { sent = true; });
  root.addEventListener("focusin", ({ target }) => {
    const id = Number(target.dataset.id);
    if (id && id !== chosen && !proposal) choose(id);
  });
  document.addEventListener("fragment:swapped", onSwapped);
  views.addEventListener("click", ({ target }) => { if (target.closest("button")) look(target.closest("button").value); });
  views.hidden = false;
  setInterval(() => { if (!root.hidden) drawNow(); }, 30000);
  look(localStorage.getItem("agenda-view") ?? "table");
}
