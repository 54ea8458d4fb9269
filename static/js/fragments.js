/*
 * Partial updates. <form data-fragment="id"> and <a data-fragment="id"> are sent with X-Fragment; every element
 * of the answer that has an id replaces the element of that id. <div id data-poll="5" data-poll-url="…"> asks
 * again every five seconds with its ETag. Without this file the same forms and links load whole pages.
 */
const policy = globalThis.trustedTypes
  ? trustedTypes.createPolicy("forumapp", { createHTML: (text) => text, createScriptURL: ownWorker })
  : { createHTML: (text) => text, createScriptURL: ownWorker };
const LIVE = "[aria-live][id], [role=status][id], [role=alert][id]";
const EDITABLE = "input, textarea, select, [contenteditable]";
const LONGEST_PAUSE = 60;
const [tags, running, typed] = [new Map(), new WeakSet(), new WeakSet()];
let composing = null, shown = location.href.split("#")[0];

function ownWorker(address) {
  if (address === "/sw.js") return address;
  throw new TypeError("only the service worker of this site");
}

document.addEventListener("compositionstart", (event) => { composing = event.target; });
document.addEventListener("compositionend", () => { composing = null; });
document.addEventListener("input", (event) => typed.add(event.target));

/** Wait until nobody is converting Japanese inside `element`. A field that is taken out of the page never says that it ended. */
async function quiet(element) {
  while (composing?.isConnected && element?.contains(composing)) {
    await new Promise((resolve) => ["compositionend", "focusin"].map((name) => document.addEventListener(name, () => setTimeout(resolve), { once: true })));
  }
}

/** Remember where the focus is inside `element`; the returned function puts it back into the new content. */
function keepFocus(element) {
  const old = document.activeElement;
  if (!element.contains(old)) return () => {};
  const place = { id: old.id, name: old.name, value: old.type === "text" ? null : old.value, form: old.form?.id };
  const range = "selectionStart" in old ? [old.selectionStart, old.selectionEnd] : null;
  return (fresh) => {
    const same = (place.id && document.getElementById(place.id)) || (place.name && [...fresh.querySelectorAll(EDITABLE + ", button")]
      .find((one) => one.name === place.name && (one.localName !== "button" || one.value === place.value)));
    if (!same && !fresh.matches(EDITABLE + ", a[href], button, [tabindex]")) fresh.tabIndex = -1;
    (same || fresh).focus({ preventScroll: true });
    if (!same) return;
    try { if (range && range[0] !== null) same.setSelectionRange(...range); } catch { /* not every input has a caret */ }
  };
}

/** Keep the live regions of the page, so that a change of their text is spoken. */
function keepLive(old, fresh) {
  for (const region of old.querySelectorAll(LIVE)) {
    const next = fresh.querySelector("#" + CSS.escape(region.id));
    if (!next) continue;
    const words = [...next.childNodes];
    for (const { name, value } of next.attributes) region.setAttribute(name, value);
    next.replaceWith(region);
    if (region.textContent.trim() !== next.textContent.trim()) region.replaceChildren(...words);
  }
}

/** Keep what was typed after the last sending: an answer that is late must not take it away. */
function keepTyped(old, fresh) {
  for (const field of old.querySelectorAll("input[id], textarea[id]")) {
    const next = typed.has(field) && "selectionStart" in field && fresh.querySelector("#" + CSS.escape(field.id));
    if (next) typed.add(Object.assign(next, { value: field.value }));
  }
}

/** Put `fresh` in the place of the element of its id. Returns the element now in the page, or null. */
function replace(fresh) {
  const old = document.getElementById(fresh.id);
  if (!old) return null;
  const back = keepFocus(old);
  const node = document.importNode(fresh, true);
  keepLive(old, node);
  keepTyped(old, node);
  old.replaceWith(node);
  const wanted = node.matches("[data-focus]") ? node : node.querySelector("[data-focus]");
  if (wanted) wanted.focus(); else back(node);
  node.dispatchEvent(new CustomEvent("fragment:swapped", { bubbles: true }));
  return node;
}

/** Swap what `text` brings: pieces, or of a whole page the element `target`. */
function swap(text, target) {
  const whole = /^\s*<!doctype/i.test(text);
  const brought = new DOMParser().parseFromString(policy.createHTML(text), "text/html");
  const pieces = whole ? [brought.getElementById(target)] : [...brought.body.children].filter((one) => one.id);
  return pieces.filter(Boolean).map(replace).filter(Boolean);
}

/** Say something in the live region of the page. */
const say = (text) => { document.getElementById("live").textContent = text; };

/** Show, next to the form or link, that sending failed. What was typed stays. */
function fail(source, text) {
  clear(source);
  const note = Object.assign(document.createElement("p"), { className: "failure", role: "alert" });
  note.textContent = text || document.body.dataset.failed;
  source.after(note);
}

function clear(source) {
  source.parentElement?.querySelector(":scope > .failure")?.remove();
}

/** What a page of an error says about itself. */
function reason(text) {
  const page = new DOMParser().parseFromString(policy.createHTML(text), "text/html");
  return [...page.querySelectorAll("h1, main .prose p")].map((one) => one.textContent.trim()).join(" ");
}

/** Send `address` for `source` (form or link) and show the answer. */
async function send(source, address, options) {
  if (running.has(source)) return;
  running.add(source);
  for (const field of source.elements ?? []) typed.delete(field);
  const target = source.dataset.fragment || source.closest("[id]")?.id || "main";
  const place = document.getElementById(target);
  place?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { ...options, headers: { "X-Fragment": target }, credentials: "same-origin" });
    const text = await answer.text();
    await quiet(document.getElementById(target));
    clear(source);
    if (answer.ok && answer.redirected && /^\s*<!doctype/i.test(text)) return location.assign(answer.url);
    if ((answer.ok || answer.status === 422 || answer.status === 409) && swap(text, answer.ok ? target : "main").length) {
      if (answer.ok && "push" in source.dataset) history.pushState({ fragment: target }, "", shown = answer.url);
      const words = answer.headers.get("X-Say");
      if (words) say(decodeURIComponent(words));
    } else if (answer.ok && (options.method || "GET") === "GET") location.assign(address);
    else fail(source, reason(text));
  } catch {
    fail(source);
  } finally {
    running.delete(source);
    document.getElementById(target)?.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-fragment]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  const button = event.submitter;
  const data = new FormData(form, button);
  const address = new URL(button?.getAttribute("formaction") || form.getAttribute("action") || location.href, location.href);
  const upload = form.enctype === "multipart/form-data";
  if (form.method === "get") {
    address.search = new URLSearchParams(data);
    send(form, address, {});
  } else send(form, address, { method: "POST", body: upload ? data : new URLSearchParams(data) });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-fragment]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin) return;
  event.preventDefault();
  send(link, link.href, {});
});

// A link to a place in the page (#field) comes here too: the page, and what was typed, stays.
addEventListener("popstate", () => { if (location.href.split("#")[0] !== shown) location.reload(); });

/** Ask for `id` again and again; a hidden tab waits, a failing server is asked less often. */
async function poll(id, pause) {
  await new Promise((resolve) => setTimeout(resolve, pause * 1000));
  const element = document.getElementById(id);
  const every = Number(element?.dataset.poll);
  if (!every) return watched.delete(id);
  let next = every;
  const slower = Math.min(pause * 2, LONGEST_PAUSE);
  const busy = () => element.contains(document.activeElement) && document.activeElement.matches(EDITABLE);
  if (!document.hidden && !busy() && element.ariaBusy !== "true") {
    const address = element.dataset.pollUrl || location.href;
    try {
      const headers = { "X-Fragment": id };
      if (tags.has(address)) headers["If-None-Match"] = tags.get(address);
      const answer = await fetch(address, { headers, cache: "no-store", credentials: "same-origin" });
      const text = answer.status === 200 ? await answer.text() : "";
      tell(element, answer.status, answer.headers.get("Date"));
      if (text && !busy() && element.isConnected && swap(text, id).length) tags.set(address, answer.headers.get("ETag") ?? "");
      if (answer.status === 403 || answer.status === 404 || answer.status === 410) return watched.delete(id);
      if (answer.status >= 500) next = slower;
    } catch { next = slower; tell(element, 0); }
  }
  poll(id, next);
}
const watched = new Set();
/** For other modules: how a question ended, its status (0: no answer) and the server's date. */
const tell = (element, status, date) => element.dispatchEvent(new CustomEvent("poll:answered", { bubbles: true, detail: { status, date } }));
function watch() {
  for (const element of document.querySelectorAll("[data-poll][id]")) {
    if (!watched.has(element.id)) poll(element.id, Number(element.dataset.poll));
    watched.add(element.id);
  }
}

document.addEventListener("fragment:swapped", watch);
watch();
globalThis.forumapp = Object.freeze({ policy, swap, say });
