// The transcript: interviewer as context, units with their codings in the text and in the margin.

const MARKS = { o: "", p: "◐", s: "↷", d: "✓", z: "∅", e: "" };
const LEAF = 24; // turns
const MARK_WORDS = { o: "open", p: "partly", s: "skipped", d: "done", z: "none", e: "agreed" };

function buildTranscript(v) {
  const pages = document.createDocumentFragment();
  v.rows = [];
  let leaf;
  let height = 0;
  v.doc.turns.forEach((turn, k) => {
    // the browser lays out only the leaves in sight
    if (k % LEAF === 0) { leaf = el("div", { class: "leaf" }); height = 0; pages.append(leaf); }
    const respondent = turn.parts.some((part) => part[2] >= 0);
    const block = el("div", { class: `turn ${respondent ? "said" : "asked"}` });
    for (const [start, text, unit] of turn.parts) {
      height += Math.ceil(text.length / 62) * 27 + 14;
      block.append(unit < 0 ? contextRow(v, turn, start, text) : unitRow(v, unit, start, text));
    }
    leaf.style.containIntrinsicSize = `auto 600px auto ${height}px`;
    leaf.append(block);
  });
  v.transcript.replaceChildren(pages);
  v.transcript.scrollTop = 0;
  // most units of a long document hold nothing yet, and stand there as they were built
  const noted = new Set([...v.memos, ...v.stances].map((x) => x.unit));
  v.units.forEach((_, i) => {
    if (v.byUnit[i].length || v.marks[i] !== "o" || i === v.at[1] || noted.has(i)) paintUnit(v, i);
  });
}

function contextRow(v, turn, start, text) {
  const who = { interviewer: w(v, "interviewer_short"), other: "·" }[turn.who] || "";
  return el("div", { class: "context" },
    el("div", { class: "gutter", "aria-hidden": "true" }, who),
    el("div", { class: "words", dir: "auto" }, el("span", { class: "seg", data: { s: start } }, text)));
}

function unitRow(v, i, start, text) {
  const row = el("div", { class: "unit is-open", data: { i } },
    el("div", { class: "gutter" },
      el("span", { class: "number" }, i + 1), el("span", { class: "mark" })),
    el("div", { class: "words", dir: "auto" }, el("span", { class: "seg", data: { s: start } }, text)),
    el("div", { class: "margin" }));
  v.rows[i] = row;
  return row;
}

function paintUnit(v, i) {
  const row = v.rows[i];
  if (!row) return;
  const [, words, margin] = row.children;
  const here = i === v.at[1];
  const letter = v.marks[i];
  row.className = `unit is-${MARK_WORDS[letter]}${here ? " here" : ""}`;
  const mark = row.querySelector(".mark");
  mark.textContent = MARKS[letter];
  if (letter === "o") mark.removeAttribute("title");
  else mark.title = w(v, MARK_WORDS[letter]);
  const codings = v.byUnit[i].map((id) => v.codings.get(id));
  const numbers = new Map();
  codings.filter((c) => !c.whole).forEach((c, k) => numbers.set(c.id, k + 1));
  words.replaceChildren(...segments(v, i, codings, numbers));
  margin.replaceChildren(...codings.map((c) => chip(v, c, i, numbers.get(c.id))), ...notes(v, i));
}

function segments(v, i, codings, numbers) {
  const [from, to] = v.units[i];
  const text = v.texts[i];
  const partial = codings.filter((c) => !c.whole);
  const lanes = laneOf(partial);
  const chosen = i === v.at[1] ? chosenCoding(v) : null;
  const cuts = new Set([from, to]);
  for (const c of partial) cuts.add(Math.max(from, c.start)).add(Math.min(to, c.end));
  if (v.sel) for (const at of [v.sel.start, v.sel.end]) if (at > from && at < to) cuts.add(at);
  const stops = [...cuts].sort((a, b) => a - b);
  const out = [];
  for (let k = 0; k + 1 < stops.length; k += 1) {
    const [a, b] = [stops[k], stops[k + 1]];
    const on = partial.filter((c) => c.start < b && a < c.end);
    const seg = el("span", { class: "seg", data: { s: a } }, text.slice(a - from, b - from));
    if (on.length) drawLines(v, seg, on, lanes);
    const begin = on.filter((c) => c.start === a).map((c) => numbers.get(c.id));
    if (begin.length) seg.dataset.n = begin.join(" ");
    if (chosen && on.includes(chosen) && codings.length > 1) seg.classList.add("chosen");
    if (v.sel && v.sel.start < b && a < v.sel.end) seg.classList.add("selected");
    out.push(seg);
  }
  return out;
}

// overlapping passages get lines under each other
function laneOf(codings) {
  const lanes = new Map();
  const ends = [];
  for (const c of codings) {
    let lane = ends.findIndex((end) => end <= c.start);
    if (lane < 0) lane = ends.length;
    ends[lane] = c.end;
    lanes.set(c.id, lane);
  }
  return lanes;
}

function drawLines(v, seg, codings, lanes) {
  const images = [];
  let deepest = 0;
  for (const c of codings) {
    const lane = Math.min(lanes.get(c.id), 4);
    deepest = Math.max(deepest, lane);
    const ink = inkOf(v, c.code);
    const gap = { solid: "", dashed: "7px, transparent 7px 11px", dotted: "2px, transparent 2px 5px" }[ink["--line"]];
    images.push(gap
      ? `repeating-linear-gradient(90deg, ${ink["--ink"]} 0 ${gap})`
      : `linear-gradient(${ink["--ink"]}, ${ink["--ink"]})`);
  }
  seg.style.paddingBottom = `${2 + (deepest + 1) * 4}px`;
  seg.style.backgroundImage = images.join(", ");
  seg.style.backgroundPosition = codings
    .map((c) => `0 calc(100% - ${(deepest - Math.min(lanes.get(c.id), 4)) * 4}px)`).join(", ");
  seg.style.backgroundSize = codings.map(() => "100% 2.5px").join(", ");
}

function chip(v, c, i, number) {
  const code = codeOf(v, c.code);
  const here = i === v.at[1];
  const on = here && chosenCoding(v) === c;
  const attrs = Object.entries(c.attrs).filter(([name]) => name !== "word");
  const said = [code.label, v.presences.get(c.presence),
    ...attrs.map(([name, values]) => values.map((x) => valueLabel(v, name, x)).join(", "))];
  return el("button", {
    class: `chip${on ? " on" : ""}`, type: "button", tabindex: -1, data: { id: c.id }, style: inkOf(v, c.code),
    title: said.join(" · "), "aria-label": said.join(", "),
    onclick: () => { if (!here) moveTo(v, i); choose(v, c.id); },
  },
  number ? el("sup", {}, number) : null,
  el("span", { class: "bar", "aria-hidden": "true" }),
  el("bdi", {}, c.units[0] === i ? "" : "… ", code.label),
  c.coder ? el("span", { class: "coder" }, c.coder) : null,
  c.presence !== "present" ? el("span", { class: "presence" }, sign(c.presence)) : null,
  c.source === "suggestion" ? el("span", { class: "from", title: w(v, "accepted") }, "◇") : null,
  c.review ? el("span", { class: "from", title: c.review }, "⚠") : null);
}

function notes(v, i) {
  const out = v.memos.filter((m) => m.unit === i).map((m) =>
    el("div", { class: "note", title: m.note }, "✎ ", el("bdi", {}, m.note)));
  for (const id of v.byUnit[i]) {
    for (const r of v.relations.filter((r) => r.from === id && v.codings.has(r.to))) {
      const to = v.codings.get(r.to);
      out.push(el("div", { class: "note" }, `${codeOf(v, v.codings.get(id).code).label} `, el("b", {}, `→ ${v.relationNames.get(r.type)} → `), codeOf(v, to.code).label, to.units[0] === i ? "" : ` (${to.units[0] + 1})`));
    }
  }
  for (const s of v.stances.filter((s) => s.unit === i)) {
    out.push(el("div", { class: "note", title: v.claims.get(s.claim) || s.claim },
      `${{ supports: "▲", contradicts: "▼", nuances: "◆" }[s.direction]} ${s.claim} · ${s.strength}`));
  }
  return out;
}

function valueLabel(v, name, value) {
  const attribute = v.attributes.get(name);
  const found = attribute && attribute.values.find(([id]) => id === value);
  return found ? found[1] : value;
}

// bring the unit into the comfortable middle, without jerks where it is there already
function scrollTo(v, i, again) {
  v.goal = [i, again];
  if (v.scrolling) return;
  v.scrolling = requestAnimationFrame(() => {
    v.scrolling = null;
    scrollNow(v, ...v.goal);
  });
}

function scrollNow(v, i, again) {
  const row = v.rows[i];
  if (!row || !row.isConnected) return;
  const box = v.transcript.getBoundingClientRect();
  const line = row.getBoundingClientRect();
  const low = box.top + box.height * 0.12;
  const high = box.top + box.height * 0.82;
  if (line.top < low || line.bottom > high) {
    v.transcript.scrollTop += line.top - (box.top + box.height * 0.26);
  }
  // heights off the screen are estimates until they are drawn
  if (again !== false) scrollTo(v, i, false);
}

// ---- passages ------------------------------------------------------------------------------------

function positionOf(v, node, offset) {
  if (node.nodeType === Node.TEXT_NODE) {
    const seg = node.parentElement && node.parentElement.closest("[data-s]");
    return seg && v.transcript.contains(seg) ? Number(seg.dataset.s) + offset : null;
  }
  const child = node.childNodes[offset];
  const first = child && (child.matches && child.matches("[data-s]") ? child : child.querySelector && child.querySelector("[data-s]"));
  if (first) return Number(first.dataset.s);
  const all = node.querySelectorAll ? node.querySelectorAll("[data-s]") : [];
  const last = all[all.length - 1] || (node.closest && node.closest("[data-s]"));
  return last ? Number(last.dataset.s) + (offset ? last.textContent.length : 0) : null;
}

function takeMouseSelection(v) {
  const chosen = document.getSelection();
  if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return false;
  const range = chosen.getRangeAt(0);
  if (!v.transcript.contains(range.commonAncestorContainer)) return false;
  const start = positionOf(v, range.startContainer, range.startOffset);
  const end = positionOf(v, range.endContainer, range.endOffset);
  if (start === null || end === null || end <= start) return false;
  chosen.removeAllRanges();
  const i = v.units.findIndex(([a, b]) => start < b && a < end);
  if (i < 0) return false;
  if (!v.units.slice(v.at[1], v.at[1] + 1).some(([a, b]) => start < b && a < end)) moveTo(v, i);
  select(v, start, end);
  return true;
}

function select(v, start, end) {
  const before = v.sel;
  v.sel = start === null || end <= start ? null : { start, end };
  if (!v.sel) v.grabbed = null;
  const from = Math.min(...[before, v.sel].filter(Boolean).map((s) => s.start));
  const to = Math.max(...[before, v.sel].filter(Boolean).map((s) => s.end));
  v.units.forEach(([a, b], i) => { if (a < to && from < b) paintUnit(v, i); });
  paintBar(v);
}

function changePassage(v, edge, size, direction) {
  const [from, to] = v.units[v.at[1]];
  if (!v.sel) {
    if (edge === "end") return select(v, from, stepFrom(v, from, size === "unit" ? "word" : size, "end", 1));
    return select(v, size === "word" ? stepFrom(v, from, "word", "start", direction) : stepFrom(v, from, size, "start", direction), to);
  }
  let { start, end } = v.sel;
  if (edge === "start") start = stepFrom(v, start, size, "start", direction);
  else if (size === "unit") {
    const i = direction > 0
      ? v.units.findIndex(([, b]) => b > end)
      : v.units.findLastIndex(([, b]) => b < end && b > start);
    if (i >= 0) end = v.units[i][1];
  } else end = stepFrom(v, end, size, "end", direction);
  return start < end ? select(v, start, end) : undefined;
}
