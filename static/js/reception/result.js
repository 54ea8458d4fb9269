/* What has just happened: in a colour, a word, a picture and a tone. */
function tell(tone, text, person = null, more = "") {
  const parts = [picture(tone), make("p", "reception__word", text)];
  if (person) parts.push(make("p", "reception__name", person.name), make("p", "", [person.organisation, person.track].filter(Boolean).join(" / ")));
  if (person?.mode === "web" && tone === "success") parts.push(make("p", "strong", words.web));
  if (more) parts.push(make("p", "", more));
  $("result").replaceChildren(make("div", `reception__told reception__told--${tone}`, ...parts));
  sound(tone);
}

const walkInAddress = (person) => `${facts.walkIn}?${new URLSearchParams({ ...(person && { from: person.id }), desk: deskName() })}`;

/** The link to the form for somebody without a seat. */
function againLink(person) {
  const link = make("a", "button button--secondary", words.again);
  link.href = walkInAddress(person);
  link.dataset.online = "";
  return link;
}

/** Show the people who were found, each with what can be done. */
function showFound(people, act) {
  const LIMIT = 20;
  const heading = people.length > LIMIT ? words.many : people.length ? fill(words.several, { n: people.length }) : words.none;
  const list = make("ul", "reception__people", ...people.slice(0, LIMIT).map((person) => personItem(person, act)));
  $("found").replaceChildren(make("h2", "", heading), ...(people.length ? [list] : [make("p", "", words.noneHint)]));
}

function personItem(person, act) {
  const first = standing(person);
  const code = `${person.code.slice(0, 4)}-${person.code.slice(4)}`;
  const facing = make("div", "",
    make("p", "reception__name", person.name),
    make("p", "small muted", person.kana),
    make("p", "", `${person.organisation} ${person.unit}`),
    make("p", "small", [code, person.track, words[`state_${person.state}`]].filter(Boolean).join(" / ")));
  if (person.mode === "web") facing.append(make("p", "strong", words.web));
  if (first) facing.append(make("p", "strong", fill(words.already, { when: whenAndWhere(first) })));
  return make("li", "reception__person", facing, make("div", "cluster", ...actions(person, first, act)));
}

function actions(person, first, act) {
  if (person.state !== "confirmed") return [againLink(person)];
  if (first) return [];
  const main = button(words.checkIn, "button", () => act(person), fill(words.checkInOf, person));
  main.dataset.main = "";
  const open = button(words.proxy, "button button--secondary", () => open.replaceWith(proxyForm(person, act)), `${words.proxy} ${person.name}`);
  return [main, open];
}

function proxyForm(person, act) {
  const fields = ["proxyName", "proxyNote"].map((name) => {
    const input = make("input", "input");
    Object.assign(input, { maxLength: 200, required: name === "proxyName", name });
    return [make("label", "field__label", words[name], input), input];
  });
  const send = make("button", "button", words.proxySubmit);
  const form = make("form", "reception__proxy", ...fields.map(([label]) => label), send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(person, fields[0][1].value.trim(), fields[1][1].value.trim());
  });
  setTimeout(() => fields[0][1].focus());
  return form;
}
