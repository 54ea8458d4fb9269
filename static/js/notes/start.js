/* What happens when the page is opened. */

/** Read what the page brought or the device has kept, and what could not be sent. */
async function recall() {
  const kept = await keptState().catch(() => { link.unkept = true; });
  book.themes = facts.themes;
  if (kept) book.mine = new Set(kept.mine);
  if (facts.sheet) merge({ ...facts.sheet, whole: true });
  else if (kept && new Date(kept.until) > new Date()) {
    for (const note of kept.notes) book.notes.set(note.key, note);
    Object.assign(book, { cursor: kept.cursor, themes: kept.themes, phases: kept.phases, until: kept.until, skew: kept.skew });
  } else await forgetState().catch(() => { /* there was none */ });
  await adopt();
  await claim(book.device);
}

async function begin() {
  book.token = facts.sheet ? document.querySelector("#notes [name=csrf_token]").value : "";
  await recall();
  changed = () => draw();
  $("save-bar").remove();
  $("keys").hidden = false;
  for (const one of document.querySelectorAll("[data-add]")) one.hidden = false;
  draw();
  startTabs();
  listen();
  startPaper();
  tick();
  setInterval(tick, 1000);
  addEventListener("online", () => { link.failures = 0; clearTimeout(due); due = setTimeout(exchange, Math.random() * 1500); });
  addEventListener("offline", () => { Object.assign(link, { failed: true, offline: true, failures: Math.max(1, link.failures) }); showState(); });
  addEventListener("pagehide", () => { finishTyping(); sendLast(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden || book.queue.length) exchange(); });
  others?.addEventListener("message", () => { if (!book.queue.length) setTimeout(exchange, 50); });
  $("sheet").dataset.ready = "";
  if (facts.sheet && !book.queue.length) {
    await keepOrForget();
    plan();
  } else await exchange();
  if (new Date(book.until) > new Date()) keepPage().catch(() => { /* without it the page needs the network to be opened; what is typed is kept all the same */ });
}

if ($("notes")) begin();
