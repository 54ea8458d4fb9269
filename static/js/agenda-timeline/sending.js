/*
 * Asking the server what a proposal would do. It answers with the same check as for a cell of the table: what moves in
 * each mode, and a button that keeps it. That form stands in the panel here; fragments.js sends it.
 */
const PAUSE = 250;
let asked = 0, timer = 0, sent = false;

/** Ask, after a short pause, what the proposal means; only the last answer counts. */
function ask() {
  forgetAnswers();
  const number = asked;
  tellState("asking");
  timer = setTimeout(async () => {
    const answer = await send();
    if (number !== asked || !proposal) return;
    const check = answer && read(answer).getElementById("agenda-check");
    if (check) adopt(check); else tellState(answer ? "failed" : "lost");
  }, PAUSE);
}

/** No answer that is still on its way counts. */
function forgetAnswers() {
  forgetForeseen();
  clearTimeout(timer);
  asked += 1;
}

/** The fields of the proposal as a form of an item names them; only what changes is sent. */
function fields() {
  const item = itemOf(proposal.id), ripple = part("preview").querySelector("[name=ripple]:checked")?.value ?? "shift";
  const body = new URLSearchParams({ csrf_token: root.dataset.token, version: content.version, ripple, decided: "ask" });
  if (proposal.op === "withdraw") return body;
  const values = { minutes: proposal.minutes, track_id: proposal.track, parent_id: proposal.parent, day: proposal.day + 1 };
  const saved = { minutes: item.minutes, track_id: item.track, parent_id: item.parent, day: item.day + 1 };
  for (const name in values) if (values[name] !== saved[name]) body.set(name, values[name] ?? "");
  if (proposal.after !== undefined) body.set("after", proposal.after);
  if (proposal.start !== item.start && !reorders(item)) body.set("start", clock(proposal.start));
  return body;
}

async function send() {
  const address = `${root.dataset.items}${proposal.id}/${proposal.op === "withdraw" ? "withdrawal" : "values"}`;
  try {
    const answer = await fetch(address, { method: "POST", body: fields(), headers: { "X-Fragment": "agenda-check" }, credentials: "same-origin" });
    return await answer.text();
  } catch {
    return null;
  }
}

const read = (text) => new DOMParser().parseFromString(forumapp.policy.createHTML(text), "text/html");

/** Take what the server says into the panel; ids get a name of their own, the table may show a check too. */
function adopt(check) {
  const copy = document.importNode(check, true);
  for (const one of copy.querySelectorAll("[id], [for], [aria-labelledby], [aria-describedby]")) {
    for (const name of ["id", "for", "aria-labelledby", "aria-describedby"]) {
      if (one.hasAttribute(name)) one.setAttribute(name, `timeline-${one.getAttribute(name)}`);
    }
  }
  root.dataset.state = "answered";
  part("preview").replaceChildren(...copy.childNodes);
  foresee();
}

/** Say what is going on while there is no answer. */
function tellState(name) {
  root.dataset.state = name;
  const failed = name === "lost" || name === "failed";
  part("again").hidden = !failed;
  part("preview").replaceChildren(element("p", failed ? "timeline__failure" : "timeline__wait", words[name]));
  if (failed) say(words[name]);
}

/** What came back for the form in the panel: a refusal or another check stays in the panel, the rest is a new programme. */
function onSwapped({ target }) {
  if (target.id === "agenda-check" && sent && target.hasChildNodes()) {
    adopt(target);
    target.replaceChildren();
    part("preview").querySelector("[data-focus]")?.focus();
  }
  if (target.id === "timeline-data") renew();
}
