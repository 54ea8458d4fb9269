/*
 * The board of groups (templates/arrangement/_board.html): people are ticked, dragged, moved by keys or a menu. Each way
 * ends in the form of the page: this person or those who are ticked, the group chosen in its list, and its button pressed.
 */
const board = () => document.getElementById("board");
const boardForm = () => document.getElementById("board-form");
const ticks = () => [...(boardForm()?.querySelectorAll(".card > input") ?? [])];
const chosen = () => ticks().filter((one) => one.checked);
const cardOf = (element) => element?.closest?.(".card");
const tickOf = (card) => card.querySelector("input");
const nameOf = (card) => card.querySelector(".card__name").textContent.trim();
const groupOf = (card) => card.closest("[data-group]");
const wordOf = (name) => board().dataset[name];

/** Give each card its grip and menu button: they would do nothing without this script. */
function dress() {
  for (const card of document.querySelectorAll("#board-form .card:not(:has(.card__more))")) {
    const grip = Object.assign(document.createElement("span"), { className: "card__grip", textContent: "⠿" });
    grip.setAttribute("aria-hidden", "true");
    const more = Object.assign(document.createElement("button"), { type: "button", className: "card__more", textContent: "︙" });
    more.setAttribute("aria-label", wordOf("menuOf").replace("%", nameOf(card)));
    more.setAttribute("aria-haspopup", "menu");
    card.prepend(grip);
    card.append(more);
  }
  tell();
}

/** Say how many are ticked. */
function tell() {
  const place = document.getElementById("board-chosen");
  if (!place) return;
  const number = chosen().length;
  const text = number ? wordOf("chosen").replace("%", number) : "";
  if (place.textContent !== text) place.textContent = text;
  place.classList.toggle("is-chosen", number > 0);
}
