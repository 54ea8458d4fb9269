/*
 * From group to group by keyboard: → PageDown and the space bar go on, ← and PageUp go back. They press what stands there.
 */
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const step = { ArrowRight: "next", PageDown: "next", " ": "next", ArrowLeft: "previous", PageUp: "previous" }[event.key];
  const control = step && document.querySelector(`[data-key=${step}]`);
  if (!step || (event.key === " " && event.target.matches("button, a"))) return;
  event.preventDefault();
  control?.click();
});
