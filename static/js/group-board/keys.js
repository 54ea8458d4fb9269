/* Alt+←→ moves, Ctrl+Z and Ctrl+Y take back and do again, Enter opens the menu of a card, Escape closes it. */
const STEPS = { z: "undo", y: "redo" };

function pressKey(event) {
  const menu = event.target.closest?.("#card-menu");
  if (menu) return walkMenu(event, menu);
  if (event.key === "Escape" && drag) return stopDragging();
  const card = event.target.matches?.(".card > input") && cardOf(event.target);
  if (card && event.altKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    event.preventDefault();
    return moveBeside(card, event.key === "ArrowLeft" ? -1 : 1);
  }
  if (card && event.key === "Enter") {
    event.preventDefault();
    return openMenu(card);
  }
  const step = (event.ctrlKey || event.metaKey) && !event.altKey && STEPS[event.shiftKey ? "y" : event.key.toLowerCase()];
  const typing = event.target.matches?.("input:not([type=checkbox]), textarea, [contenteditable]");
  const form = step && !typing && document.querySelector(`#board [data-step="${step}"]`);
  if (!form || (event.shiftKey && event.key.toLowerCase() !== "z")) return;
  event.preventDefault();
  form.requestSubmit();
}

function walkMenu(event, menu) {
  const entries = [...menu.children], at = entries.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1 + entries.length, Home: 0, End: entries.length - 1 }[event.key];
  if (next !== undefined) entries[next % entries.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu();
  else return;
  event.preventDefault();
}
