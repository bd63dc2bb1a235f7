//! Rows of terminal cells as an SVG: one text element for each stretch of one style, placed by its column, so that it
//! looks the same with every monospaced font.

/** Size of a cell and of the text in it, in pixels. */
const cell = { wide: 8.4, high: 19, size: 14 };

/** Space around the text, and the height of the bar above it. */
const frame = { side: 16, bar: 34 };

/** The sixteen colours; brighter than those of a terminal where the ground would swallow them. */
const palette = [
  "#5c6370", "#ff7b72", "#7ee787", "#f2cc60", "#79c0ff", "#d2a8ff", "#76e3ea", "#d0d7de",
  "#8b949e", "#ffa198", "#a5f3b0", "#f8e3a1", "#a5d6ff", "#e2c5ff", "#b3f0ff", "#ffffff",
];
const ground = { back: "#0d1117", bar: "#161b22", text: "#d0d7de", dim: "#8b949e", buttons: ["#ff5f57", "#febc2e", "#28c840"] };

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
const number = (value) => String(Math.round(value * 100) / 100);

/** The colour of a style: one of the sixteen, of the cube of 216, or of the greys. */
function colour({ colour, dim }) {
  if (colour === undefined) return dim ? ground.dim : ground.text;
  if (colour < 16) return palette[colour];
  if (colour >= 232) return `rgb(${Array(3).fill(8 + 10 * (colour - 232)).join(",")})`;
  const level = (at) => (at === 0 ? 0 : 55 + 40 * at);
  const place = colour - 16;
  return `rgb(${level(Math.floor(place / 36))},${level(Math.floor(place / 6) % 6)},${level(place % 6)})`;
}

/** Stretches of one style in a row. */
function stretches(cells) {
  const found = [];
  cells.forEach((one, column) => {
    const key = JSON.stringify(one.style);
    const last = found.at(-1);
    if (last?.key === key) ((last.text += one.text), (last.columns += 1));
    else found.push({ key, style: one.style, text: one.text, column, columns: 1 });
  });
  return found.filter((stretch) => stretch.text.trim() !== "");
}

function line(cells, y) {
  return stretches(cells).map(({ style, text, column, columns }) => {
    const leading = text.length - text.trimStart().length;
    const shown = text.trim();
    const taken = columns - leading - (text.length - text.trimEnd().length);
    const weight = style.bold ? ' font-weight="700"' : "";
    const slant = style.italic ? ' font-style="italic"' : "";
    const under = style.underline ? ' text-decoration="underline"' : "";
    const x = number(frame.side + (column + leading) * cell.wide);
    const length = number(taken * cell.wide);
    return `<text x="${x}" y="${number(y)}" textLength="${length}" lengthAdjust="spacingAndGlyphs" fill="${colour(style)}"${weight}${slant}${under}>${escaped(shown)}</text>`;
  });
}

/** An SVG of `rows` in a window of `columns`, with `title` in its bar and as its description. */
export function svg(rows, columns, title) {
  const wide = number(2 * frame.side + columns * cell.wide);
  const high = number(frame.bar + rows.length * cell.high + frame.side * 1.5);
  const lines = rows.flatMap((cells, at) => line(cells, frame.bar + frame.side * 0.5 + (at + 1) * cell.high - 5));
  const buttons = ground.buttons.map((fill, at) => `<circle cx="${18 + 20 * at}" cy="17" r="6" fill="${fill}"/>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${wide}" height="${high}" rx="8" fill="${ground.back}"/>`,
    `<path d="M0 34V8a8 8 0 0 1 8-8h${number(wide - 16)}a8 8 0 0 1 8 8v26z" fill="${ground.bar}"/>`,
    ...buttons,
    `<text x="${number(wide / 2)}" y="22" fill="${ground.dim}" font-family="sans-serif" font-size="13" text-anchor="middle">${escaped(title)}</text>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${cell.size}" xml:space="preserve">`,
    ...lines,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}
