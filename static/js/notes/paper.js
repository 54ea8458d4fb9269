/* The notes on paper and as a text, from what this page has: also while the server is away. */
const ofTheme = (theme) => {
  const lines = linesOf(theme.id).filter((line) => plain(line.text));
  return [lines.filter((line) => line.mark), lines.filter((line) => !line.mark)];
};
const kindOf = (line) => (line.tag ? `[${words[line.tag]}] ` : "");

function asText() {
  const parts = [facts.forum, facts.group, ""];
  for (const theme of book.themes) {
    const [marked, rest] = ofTheme(theme);
    parts.push(`${theme.name} ${theme.title}`);
    if (!marked.length && !rest.length) parts.push(words.fileEmpty);
    for (const [heading, lines, sign] of [[words.fileMarked, marked, "★"], [marked.length ? words.fileOthers : words.fileAll, rest, "・"]]) {
      if (lines.length) parts.push(`■ ${heading}`, ...lines.map((line) => `${"　".repeat(line.depth)}${sign}${kindOf(line)}${line.text.replaceAll("\n", `\n${"　".repeat(line.depth + 1)}`)}`));
    }
    parts.push("");
  }
  return parts.join("\n");
}

function drawPaper() {
  $("paper").replaceChildren(...book.themes.map((theme) => {
    const [marked, rest] = ofTheme(theme);
    const section = make("section", {}, make("h2", {}, `${theme.name} ${theme.title}`));
    for (const [heading, lines] of [[words.fileMarked, marked], [marked.length ? words.fileOthers : words.fileAll, rest]]) {
      if (!lines.length) continue;
      section.append(make("h3", {}, heading), make("ul", {}, ...lines.map((line) => make("li", { "data-depth": line.depth }, `${line.mark ? "★ " : ""}${kindOf(line)}`, make("span", { class: "pre-line" }, line.text)))));
    }
    if (!marked.length && !rest.length) section.append(make("p", {}, words.fileEmpty));
    return section;
  }));
}

function saveText() {
  const address = URL.createObjectURL(new Blob(["\ufeff", asText().replaceAll("\n", "\r\n")], { type: "text/plain;charset=utf-8" }));
  make("a", { href: address, download: `${facts.group.replace(/[\\/:*?"<>|\s]+/g, "_")}.txt` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

function startPaper() {
  $("out").hidden = false;
  addEventListener("beforeprint", drawPaper);
  $("print").addEventListener("click", () => print());
  $("download").addEventListener("click", saveText);
  $("copy").addEventListener("click", () => {
    navigator.clipboard.writeText(asText()).then(() => { $("live").textContent = words.copied; }, () => { $("live").textContent = words.notCopied; });
  });
}
