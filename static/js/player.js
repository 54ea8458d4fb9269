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
