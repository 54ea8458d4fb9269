/* Asking the server what a proposal would do, and having it written. Until the server says so, nothing counts as written. */
const PAUSE = 250;
let asked = 0, timer = 0, failedAt = "ask";

/** Ask, after a short pause, what the proposal means; only the last answer counts. */
function ask() {
  clearTimeout(timer);
  const number = ++asked;
  state("asking");
  timer = setTimeout(async () => {
    const answer = await send("preview");
    if (number !== asked || !proposal) return;
    failedAt = "ask";
    if (answer) show(answer); else state("lost");
  }, PAUSE);
}

/** No answer that is still on its way counts. */
function forgetAnswers() {
  clearTimeout(timer);
  asked += 1;
}

/** Have the proposal written; a lost connection keeps it. */
async function write() {
  if (!proposal || root.dataset.state === "writing") return;
  const id = proposal.id;
  forgetAnswers();
  const number = asked;
  state("writing");
  const answer = await send("write");
  if (number !== asked) return;
  failedAt = "write";
  if (!answer) return void state("lost");
  if (answer.status !== 200) return void show(answer);
  proposal = null;
  const held = root.contains(document.activeElement);
  forumapp.swap(answer.text, "agenda");
  renew();
  if (held) blockOf(id)?.focus({ preventScroll: true });
  say(words.written);
}

const again = () => failedAt === "write" ? write() : ask();

/** The fields of the proposal as the form of an item names them; only what changes is sent. */
function fields(intent) {
  const item = itemOf(proposal.id), ripple = root.querySelector("[name=timeline-ripple]:checked").value;
  const body = new URLSearchParams({ csrf_token: root.dataset.token, version: content.version, op: proposal.op, item: item.id, ripple, intent });
  const names = { start: "start", minutes: "minutes", track: "track_id", parent: "parent_id", day: "day" };
  if (proposal.after !== undefined) body.set("after", proposal.after);
  if (reorders(item) && ripple !== "slot") delete names.start;
  for (const [name, field] of Object.entries(names)) {
    if (proposal.op === "change" && proposal[name] !== item[name]) body.set(field, proposal[name] ?? "");
  }
  return body;
}

async function send(intent) {
  try {
    const answer = await fetch(root.dataset.sendUrl, { method: "POST", body: fields(intent), headers: { "X-Fragment": "timeline-preview" }, credentials: "same-origin" });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return null;
  }
}

/** Show what the server says: sentences; or why it refuses. */
function show({ status, text }) {
  const page = new DOMParser().parseFromString(forumapp.policy.createHTML(text), "text/html");
  const piece = page.getElementById("timeline-preview");
  state(status === 200 ? "ready" : status === 409 ? "stale" : "refused");
  if (!piece) return void state("failed");
  part("preview").replaceChildren(...[...piece.childNodes].map((node) => document.importNode(node, true)));
}

/** The state of the proposal in words; 書き込む is offered once the server has answered. */
function state(name) {
  root.dataset.state = name;
  const failed = name === "lost" || name === "failed";
  part("write").hidden = name !== "ready" && name !== "writing" && name !== "asking";
  part("again").hidden = !failed;
  if (words[name]) part("preview").replaceChildren(element("p", failed ? "timeline__failure" : "timeline__wait", words[name]));
}
