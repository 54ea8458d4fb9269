// The code of an answer stays on the device that gave it: kept when it is shown, filled in where it is asked for.
const place = document.querySelector("[data-feedback]");

if (place) {
  const name = `forumapp-feedback-${place.dataset.feedback}`;
  try {
    if (place.dataset.code) localStorage.setItem(name, place.dataset.code);
    const field = place.querySelector("input[name=code]");
    const kept = localStorage.getItem(name);
    if (field && !field.value && kept) field.value = kept;
  } catch {
    // Storage may be forbidden; the code can be typed.
  }
}
