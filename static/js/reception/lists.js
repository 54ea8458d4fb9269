/* The last ten of this desk with 取り消す, the counts, and who is still to come. */
const DESK = "forumapp.reception.desk";
const deskName = () => $("desk").value.trim();

function showLists(undo) {
  const { came, expected, missing, absent } = tally();
  $("came").textContent = came;
  $("expected").textContent = expected;
  $("missing-title").textContent = absent ? fill(words.missing, { n: absent }) : words.allHere;
  showMissing(missing);
  const rows = [...book.checkIns.values()].filter((row) => book.mine.has(row.id)).sort((a, b) => new Date(b.at) - new Date(a.at)).slice(0, 10);
  const items = rows.map((row) => latestItem(row, undo));
  $("latest").replaceChildren(...(items.length ? items : [make("li", "muted", words.empty)]));
}

/** Who is still to come; those behind the first twenty are folded away, and stay open if they were. */
function showMissing(missing) {
  const MOST = 20;
  const list = (some) => make("ul", "reception__missing", ...some.map((one) =>
    make("li", "", make("span", "", one.name || words.nobody), " ", make("span", "num", fill(words.cameOf, one)))));
  const parts = [list(missing.slice(0, MOST))];
  if (missing.length > MOST) {
    const rest = make("details", "disclosure", make("summary", "", fill(words.more, { n: missing.length - MOST })), list(missing.slice(MOST)));
    rest.open = $("missing").querySelector("details")?.open ?? false;
    parts.push(rest);
  }
  if ($("missing").textContent !== parts.map((one) => one.textContent).join("")) $("missing").replaceChildren(...parts);
}

function latestItem(row, undo) {
  const person = book.people.get(row.person) ?? { name: "―", organisation: "" };
  const kind = words[`kind_${row.kind}`];
  const line = make("p", "", make("span", "num strong", wallTime(row.at)), ` ${person.name} `, kind ? make("span", "tag", kind) : "");
  const notes = [person.organisation, row.proxy && fill(words.proxyFor, { name: row.proxy }), remark(row, person)].filter(Boolean);
  const facing = make("div", "", line, make("p", "small muted", notes.join(" / ")));
  if (row.refused) return make("li", "reception__row", facing, againLink(person));
  if (row.undone) return make("li", "reception__row", facing, make("p", "muted", words.isUndone));
  return make("li", "reception__row", facing, button(words.undo, "button button--secondary button--small", () => undo(row, person), fill(words.undoOf, person)));
}

function remark(row, person) {
  if (row.refused) return words[`refused_${row.refused}`] ?? words.none;
  if (book.queue.some((entry) => entry.id === row.id)) return words.unsent;
  const first = row.undone ? null : standing(person);
  return first && first.id !== row.id ? fill(words.already, { when: whenAndWhere(first) }) : "";
}

function startDesk() {
  $("desk").value ||= localStorage.getItem(DESK) ?? "";
  $("desk").addEventListener("change", () => localStorage.setItem(DESK, deskName()));
}
