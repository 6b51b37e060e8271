// Every key of coding.desk.keys, by action. While a decision is being written, keys wait their turn.

const PRESENCES = ["present", "absent", "wished", "ambiguous"];

const ACTIONS = {
  next: (v) => moveTo(v, v.at[1] + 1),
  previous: (v) => moveTo(v, v.at[1] - 1),
  "next-open": (v) => nextOpen(v),
  first: (v) => moveTo(v, 0),
  last: (v) => moveTo(v, v.units.length - 1),
  documents: (v) => pickDocument(v),
  queue: (v) => pickQueue(v),
  search: (v) => openSearch(v),
  recent: (v, key) => { const code = v.recent[Number(key) - 1]; if (code) act(v, { do: "code", code }); else say(v, w(v, "no_recent")); },
  done: (v) => (v.grabbed ? saveGrabbed(v) : act(v, { do: "done" }, { whole: true })),
  "no-code": (v) => act(v, { do: "no_code" }, { whole: true }),
  skip: (v) => act(v, { do: "skip" }, { whole: true }),
  propose: (v) => proposeCode(v),
  stance: (v) => takeStance(v),
  memo: (v) => write(v, w(v, "memo_title"), [{ name: "note", label: w(v, "memo"), rows: 5, needed: true }], ({ note }) => act(v, { do: "memo", note })),
  "next-coding": (v) => (v.mode === "adjudicate" ? nextDispute : chooseNext)(v, 1),
  "previous-coding": (v) => (v.mode === "adjudicate" ? nextDispute : chooseNext)(v, -1),
  remove: (v) => removeChosen(v),
  present: (v) => setPresence(v, "present"),
  absent: (v) => setPresence(v, "absent"),
  wished: (v) => setPresence(v, "wished"),
  ambiguous: (v) => setPresence(v, "ambiguous"),
  attributes: (v) => pickAttributes(v),
  link: (v) => link(v),
  grab: (v) => grab(v),
  "end-word": (v, key) => changePassage(v, "end", "word", key.endsWith("Right") ? 1 : -1),
  "end-unit": (v, key) => changePassage(v, "end", "unit", key.endsWith("Down") ? 1 : -1),
  "end-character": (v, key) => changePassage(v, "end", "character", key.endsWith("Right") ? 1 : -1),
  "start-word": (v, key) => changePassage(v, "start", "word", key === "." ? 1 : -1),
  "start-character": (v, key) => changePassage(v, "start", "character", key === ">" ? 1 : -1),
  cancel: (v) => letGo(v),
  accept: (v) => decideSuggestion(v, "accept"),
  reject: (v) => decideSuggestion(v, "reject"),
  "next-suggestion": (v) => { if (v.suggestions.length) { v.suggestion = (v.suggestion + 1) % v.suggestions.length; v.explained = null; paintUnitPanel(v); } },
  explain: (v) => explainSuggestion(v),
  "side-1": (v) => judge(v, 0),
  "side-2": (v) => judge(v, 1),
  neither: (v) => judge(v, null),
  undo: (v) => act(v, { do: "undo" }),
  redo: (v) => act(v, { do: "redo" }),
  "full-screen": (v) => fullScreen(v),
  help: (v) => showHelp(v),
};

// in the other mode these keys mean something else, or nothing
const ONLY_CODING = new Set(["recent", "done", "no-code", "skip", "propose", "stance", "memo", "remove", "attributes", "link", "grab",
  "present", "absent", "wished", "ambiguous", "accept", "reject", "next-suggestion", "explain", "queue", "search"]);

function bindKeys(v) {
  v.bindings = new Map();
  for (const key of v.keys) {
    if (v.mode === "adjudicate" ? ONLY_CODING.has(key.action) : key.in === "adjudicate") continue;
    for (const name of key.keys) v.bindings.set(name, key.action);
  }
}

function onKey(v, event) {
  const name = keyName(event);
  event.stopPropagation(); // nothing of the desk is a shortcut of the notebook
  if (name === null) return;
  const field = textField(v);
  // while a decision is written keys wait, but for letters into a field nothing is queued before
  if (v.pending && !(field && !v.queued.length && (name.length === 1 || name === "Backspace"))) {
    event.preventDefault();
    if (v.queued.length < 200 && !event.repeat) v.queued.push(name);
    return;
  }
  if (v.dialog) return void dialogKey(v, name, event);
  if (field) return void searchKey(v, name, event);
  if (event.target === v.tree && treeKey(v, name)) { event.preventDefault(); return; }
  const button = event.target.closest && event.target.closest("button");
  if (button && (name === "Enter" || name === " ")) return; // the browser presses it
  const action = v.bindings.get(name);
  if (!action) {
    if (name.startsWith("Ctrl+s")) event.preventDefault();
    return;
  }
  event.preventDefault();
  if (event.repeat && !/^(Arrow|j$|k$|Shift\+Arrow|Ctrl\+Shift|[.,<>]$)/.test(name)) return;
  run(v, action, name);
}

// the field one is typing in, if any
function textField(v) {
  const at = document.activeElement;
  return at && v.root.contains(at) && /^(INPUT|TEXTAREA)$/.test(at.tagName) ? at : null;
}

function run(v, action, name) {
  v.pressed = performance.now();
  ACTIONS[action](v, name);
}

// keys pressed while a decision was on its way to the disk, in order: into the field, the window
// or the desk, wherever the keys before them led
function drain(v) {
  const quiet = { preventDefault() {} };
  while (!v.pending && v.queued.length) {
    const name = v.queued.shift();
    const field = textField(v);
    const letter = name.length === 1 ? name : /^Shift\+\p{L}$/u.test(name) ? name.slice(6) : null;
    if (field && (letter || name === "Backspace")) {
      field.value = letter ? field.value + letter : field.value.slice(0, -1);
      field.dispatchEvent(new Event("input"));
    } else if (v.dialog) dialogKey(v, name, quiet);
    else if (field) searchKey(v, name, quiet);
    else if (v.bindings.has(name)) run(v, v.bindings.get(name), name);
  }
}

function treeKey(v, name) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (name in steps) moveCursor(v, steps[name]);
  else if (name === "Enter" && v.cursor) act(v, { do: "code", code: v.cursor });
  else return false;
  return true;
}

// ---- what keys do ----------------------------------------------------------------------------------

function moveTo(v, i) {
  if (i < 0 || i >= v.units.length) return void say(v, w(v, i < 0 ? "at_top" : "at_end"));
  const before = v.at[1];
  v.at = [v.at[0], i];
  v.chosen = v.explained = null;
  v.suggestion = 0;
  v.suggestions = [];
  if (v.sel) select(v, null);
  paintUnit(v, before);
  paintUnit(v, i);
  scrollTo(v, i);
  followChosen(v);
  paintPanels(v);
  announce(v);
  tellPlace(v);
}

// the card shows the definition of the code one is looking at
function followChosen(v) {
  const c = v.units.length ? chosenCoding(v) : null;
  if (c) v.cursor = c.code;
}

function nextOpen(v) {
  const order = [...v.units.keys()];
  const next = [...order.slice(v.at[1] + 1), ...order.slice(0, v.at[1])].find((i) => "op".includes(v.marks[i]))
    ?? [...order.slice(v.at[1] + 1), ...order.slice(0, v.at[1])].find((i) => v.marks[i] === "s");
  if (next !== undefined) return void moveTo(v, next);
  const other = v.progress.findIndex(([, units, decided], i) => i !== v.at[0] && decided < units);
  if (other < 0) say(v, w(v, "all_finished"), { stay: true });
  else { say(v, w(v, "document_finished")); ask(v, { do: "go", doc: other, unit: 0 }); }
}

function choose(v, id) {
  v.chosen = id;
  paintUnit(v, v.at[1]);
  paintUnitPanel(v);
  const c = v.codings.get(id);
  if (c) v.cursor = c.code;
  paintCursor(v);
  v.transcript.focus({ preventScroll: true });
}

function chooseNext(v, step) {
  const here = v.byUnit[v.at[1]];
  if (!here.length) return;
  const now = chosenCoding(v);
  const at = here.indexOf(now.id);
  choose(v, here[(at + step + here.length) % here.length]);
  live(v, `${codeOf(v, chosenCoding(v).code).label}, ${v.presences.get(chosenCoding(v).presence)}`);
}

function withChosen(v, then) {
  const c = chosenCoding(v);
  if (c) then(c);
  else say(v, w(v, "nothing_chosen"));
}

function removeChosen(v) {
  withChosen(v, (c) => act(v, { do: "remove", id: c.id }));
}

function setPresence(v, presence) {
  withChosen(v, (c) => { if (c.presence !== presence) act(v, { do: "change", id: c.id, presence }, { whole: true }); });
}

function grab(v) {
  withChosen(v, (c) => { v.grabbed = c.id; select(v, c.start, c.end); v.grabbed = c.id; say(v, w(v, "grabbed")); });
}

function saveGrabbed(v) {
  const id = v.grabbed;
  v.grabbed = null;
  if (v.sel) act(v, { do: "change", id }, { then: () => select(v, null) });
}

function letGo(v) {
  if (v.linkFrom) { v.linkFrom = null; say(v, w(v, "link_off")); }
  if (v.sel) select(v, null);
  v.explained = null;
  paintPanels(v);
}

function link(v) {
  withChosen(v, (c) => {
    if (!v.linkFrom || !v.codings.has(v.linkFrom)) {
      v.linkFrom = c.id;
      say(v, fill(w(v, "link_from"), { code: codeOf(v, c.code).label }), { stay: true });
      return;
    }
    if (v.linkFrom === c.id) return void say(v, w(v, "link_self"));
    const from = v.linkFrom;
    const title = fill(w(v, "link_title"), { from: codeOf(v, v.codings.get(from).code).label, to: codeOf(v, c.code).label });
    pick(v, title, [...v.relationNames].map(([id, label], k) => ({ id, label, key: String(k + 1) })), (type) => {
      v.linkFrom = null;
      act(v, { do: "relate", from, to: c.id, type });
    });
  });
}

function takeStance(v) {
  if (!v.claims.size) return void say(v, w(v, "no_claims"));
  pick(v, w(v, "stance_title"), [...v.claims].map(([id, text]) => ({ id, label: id, detail: text })), (claim) => {
    pick(v, `${claim}: ${w(v, "stance_direction")}`, [...v.directions].map(([id, label], k) => ({ id, label, key: String(k + 1) })), (direction) => {
      pick(v, `${claim}: ${v.directions.get(direction)}`, [3, 2, 1].map((n) => ({ id: n, label: w(v, `strength_${n}`), key: String(n) })), (strength) =>
        act(v, { do: "stance", claim, direction, strength }));
    }, { told: v.claims.get(claim) });
  }, { filter: w(v, "claim_search") });
}

function pickAttributes(v) {
  withChosen(v, (c) => {
    const code = codeOf(v, c.code);
    const items = [];
    const names = code.draft ? [] : code.attributes;
    for (const name of names) {
      const attribute = v.attributes.get(name);
      const allowed = code.values[name];
      const values = attribute.values.filter(([id]) => !allowed || allowed.includes(id));
      for (const [id, label] of values) {
        items.push({ id: `${name}=${id}`, attr: name, value: id, label, detail: attribute.label, exclusive: attribute.exclusive, on: (c.attrs[name] || []).includes(id) });
      }
      if (!attribute.values.length) items.push({ id: `${name}=`, attr: name, free: true, label: attribute.label, detail: (c.attrs[name] || []).join(", ") || w(v, "free_text") });
    }
    if (!items.length) return void say(v, w(v, "no_attributes"));
    items.forEach((item, k) => { item.key = "123456789abcdefghijklmnopqrstuvwxyz"[k]; });
    pick(v, fill(w(v, "attributes_title"), { code: code.label }), items, (_, item) => {
      if (item.free) {
        write(v, item.label, [{ name: "value", label: w(v, "free_values"), value: (c.attrs[item.attr] || []).join(", ") }], ({ value }) =>
          act(v, { do: "change", id: chosenCoding(v).id, attr: item.attr, values: value.split(",").map((x) => x.trim()).filter(Boolean) }, { whole: true }));
        return;
      }
      const now = chosenCoding(v).attrs[item.attr] || [];
      const values = item.on ? now.filter((x) => x !== item.value) : item.exclusive ? [item.value] : [...now, item.value];
      act(v, { do: "change", id: chosenCoding(v).id, attr: item.attr, values }, { whole: true });
    }, { many: true, exclusive: true, told: w(v, "attributes_told") });
  });
}

function proposeCode(v) {
  const here = v.sel ? quoteOf(v, { ...v.sel, units: v.units.map((u, i) => i).filter((i) => v.units[i][0] < v.sel.end && v.sel.start < v.units[i][1]) }) : v.texts[v.at[1]];
  write(v, w(v, "propose_title"), [
    { name: "name", label: w(v, "propose_name"), needed: true },
    { name: "word", label: w(v, "propose_word") },
    { name: "note", label: w(v, "propose_note") },
  ], (values) => act(v, { do: "propose", ...values }), here.length > 160 ? `${here.slice(0, 158)}…` : here);
}

function decideSuggestion(v, what) {
  const s = v.suggestions[Math.min(v.suggestion, v.suggestions.length - 1)];
  if (!s) return void say(v, w(v, "no_suggestions"));
  act(v, { do: what, code: s.code }, { whole: what === "reject" });
}

function explainSuggestion(v) {
  const s = v.suggestions[v.suggestion];
  if (!s) return void say(v, w(v, "no_suggestions"));
  if (v.explained === s.code) { v.explained = null; paintUnitPanel(v); return; }
  ask(v, { do: "explain", doc: v.at[0], unit: v.at[1], code: s.code }, (reply) => {
    if (!reply || !reply.ok || !v.suggestions.includes(s)) return;
    s.reasons = reply.reasons;
    v.explained = s.code;
    paintUnitPanel(v);
    live(v, reply.reasons.map(([text]) => text).join(", ") || w(v, "no_reasons"));
  });
}

function pickDocument(v) {
  pick(v, w(v, "documents_title"), v.progress.map(([label, units, decided, skipped], i) => ({
    id: i, label, on: i === v.at[0],
    detail: fill(w(v, "document_detail"), { decided, units }) + (skipped ? ` · ${fill(w(v, "document_skipped"), { skipped })}` : ""),
  })), (i) => ask(v, { do: "go", doc: i, unit: 0 }), { filter: w(v, "document_search") });
}

function pickQueue(v) {
  if (!v.suggesting) return void say(v, w(v, "queue_needs"));
  const items = [
    { id: "order", label: w(v, "queue_order"), detail: w(v, "queue_order_told") },
    { id: "uncertain", label: w(v, "queue_uncertain"), detail: w(v, "queue_uncertain_told") },
    ...[...v.codes.values()].filter((c) => c.tier !== "C").map((c) => ({ id: `code:${c.id}`, label: fill(w(v, "queue_code"), { code: c.label }) })),
  ];
  items.forEach((item) => { item.on = item.id === v.queue; });
  pick(v, w(v, "queue_title"), items, (queue) => ask(v, { do: "queue", queue }), { filter: w(v, "queue_search") });
}

function fullScreen(v) {
  if (document.fullscreenElement) document.exitFullscreen();
  else if (v.root.requestFullscreen) v.root.requestFullscreen().catch(() => say(v, w(v, "no_full_screen")));
}
