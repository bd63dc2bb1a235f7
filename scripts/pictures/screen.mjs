//! What a terminal shows after it was sent some bytes: rows of cells with colours. As much of ECMA-48 as command lines
//! use: colours and weights, moves of the cursor, erasing. The picture has all rows, also those that scrolled away.

/** A cell without anything in it. */
const blank = { text: " ", style: {} };

/** Columns that a character takes. */
function width(character) {
  const code = character.codePointAt(0);
  const none = (code >= 0x300 && code <= 0x36f) || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f);
  const wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xff00 && code <= 0xff60) || (code >= 0x1f300 && code <= 0x1faff);
  return none ? 0 : wide ? 2 : 1;
}

/** The style after a sequence of SGR parameters. */
function styled(before, parameters) {
  let style = { ...before };
  const rest = parameters.length > 0 ? [...parameters] : [0];
  while (rest.length > 0) {
    const code = rest.shift();
    if (code === 0) style = {};
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = true;
    else if (code === 22) (delete style.bold, delete style.dim);
    else if (code === 23) delete style.italic;
    else if (code === 24) delete style.underline;
    else if (code >= 30 && code <= 37) style.colour = code - 30;
    else if (code >= 90 && code <= 97) style.colour = code - 90 + 8;
    else if (code === 39) delete style.colour;
    else if (code === 38 && rest[0] === 5) style.colour = rest.splice(0, 2)[1];
    else if (code === 38 && rest[0] === 2) rest.splice(0, 4);
    else if (code === 48) rest.splice(0, rest[0] === 5 ? 2 : 4);
  }
  return style;
}

/** Rows of cells that a terminal of `columns` shows after `bytes`. */
export function screen(bytes, columns) {
  const rows = [[]];
  let [row, column, style] = [0, 0, {}];
  const reach = (to) => {
    while (rows.length <= to) rows.push([]);
  };
  const control = (final, parameters) => {
    const count = Math.max(1, parameters[0] ?? 1);
    if (final === "m") style = styled(style, parameters);
    else if (final === "A") row = Math.max(0, row - count);
    else if (final === "B") reach((row += count));
    else if (final === "C") column = Math.min(columns - 1, column + count);
    else if (final === "D") column = Math.max(0, column - count);
    else if (final === "G") column = Math.min(columns, count) - 1;
    else if (final === "K") rows[row] = parameters[0] === 2 ? [] : rows[row].slice(0, column);
    else if (final === "J") ((rows[row] = rows[row].slice(0, column)), (rows.length = row + 1));
  };
  const text = new TextDecoder().decode(bytes);
  // Either a control sequence, or another escape, or one character.
  for (const [whole, parameters, final] of text.matchAll(/\x1b\[([0-9;?]*)[ -/]*([@-~])|\x1b\][^\x07]*\x07|\x1b.|[^]/gu)) {
    if (final !== undefined) {
      if (!parameters.startsWith("?")) control(final, parameters === "" ? [] : parameters.split(";").map(Number));
    } else if (whole === "\n") reach((row += 1));
    else if (whole === "\r") column = 0;
    else if (whole === "\b") column = Math.max(0, column - 1);
    else if (whole >= " ") {
      const takes = width(whole);
      if (takes === 0) continue;
      if (column + takes > columns) ((column = 0), reach((row += 1)));
      while (rows[row].length < column) rows[row].push(blank);
      rows[row][column] = { text: whole, style };
      if (takes === 2) rows[row][column + 1] = { text: "", style };
      column += takes;
    }
  }
  const seen = (cells) => cells.some((cell) => cell.text.trim() !== "");
  while (rows.length > 0 && !seen(rows.at(-1))) rows.pop();
  return rows;
}
