// Links to a moment of a recording ([data-seek], seconds) play it in the player above them; without script they open the film there.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-seek]");
  const video = link?.closest(".recording")?.querySelector("video");
  if (!video || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const seek = () => { video.currentTime = Number(link.dataset.seek); };
  if (video.readyState > 0) seek();
  else video.addEventListener("loadedmetadata", seek, { once: true });
  video.play().catch(() => {}); // a browser that wants another press shows its own button
  video.focus();
});

// A film may come from an address that dies ([data-lives], seconds after it was opened); browsers go on asking there. Whoever jumps or waits
// after that time gets the film by its own address anew, where they were. What began to load before this file ran counts from the page's beginning.
const begun = new WeakMap();
document.addEventListener("loadstart", (event) => begun.set(event.target, Date.now()), true);
const renew = (event) => {
  const video = event.target, lives = Number(video.dataset?.lives);
  if (!lives || Date.now() - (begun.get(video) ?? performance.timeOrigin) < lives * 1000) return;
  const moment = video.currentTime, plays = !video.paused;
  begun.set(video, Date.now());
  video.preload = "metadata";
  video.addEventListener("loadedmetadata", () => {
    video.currentTime = moment;
    if (plays) video.play().catch(() => {});
  }, { once: true });
  video.load();
};
for (const name of ["seeking", "waiting", "stalled", "error"]) document.addEventListener(name, renew, true);
