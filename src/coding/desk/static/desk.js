// The desk itself: asks Python, shows what came back, says so when nothing did.

const PATIENCE = 8000; // ms; a decision takes some ten

function ask(v, message, then) {
  v.n += 1;
  const n = `${v.id}:${v.n}`;
  const timer = setTimeout(() => {
    const late = v.waiting.get(n);
    v.waiting.delete(n);
    fail(v, { problem: w(v, "no_answer") || "no answer", red: true });
    if (late && late.then) late.then(null);
  }, v.patience || PATIENCE);
  v.waiting.set(n, { then, timer });
  try {
    v.model.send({ ...message, n });
  } catch (error) {
    clearTimeout(timer);
    v.waiting.delete(n);
    fail(v, { problem: `${w(v, "no_answer")} (${error.message})`, red: true });
    if (then) then(null);
  }
}

// a decision: nothing on the screen says it was taken before Python says it is on disk
function act(v, message, options = {}) {
  const began = v.pressed || performance.now();
  const span = v.sel && !options.whole ? [v.sel.start, v.sel.end] : null;
  v.pending += 1;
  v.root.classList.add("writing");
  ask(v, { doc: v.at[0], unit: v.at[1], ...message, span }, (reply) => {
    v.pending -= 1;
    v.root.classList.toggle("writing", v.pending > 0);
    v.times.push(performance.now() - began);
    if (reply && reply.ok) {
      told(v, message, reply);
      if (options.then) options.then(reply);
    } else v.queued = [];
    drain(v);
  });
}

function told(v, message, reply) {
  const code = message.code && codeOf(v, message.code).label;
  if (message.do === "undo" || message.do === "redo") {
    const [what, which] = reply.event || ["", ""];
    say(v, fill(w(v, `told_${message.do}`), { what: w(v, `do_${what}`), code: which ? codeOf(v, which).label : "" }));
  } else if (reply.finished) say(v, w(v, "all_finished"), { stay: true });
  else if (v.words[`told_${message.do}`]) say(v, fill(w(v, `told_${message.do}`), { code: code || "" }));
}

// the place follows without a queue: only the last move counts
function tellPlace(v) {
  if (v.moving) { v.moveAgain = true; return; }
  v.moving = true;
  const [doc, unit] = v.at;
  ask(v, { do: "go", doc, unit }, () => {
    v.moving = false;
    if (v.moveAgain) { v.moveAgain = false; tellPlace(v); }
  });
}

function receive(v, reply) {
  v.came = performance.now();
  const mine = v.waiting.get(reply.re);
  if (mine) { clearTimeout(mine.timer); v.waiting.delete(reply.re); }
  if (reply.closed) { closed(v, reply.problem); return; }
  if (!reply.ok) { if (mine || reply.red) fail(v, reply); } else apply(v, reply);
  if (mine && mine.then) mine.then(reply);
}

function apply(v, patch) {
  if (patch.do === "opened") begin(v, patch);
  const moved = patch.at && (patch.at[0] !== v.at[0] || patch.at[1] !== v.at[1]);
  const stale = v.moving && !patch.put && !patch.document; // a move of a moment ago
  const before = v.at[1];
  const dirty = new Set();
  if (patch.document) takeDocument(v, patch.document);
  if (patch.marks) v.marks = [...patch.marks];
  if (patch.codings) patch.codings.forEach((c) => addCoding(v, c));
  for (const id of patch.drop || []) dropCoding(v, id).forEach((i) => dirty.add(i));
  for (const c of patch.put || []) { addCoding(v, c); c.units.forEach((i) => dirty.add(i)); }
  for (const [i, letter] of Object.entries(patch.marked || {})) { v.marks[i] = letter; dirty.add(Number(i)); }
  if (patch.memos || patch.stances) {
    const ends = [...v.relations, ...(patch.relations || [])].map((r) => v.codings.get(r.from)).filter(Boolean);
    for (const c of ends) dirty.add(c.units[0]);
    for (const x of [...v.memos, ...v.stances, ...(patch.memos || []), ...(patch.stances || [])]) if (x.unit >= 0) dirty.add(x.unit);
  }
  for (const name of ["relations", "stances", "memos", "recent", "drafts", "progress", "queue", "judging"]) if (patch[name] !== undefined) v[name] = patch[name];
  if (patch.saved) v.saved = patch.saved;
  if (patch.decided && v.progress[patch.decided[0]]) {
    const row = v.progress[patch.decided[0]];
    [row[2], row[3]] = patch.decided.slice(1);
  }
  if (patch.at && !(stale && moved && v.moveAgain)) {
    if (moved || patch.document) { v.at = patch.at; v.chosen = v.explained = null; v.suggestion = 0; v.sel = v.grabbed = null; dirty.add(before).add(v.at[1]); }
    if (patch.suggestions && patch.at[1] === v.at[1]) { v.suggestions = patch.suggestions; v.suggestion = Math.min(v.suggestion, Math.max(0, v.suggestions.length - 1)); }
  }
  if (patch.chosen) { v.chosen = patch.chosen; dirty.add(v.at[1]); }
  if (patch.chosen || moved || patch.document) followChosen(v);
  if (patch.document) { buildTranscript(v); scrollTo(v, v.at[1]); } else for (const i of dirty) paintUnit(v, i);
  if (moved && !patch.document) scrollTo(v, v.at[1]);
  v.red = false;
  paintPanels(v);
  if (moved || patch.document) announce(v);
}

function begin(v, patch) {
  Object.assign(v, { words: patch.words, keys: patch.keys, mode: patch.mode, title: patch.title, coder: patch.coder, practice: patch.practice, suggesting: patch.suggesting });
  v.claims = new Map(patch.claims);
  takeCodebook(v, patch.codebook);
  v.at = [...patch.at];
  v.root.lang = patch.language;
  bindKeys(v);
  buildFrame(v);
  for (const note of patch.notes) say(v, note, { stay: true });
}

function buildFrame(v) {
  const button = (label, sign_, action) => el("button", { type: "button", class: "tool", title: label, "aria-label": label, onclick: () => { ACTIONS[action](v); } }, sign_);
  v.where = el("button", { type: "button", class: "where", onclick: () => pickDocument(v) });
  v.count = el("div", { class: "count" });
  v.fill = el("div", { class: "fill" });
  v.order = el("button", { type: "button", class: "tool order", onclick: () => pickQueue(v) });
  v.transcript = el("div", { class: "transcript", role: "application", tabindex: "0", "aria-label": w(v, "transcript_label"), onmouseup: (e) => mouseUp(v, e) });
  v.panel = el("div", { class: "panel", role: "region", tabindex: "0", "aria-label": w(v, "unit_panel") });
  v.status = el("div", { class: "saved" });
  v.said = el("div", { class: "message", data: { asleep: w(v, "asleep") } });
  v.live = el("div", { class: "live", "aria-live": "polite", role: "status" });
  v.alarm = el("div", { class: "alarm", role: "alert", hidden: true });
  const judging = v.mode === "adjudicate";
  v.root.replaceChildren(
    el("div", { class: "top" }, v.where, v.count, el("div", { class: "track", "aria-hidden": "true" }, v.fill),
      el("span", { class: "badge" }, v.practice ? w(v, "practice_badge") : fill(w(v, "coder_badge"), { coder: v.coder })),
      v.suggesting ? v.order : null,
      judging ? null : [button(w(v, "undo"), "↶", "undo"), button(w(v, "redo"), "↷", "redo")],
      button(w(v, "full_screen"), "⤢", "full-screen"), button(w(v, "help_title"), "?", "help")),
    v.alarm,
    el("div", { class: "body" }, v.transcript, el("div", { class: "side" }, v.panel, el("div", { class: "codes" }, buildCodes(v)))),
    el("div", { class: "bottom" }, v.status, v.said), v.live);
  v.root.classList.toggle("judging", judging);
}

function mouseUp(v, event) {
  if (takeMouseSelection(v)) return;
  v.transcript.focus({ preventScroll: true });
  const row = event.target.closest(".unit");
  if (row && !event.target.closest("button") && Number(row.dataset.i) !== v.at[1]) moveTo(v, Number(row.dataset.i));
}

function paintPanels(v) {
  if (v.mode === "adjudicate") paintJudging(v);
  else paintUnitPanel(v);
  paintTree(v, false);
  paintBar(v);
}

function paintBar(v) {
  const total = v.progress.reduce((sum, row) => sum + row[1], 0);
  const decided = v.progress.reduce((sum, row) => sum + row[2], 0);
  const row = v.progress[v.at[0]] || ["", 0, 0];
  v.where.replaceChildren(el("bdi", {}, v.doc.label), " ", keycap("o"));
  v.where.setAttribute("aria-label", `${v.doc.label}: ${w(v, "documents_title")}`);
  v.count.textContent = `${fill(w(v, v.mode === "adjudicate" ? "count_judged" : "count_document"), { decided: row[2], units: row[1] })}  ·  ${fill(w(v, "count_all"), { decided, total })}`;
  v.fill.style.width = `${total ? (100 * decided) / total : 0}%`;
  if (v.suggesting) v.order.textContent = queueName(v);
  v.status.textContent = v.saved.last ? `✓ ${fill(w(v, "saved"), { n: v.saved.now, last: v.saved.last })}` : w(v, "nothing_yet");
  if (v.sel) v.status.textContent += `  ·  ${fill(w(v, v.grabbed ? "selecting_grabbed" : "selecting"), { n: v.sel.end - v.sel.start })}`;
}

function queueName(v) {
  if (v.queue === "order") return w(v, "queue_order");
  if (v.queue === "uncertain") return w(v, "queue_uncertain");
  return fill(w(v, "queue_code"), { code: codeOf(v, v.queue.slice(5)).label });
}

function announce(v) {
  const i = v.at[1];
  const codes = (v.byUnit[i] || []).map((id) => codeOf(v, v.codings.get(id).code).label);
  live(v, [fill(w(v, "unit_n_of"), { n: i + 1, of: v.units.length }), w(v, MARK_WORDS[v.marks[i]]), ...codes, v.texts[i]].join(". "));
}

function live(v, text) {
  v.live.textContent = text;
}

function say(v, text, options = {}) {
  v.said.textContent = text;
  v.said.title = text;
  live(v, text);
  clearTimeout(v.quiet);
  if (!options.stay) v.quiet = setTimeout(() => { v.said.textContent = ""; }, 6000);
}

function fail(v, reply) {
  const text = [reply.problem, reply.expected && `${w(v, "expected")}: ${reply.expected}`, reply.hint].filter(Boolean).join(" — ");
  if (!reply.red) { if (v.said) say(v, `⚠ ${text}`, { stay: true }); else v.root.textContent = text; return; }
  v.red = true;
  if (!v.alarm) { v.root.replaceChildren(el("div", { class: "alarm", role: "alert" }, text)); return; }
  v.alarm.hidden = false;
  v.alarm.replaceChildren(el("b", {}, w(v, "not_saved")), " ", text, " ",
    el("button", { type: "button", onclick: () => { v.alarm.hidden = true; v.transcript.focus(); } }, w(v, "understood")));
  v.status.textContent = `✗ ${w(v, "not_saved")}`;
}

function closed(v, text) {
  v.root.replaceChildren(el("div", { class: "closed", role: "status" }, text));
  v.pending = 0;
}

function followTheme(v) {
  const take = () => {
    const lab = document.body.dataset.jpThemeLight;
    const dark = lab ? lab === "false" : matchMedia("(prefers-color-scheme: dark)").matches;
    v.root.dataset.theme = dark ? "dark" : "light";
  };
  take();
  const watch = new MutationObserver(take);
  watch.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", take);
  return () => { watch.disconnect(); media.removeEventListener("change", take); };
}

function render({ model, el: host }) {
  const root = el("section", { class: "coding-desk", role: "region", "aria-label": "coding desk", data: { lmSuppressShortcuts: "true" } });
  const v = newView(model, root);
  v.times = [];
  v.saved = { last: "", now: 0 };
  host.append(root);
  const unfollow = followTheme(v);
  const listen = (message) => receive(v, message);
  model.on("msg:custom", listen);
  root.addEventListener("keydown", (event) => onKey(v, event));
  // keys count only while the desk has the focus, and it never takes it by itself
  root.addEventListener("focusin", () => root.classList.remove("asleep"));
  root.addEventListener("focusout", (event) => root.classList.toggle("asleep", !root.contains(event.relatedTarget)));
  root.classList.add("asleep");
  for (const kind of ["keyup", "keypress"]) root.addEventListener(kind, (event) => event.stopPropagation());
  root.deskTimes = v.times; // read by benchmarks/desk.py
  const began = performance.now();
  ask(v, { do: "open" }, (reply) => {
    if (!reply || !reply.ok) return;
    requestAnimationFrame(() => setTimeout(() => {
      root.dataset.drawn = String(performance.now() - v.came);
      root.dataset.paint = String(performance.now() - began);
    }));
  });
  return () => { unfollow(); model.off("msg:custom", listen); };
}

export default { render };
