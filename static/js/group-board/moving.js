/** Those whom an action on `card` means: all who are ticked if the card is one of them, else the card alone. */
function meant(card) {
  return tickOf(card).checked ? chosen() : [tickOf(card)];
}

/** Press `button` of the form for `people`; afterwards the focus is on `card` again, wherever it is. */
function press(button, people, card) {
  const wanted = new Set(people);
  for (const tick of ticks()) tick.checked = wanted.has(tick);
  tell();
  tickOf(card).focus({ preventScroll: true });
  boardForm().requestSubmit(button);
}

/** Move what `card` means to the group with this id ("0": none). */
function moveTo(card, group) {
  const people = meant(card);
  document.getElementById("board-target").value = group;
  press(document.getElementById("board-move"), people, card);
}

/** Move to the group before (-1) or after (1). */
function moveBeside(card, step) {
  const groups = [...document.querySelectorAll(".board__groups [data-group]")];
  const there = groups[groups.indexOf(groupOf(card)) + step];
  if (there) moveTo(card, there.dataset.group);
}

/** Show the menu of a card below its button: each group, pin or not. */
function openMenu(card) {
  const menu = document.getElementById("card-menu"), here = groupOf(card).dataset.group;
  const entry = (text, act) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    button.setAttribute("role", "menuitem");
    button.addEventListener("click", () => { closeMenu(); act(); });
    return button;
  };
  const groups = [...document.getElementById("board-target").options].filter((one) => one.value !== here);
  const pins = [...boardForm().querySelectorAll('.board__bar button[name="pinned"]')];
  menu.replaceChildren(
    ...groups.map((one) => entry(one.textContent, () => moveTo(card, one.value))),
    ...(here === "0" ? [] : pins.map((one) => entry(one.textContent, () => press(one, meant(card), card)))),
  );
  menu.hidden = false;
  const at = card.getBoundingClientRect(), from = board().getBoundingClientRect();
  menu.style.setProperty("inset-block-start", `${at.bottom - from.top}px`);
  menu.style.setProperty("inset-inline-end", `${Math.max(0, from.right - at.right)}px`);
  menu.card = card;
  menu.firstElementChild?.focus();
}

function closeMenu() {
  const menu = document.getElementById("card-menu");
  if (!menu || menu.hidden) return false;
  menu.hidden = true;
  menu.card.querySelector(".card__more")?.focus();
  return true;
}
