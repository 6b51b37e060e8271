// The code tree: search, recent codes on digits, and the card of the code under the cursor.

function buildCodes(v) {
  v.search = el("input", {
    type: "text", class: "search", role: "combobox", "aria-expanded": "true", "aria-autocomplete": "list",
    "aria-controls": `${v.id}-tree`, "aria-label": w(v, "search_label"), placeholder: w(v, "search_hint"),
    autocomplete: "off", spellcheck: "false",
    oninput: () => { v.query = v.search.value; paintTree(v, true); },
    onfocus: () => { v.tree.classList.add("searching"); if (!v.cursor) moveCursor(v, 1); },
    onblur: () => v.tree.classList.remove("searching"),
  });
  v.tree = el("div", { class: "tree", role: "listbox", id: `${v.id}-tree`, tabindex: "0", "aria-label": w(v, "codes") });
  v.card = el("div", { class: "card", role: "region", tabindex: "0", "aria-label": w(v, "definition") });
  v.digits = el("div", { class: "recent", role: "group", "aria-label": w(v, "recent_codes") });
  return [el("div", { class: "searchbar" }, v.search, keycap("/")), v.digits, v.tree, v.card];
}

function matchScore(code, query) {
  if (!query) return 1;
  const parts = query.split(/\s+/).filter(Boolean);
  let score = 0;
  for (const part of parts) {
    const at = code.words.indexOf(part);
    if (at === 0) score += 8;
    else if (at > 0 && /[^\p{L}\p{N}]/u.test(code.words[at - 1])) score += 6;
    else if (at > 0) score += 4;
    else if (code.text && code.text.includes(part)) score += 1;
    else return 0;
  }
  return score;
}

// codes in the order of the tree; with a query, best first
function shownCodes(v) {
  const query = plain(v.query.trim());
  const drafts = v.drafts.map((id) => ({ id, label: id, family: "", draft: true, words: plain(id), text: "" }));
  const all = [...v.codes.values(), ...drafts];
  if (!query) return all;
  return all.map((code) => [matchScore(code, query), code]).filter(([score]) => score)
    .sort((a, b) => b[0] - a[0]).map(([, code]) => code);
}

function depthOf(v, code) {
  let depth = 0;
  for (let up = v.codes.get(code.parent); up && depth < 6; up = v.codes.get(up.parent)) depth += 1;
  return depth;
}

function paintTree(v, typed) {
  const shown = shownCodes(v);
  if (typed) v.cursor = shown.length ? shown[0].id : null;
  const here = new Map((v.byUnit[v.at[1]] || []).map((id) => [v.codings.get(id).code, v.codings.get(id)]));
  const rows = [];
  let family;
  for (const code of shown) {
    if (!v.query.trim() && code.family !== family) {
      family = code.family;
      const f = v.families.get(family);
      const name = f ? f.label : code.draft ? w(v, "drafts") : "";
      if (name) rows.push(el("div", { class: "family", role: "presentation", style: inkOf(v, code.id) },
        el("span", { class: "bar", "aria-hidden": "true" }), name));
    }
    rows.push(codeRow(v, code, here.get(code.id)));
  }
  if (!shown.length) rows.push(el("div", { class: "nothing", role: "option", "aria-disabled": "true", "aria-selected": "false" }, w(v, "no_such_code")));
  v.tree.replaceChildren(...rows);
  paintDigits(v);
  paintCursor(v);
}

// what is on the digits, always in sight
function paintDigits(v) {
  v.digits.replaceChildren(...v.recent.map((id, k) => {
    const code = codeOf(v, id);
    return el("button", { type: "button", tabindex: -1, title: code.label, style: inkOf(v, id), onclick: () => { v.transcript.focus({ preventScroll: true }); act(v, { do: "code", code: id }); } },
      el("kbd", {}, k + 1), el("span", { class: "bar", "aria-hidden": "true" }), el("bdi", {}, code.label));
  }));
}

function codeRow(v, code, coding) {
  const under = code.id === v.cursor;
  return el("div", {
    class: `code${coding ? " given" : ""}${under ? " under" : ""}`, role: "option", id: `${v.id}-code-${code.id}`,
    "aria-selected": coding ? "true" : "false", data: { code: code.id },
    style: { ...inkOf(v, code.id), "--depth": v.query ? 0 : depthOf(v, code) },
    onclick: () => { v.cursor = code.id; paintCursor(v); },
    ondblclick: () => act(v, { do: "code", code: code.id }),
  },
  el("span", { class: "bar", "aria-hidden": "true" }),
  el("bdi", {}, code.label),
  coding ? el("span", { class: "tick" }, sign(coding.presence)) : null);
}

function moveCursor(v, step) {
  const shown = shownCodes(v);
  if (!shown.length) return;
  const at = shown.findIndex((code) => code.id === v.cursor);
  v.cursor = shown[Math.max(0, Math.min(shown.length - 1, at < 0 ? 0 : at + step))].id;
  paintCursor(v);
}

function paintCursor(v) {
  let row = null;
  for (const node of v.tree.querySelectorAll(".code")) {
    const under = node.dataset.code === v.cursor;
    node.classList.toggle("under", under);
    if (under) row = node;
  }
  if (row) {
    v.search.setAttribute("aria-activedescendant", row.id);
    requestAnimationFrame(() => keepInside(v.tree, row));
  } else v.search.removeAttribute("aria-activedescendant");
  paintCard(v);
}

function paintCard(v) {
  const code = v.cursor && codeOf(v, v.cursor);
  if (v.carded === v.cursor && v.card.childElementCount) return;
  v.carded = v.cursor;
  if (!code) return void v.card.replaceChildren(el("p", { class: "dim" }, w(v, "card_empty")));
  const part = (name, text) => text && el("p", {}, el("b", {}, w(v, name)), " ", text);
  v.card.scrollTop = 0;
  v.card.replaceChildren(
    el("h3", { style: inkOf(v, code.id) }, el("span", { class: "bar", "aria-hidden": "true" }), el("bdi", {}, code.label), " ",
      el("code", {}, code.id)),
    ...[code.draft ? el("p", { class: "dim" }, w(v, "draft_told")) : null,
      code.definition ? el("p", {}, code.definition) : null,
      part("include", code.include), part("exclude", code.exclude), part("border", code.border),
      ...(code.examples || []).map(([text, presence]) =>
        el("p", { class: "example" }, el("span", { class: "presence" }, `[${sign(presence)}]`), " ", text)),
    ].filter(Boolean));
}

function openSearch(v) {
  v.search.value = v.query = "";
  paintTree(v, false);
  v.search.focus();
}

function closeSearch(v) {
  v.search.value = v.query = "";
  paintTree(v, false);
  v.transcript.focus({ preventScroll: true });
}

function searchKey(v, name, event) {
  const steps = { ArrowDown: 1, ArrowUp: -1, "Ctrl+n": 1, "Ctrl+p": -1 };
  if (name in steps) moveCursor(v, steps[name]);
  else if (name === "Enter" || name === "Shift+Enter") {
    if (v.cursor) act(v, { do: "code", code: v.cursor });
    if (name === "Enter") closeSearch(v);
    else { v.search.select(); }
  } else if (name === "Escape") closeSearch(v);
  else return;
  event.preventDefault();
}
