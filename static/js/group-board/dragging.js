/* A mouse takes a card anywhere, a finger takes its grip, so that the page scrolls as everywhere else. */
const AWAY = 6, RIM = 60, SCROLL = 12;
let drag = null, dropped = false;

function beginDrag(event) {
  dropped = false;
  const card = cardOf(event.target);
  if (!card || event.button || event.target.closest(".card__more")) return;
  if (event.pointerType === "touch" && !event.target.closest(".card__grip")) return;
  drag = { card, pointer: event.pointerId, x: event.clientX, y: event.clientY, ghost: null, target: null };
}

function goOnDragging(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  if (!drag.ghost) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < AWAY) return;
    lift();
  }
  event.preventDefault();
  drag.ghost.style.setProperty("transform", `translate(${event.clientX + 12}px, ${event.clientY + 12}px)`);
  if (event.clientY < RIM) scrollBy(0, -SCROLL);
  if (event.clientY > innerHeight - RIM) scrollBy(0, SCROLL);
  const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("#board-form [data-group]") ?? null;
  if (over === drag.target) return;
  drag.target?.classList.remove("is-target");
  drag.target = over;
  over?.classList.add("is-target");
}

/** Make what follows the pointer, and grey what is meant. */
function lift() {
  const people = meant(drag.card);
  const text = people.length > 1 ? wordOf("chosen").replace("%", people.length) : nameOf(drag.card);
  drag.ghost = Object.assign(document.createElement("div"), { className: "card-ghost", textContent: text });
  document.body.append(drag.ghost);
  for (const tick of people) cardOf(tick).classList.add("is-dragged");
  getSelection()?.removeAllRanges();
}

function endDrag(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  const { card, ghost, target } = drag;
  stopDragging();
  if (!ghost) return;
  dropped = true;
  if (event.type === "pointerup" && target && target !== groupOf(card)) moveTo(card, target.dataset.group);
}

function stopDragging() {
  drag?.ghost?.remove();
  drag?.target?.classList.remove("is-target");
  for (const one of document.querySelectorAll(".card.is-dragged")) one.classList.remove("is-dragged");
  drag = null;
}

/** The click that a drop itself makes must not tick the card; the next press, or a key, is a click again. */
function swallowClick(event) {
  if (dropped && event.detail && cardOf(event.target)) event.preventDefault();
}
