document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("#card-menu, .card__more")) { const menu = document.getElementById("card-menu"); if (menu) menu.hidden = true; }
  beginDrag(event);
});
document.addEventListener("pointermove", goOnDragging, { passive: false });
document.addEventListener("pointerup", endDrag);
document.addEventListener("pointercancel", endDrag);
document.addEventListener("dragstart", (event) => { if (cardOf(event.target)) event.preventDefault(); });
document.addEventListener("click", swallowClick, true);
document.addEventListener("click", (event) => {
  const more = event.target.closest(".card__more");
  if (more) openMenu(cardOf(more));
});
document.addEventListener("change", (event) => { if (event.target.matches(".card > input")) tell(); });
document.addEventListener("keydown", pressKey);
document.addEventListener("fragment:swapped", dress);
dress();
