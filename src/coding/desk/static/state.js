// What the screen knows. Positions are UTF-16 units of the document, as everywhere in the browser.

function newView(model, root) {
  return {
    model, root, id: Math.random().toString(36).slice(2, 8), n: 0,
    waiting: new Map(), queued: [], pending: 0, moving: false, moveAgain: false,
    words: {}, keys: [], bindings: new Map(), mode: "code",
    codes: new Map(), families: new Map(), attributes: new Map(), claims: new Map(),
    doc: null, units: [], marks: [], codings: new Map(), byUnit: [],
    relations: [], stances: [], memos: [], recent: [], drafts: [], suggestions: [],
    progress: [], at: [0, 0], sel: null, grabbed: null, chosen: null, linkFrom: null,
    suggestion: 0, explained: null, cursor: null, query: "", rows: [], dialog: null, red: false,
  };
}

function w(v, name, values) {
  const text = v.words[name] || name;
  return values ? fill(text, values) : text;
}

function takeCodebook(v, book) {
  v.families = new Map(book.families.map((f) => [f.id, f]));
  v.codes = new Map(book.codes.map((c) => [c.id, c]));
  v.attributes = new Map(book.attributes.map((a) => [a.id, a]));
  v.presences = new Map(book.presences);
  v.relationNames = new Map(book.relations);
  v.directions = new Map(book.directions);
  for (const code of v.codes.values()) {
    code.words = plain([code.label, code.id, code.short].join(" "));
    code.text = plain([code.definition, code.include].join(" "));
  }
}

function codeOf(v, id) {
  return v.codes.get(id) || { id, label: id, family: "", draft: true, attributes: [], values: {}, conflicts: [] };
}

// colour and line of a code's family, as custom properties; drafts are grey and dotted
function inkOf(v, id) {
  const family = v.families.get(codeOf(v, id).family);
  if (!family) return { "--ink": "var(--grey)", "--line": "dotted" };
  return { "--ink": `var(--${family.colour})`, "--line": family.dashed ? "dashed" : "solid" };
}

function takeDocument(v, doc) {
  v.doc = doc;
  v.units = doc.units;
  v.texts = doc.units.map(() => "");
  for (const turn of doc.turns) for (const [, text, i] of turn.parts) if (i >= 0) v.texts[i] = text;
  v.codings = new Map();
  v.byUnit = doc.units.map(() => []);
  v.sel = v.grabbed = v.chosen = v.linkFrom = v.explained = null;
}

function addCoding(v, coding) {
  v.codings.set(coding.id, coding);
  for (const i of coding.units) {
    v.byUnit[i].push(coding.id);
    v.byUnit[i].sort((a, b) => v.codings.get(a).start - v.codings.get(b).start || (a < b ? -1 : 1));
  }
}

function dropCoding(v, id) {
  const coding = v.codings.get(id);
  if (!coding) return [];
  v.codings.delete(id);
  for (const i of coding.units) v.byUnit[i] = v.byUnit[i].filter((other) => other !== id);
  return coding.units;
}

// the coding that keys act on: the chosen one, else the last given on this unit
function chosenCoding(v) {
  const here = v.byUnit[v.at[1]] || [];
  if (v.chosen && here.includes(v.chosen)) return v.codings.get(v.chosen);
  return here.length ? v.codings.get(here[here.length - 1]) : null;
}

function sign(presence) {
  return { present: "+", absent: "−", wished: "w", ambiguous: "?" }[presence] || "";
}

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’.-][\p{L}\p{N}\p{M}]+)*|[^\s\p{L}\p{N}\p{M}]/gu;

// ends (or starts) of words or characters around a position, over the units of the document
function stepFrom(v, position, size, edge, direction) {
  let i = v.units.findIndex(([, end]) => position <= end);
  if (i < 0) i = v.units.length - 1;
  for (; i >= 0 && i < v.units.length; i += direction) {
    const [start] = v.units[i];
    const stops = stopsOf(v.texts[i], size, edge).map((at) => start + at);
    const next = direction > 0
      ? stops.find((at) => at > position)
      : stops.reverse().find((at) => at < position);
    if (next !== undefined) return next;
  }
  return position;
}

function stopsOf(text, size, edge) {
  const stops = [];
  const pieces = size === "word" ? text.matchAll(WORD) : characters(text);
  for (const piece of pieces) stops.push(edge === "end" ? piece.index + piece[0].length : piece.index);
  return stops;
}

function* characters(text) {
  if (typeof Intl !== "undefined" && Intl.Segmenter) {
    for (const s of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) {
      const piece = [s.segment];
      piece.index = s.index;
      yield piece;
    }
    return;
  }
  yield* text.matchAll(/./gsu);
}
