/* What is pasted: each of its lines becomes one of its own, and nothing is cut off. */
const LONGEST_LINE = 2000;
const MOST_LINES = 50; // more of them are no list of opinions
const BULLET = /^\s*(?:([・•‣●○◆◇■□▪▫◦])(?!\1)\s*|[-*＊]\s+)?/; // but ○○市 is a name

/** The lines of a text without the signs of a list; a text of very many lines stays in one piece. */
function pieces(text) {
  const lines = text.split(/\r\n?|\n/).map((line) => line.replace(BULLET, "").trimEnd()).filter(Boolean);
  return lines.length > MOST_LINES ? [text] : lines;
}

/** Put a pasted text into the line and into new ones below it; returns false where the browser does as well. */
function paste(text, row) {
  const { area, key } = row, lines = pieces(text);
  const before = area.value.slice(0, area.selectionStart), after = area.value.slice(area.selectionEnd);
  if (!lines.length || (!/[\r\n]/.test(text) && before.length + text.length + after.length <= LONGEST_LINE)) return false;
  lines[0] = before + lines[0];
  const caret = lines.at(-1).length;
  lines.push(lines.pop() + after);
  const [first, ...more] = lines.flatMap((line) => line.match(/[^]{1,2000}/gu));
  const { theme, depth } = book.lines.get(key);
  setValue(area, first);
  typed(row);
  let last = key;
  for (const line of more) {
    last = addLine(theme, last, depth);
    setText(last, line, 0);
  }
  focusLine(last);
  const end = rows.get(last).area, at = Math.min(caret, end.value.length);
  end.setSelectionRange(at, at);
  plan();
  return true;
}
