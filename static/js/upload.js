/* Files go up in pieces: with progress, and on from where a lost network or a closed page left them.
   <input type="file" data-upload="begin" data-place="documents"> in a form with a csrf_token; words in #upload-words.
   What has come is a ticket in a hidden field of the same name; without this file the form sends the file itself.
   See forumapp/core/uploads/stepping.py for what is asked and answered. */

const words = JSON.parse(document.getElementById("upload-words").textContent);
const SMALLEST = 256 * 1024;
const LARGEST = 8 * 1024 * 1024;
const QUICK = 1500;
const LONGEST_PAUSE = 15000;
const under_way = new Map();

const say = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

function size_text(size) {
  if (size >= 2 ** 30) return `${(size / 2 ** 30).toFixed(1)}GB`;
  if (size >= 2 ** 20) return `${(size / 2 ** 20).toFixed(1)}MB`;
  return size >= 1000 ? `${Math.round(size / 1024)}KB` : `${size}B`;
}

const percent = (done, size) => Math.floor((100 * done) / size);

class Refused extends Error {}
class Cancelled extends Error {}

/** Ask the server; network trouble and a busy server are waited out, a refusal is thrown in words. */
async function ask(url, fields, upload) {
  for (let pause = 1000; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const body = new FormData();
    body.append("csrf_token", upload.token());
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    try {
      const answer = await fetch(url, { method: "POST", body, signal: upload.stop.signal });
      if (answer.status === 409 || answer.ok) return [answer.status, await answer.json()];
      if (answer.status < 500 && answer.status !== 429) throw new Refused(await reason(answer));
    } catch (error) {
      if (error instanceof Refused) throw error;
      if (upload.stop.signal.aborted) throw new Cancelled();
    }
    upload.show(words.waiting);
    await upload.rest(pause);
  }
}

async function reason(answer) {
  try {
    const told = await answer.json();
    return told.stale ? words.expired : told.message ?? words.failed;
  } catch {
    return answer.status === 401 ? words.expired : words.failed;
  }
}

class Upload {
  constructor(input, file, list) {
    this.input = input;
    this.file = file;
    this.received = 0;
    this.stop = new AbortController();
    this.row = document.createElement("li");
    this.row.className = "upload";
    this.name = Object.assign(document.createElement("p"), { className: "upload__name", textContent: file.name });
    this.bar = Object.assign(document.createElement("progress"), { max: file.size, value: 0 });
    this.bar.setAttribute("aria-label", file.name);
    this.state = Object.assign(document.createElement("p"), { className: "upload__state" });
    this.state.setAttribute("role", "status");
    this.button = Object.assign(document.createElement("button"), { type: "button", textContent: words.cancel });
    this.button.className = "button button--tertiary button--small";
    const whose = Object.assign(document.createElement("span"), { className: "visually-hidden" });
    whose.textContent = say(words.of, { name: file.name });
    this.button.append(whose);
    this.button.addEventListener("click", () => this.cancel());
    this.row.append(this.name, this.bar, this.state, this.button);
    list.append(this.row);
  }

  token() {
    return this.input.form.elements.namedItem("csrf_token").value;
  }

  show(text) {
    const { received, file } = this;
    this.bar.value = received;
    const values = { done: size_text(received), size: size_text(file.size), percent: percent(received, file.size) };
    this.state.textContent = say(text, values);
  }

  rest(pause) {
    return new Promise((resolve) => {
      const over = () => {
        clearTimeout(timer);
        removeEventListener("online", over);
        resolve();
      };
      const timer = setTimeout(over, pause);
      addEventListener("online", over);
      this.stop.signal.addEventListener("abort", over, { once: true });
    });
  }

  async run() {
    try {
      await this.send();
    } catch (error) {
      if (error instanceof Cancelled) return;
      this.fail(error instanceof Refused ? error.message : words.failed);
    } finally {
      under_way.delete(this.row);
    }
  }

  async send() {
    const { file, input } = this;
    this.show(words.sending);
    const about = { place: input.dataset.place, name: file.name, size: file.size, mark: String(file.lastModified) };
    const [, begun] = await ask(input.dataset.upload, about, this);
    this.url = `${input.dataset.upload}/${begun.id}`;
    this.received = begun.received;
    await this.pieces();
    this.show(words.checking);
    let [status, told] = begun.ticket ? [200, begun] : await ask(this.url, { step: "finish" }, this);
    while (status === 409) {
      this.received = told.received;
      await this.pieces();
      [status, told] = await ask(this.url, { step: "finish" }, this);
    }
    this.keep(told.ticket);
  }

  async pieces() {
    for (let length = SMALLEST; this.received < this.file.size; ) {
      this.show(words.sending);
      const offset = this.received;
      const began = performance.now();
      const piece = this.file.slice(offset, offset + length);
      const [, told] = await ask(this.url, { step: "piece", offset, piece }, this);
      this.received = told.received;
      length = performance.now() - began < QUICK ? Math.min(2 * length, LARGEST) : Math.max(length / 2, SMALLEST);
    }
  }

  keep(ticket) {
    this.ticket = Object.assign(document.createElement("input"), { type: "hidden", name: this.input.name, value: ticket });
    this.row.append(this.ticket);
    this.show(words.done);
    this.bar.remove();
    this.row.dataset.state = "done";
  }

  fail(text) {
    this.bar.remove();
    this.button.remove();
    this.state.textContent = text;
    this.state.setAttribute("role", "alert");
    this.row.dataset.state = "failed";
    this.discard();
  }

  cancel() {
    this.stop.abort();
    this.discard();
    this.row.remove();
    this.input.focus();
  }

  /** Let the server forget it; nobody waits for the answer. */
  discard() {
    if (!this.url) return;
    const body = new FormData();
    body.append("csrf_token", this.token());
    body.append("step", "cancel");
    fetch(this.url, { method: "POST", body }).catch(() => {});
  }
}

/** Two files at a time, in their order. */
async function run_all(uploads) {
  const queue = [...uploads];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await next.run();
  };
  await Promise.all([worker(), worker()]);
}

function enhance(input) {
  const list = document.createElement("ul");
  list.className = "uploads";
  input.closest(".field").append(list);
  let waits = false;
  input.addEventListener("change", async () => {
    if (!input.multiple) {
      for (const upload of under_way.values()) if (upload.input === input) upload.cancel();
      list.replaceChildren();
    }
    for (const old of list.querySelectorAll('[data-state="failed"]')) old.remove();
    const uploads = [...input.files].map((file) => new Upload(input, file, list));
    for (const upload of uploads) under_way.set(upload.row, upload);
    input.value = "";
    if (!input.multiple) for (const old of input.form.querySelectorAll(`input[type=hidden][name="${input.name}"][data-filename]`)) old.remove();
    await run_all(uploads);
    if (waits && !list.querySelector('[data-state="failed"]')) input.form.requestSubmit(waits.submitter);
    waits = false;
  });
  input.form.addEventListener("submit", (event) => {
    if (![...under_way.values()].some((upload) => upload.input.form === input.form)) return;
    event.preventDefault();
    event.stopPropagation();
    waits = { submitter: event.submitter };
    for (const upload of under_way.values()) upload.name.textContent = `${upload.file.name} — ${words.busy}`;
  });
  input.required = false;
}

for (const input of document.querySelectorAll("input[type=file][data-upload]")) enhance(input);
addEventListener("beforeunload", (event) => {
  if (under_way.size) event.preventDefault();
});
