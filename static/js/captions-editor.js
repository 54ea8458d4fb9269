// The page of captions: the player beside the text. Times go from the player into the text, and the cue at the caret plays.
const text = document.querySelector("#text");
const video = document.querySelector("video");
const tools = document.querySelector("[data-caption-tools]");
const now = document.querySelector("[data-now]");

const clock = (seconds) => {
  const millis = Math.round(seconds * 1000);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(millis / 3600000);
  const rest = `${two(Math.floor(millis / 60000) % 60)}:${two(Math.floor(millis / 1000) % 60)}.${String(millis % 1000).padStart(3, "0")}`;
  return hours ? `${two(hours)}:${rest}` : rest;
};

// The start of the last cue at or above the caret, in seconds.
const cueAtCaret = () => {
  const end = text.value.indexOf("\n", text.selectionEnd);
  const above = text.value.slice(0, end < 0 ? undefined : end);
  const block = text.value.slice(above.length).split(/\n[ \t]*\n/)[0];
  const times = [...(above + block).matchAll(/(?:(\d+):)?(\d\d):(\d\d)[.,](\d{3})[ \t]*-->/g)];
  if (!times.length) return null;
  const [, hours, minutes, seconds, millis] = times.at(-1);
  return Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(millis) / 1000;
};

if (text && video && tools) {
  tools.hidden = false;
  video.addEventListener("timeupdate", () => { now.textContent = clock(video.currentTime); });
  tools.addEventListener("click", (event) => {
    const wish = event.target.closest("button")?.dataset.wish;
    if (wish === "insert") {
      text.setRangeText(clock(video.currentTime), text.selectionStart, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.focus();
    } else if (wish === "play") {
      const start = cueAtCaret();
      if (start === null) return;
      const seek = () => { video.currentTime = start; };
      if (video.readyState > 0) seek();
      else video.addEventListener("loadedmetadata", seek, { once: true });
      video.play().catch(() => {});
    }
  });
  // An edited text is not lost by a slip; leaving by the form's own button asks nothing.
  let isChanged = false;
  text.addEventListener("input", () => { isChanged = true; });
  text.form.addEventListener("submit", () => { isChanged = false; });
  addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
}
