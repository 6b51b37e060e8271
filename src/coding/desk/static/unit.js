// The panel of the unit one is on: suggestions, decisions, links, stances, memos.

function paintUnitPanel(v) {
  const i = v.at[1];
  const codings = (v.byUnit[i] || []).map((id) => v.codings.get(id));
  const chosen = chosenCoding(v);
  const read = "dz".includes(v.marks[i]);
  v.panel.replaceChildren(
    ...suggestionRows(v),
    el("h2", {}, fill(w(v, "unit_n"), { n: i + 1 }), " ",
      el("span", { class: `state is-${MARK_WORDS[v.marks[i]]}` }, w(v, MARK_WORDS[v.marks[i]]))),
    codings.length
      ? el("ul", { class: "given" }, codings.map((c) => decisionRow(v, c, c === chosen)))
      : el("p", { class: "dim" }, w(v, read ? "nothing_applies" : "nothing_given")),
    ...linkRows(v, codings), ...stanceRows(v, i), ...memoRows(v, i));
  const on = v.panel.querySelector(".given li.on");
  if (on && codings.length > 2) requestAnimationFrame(() => keepInside(v.panel, on));
}

function keepInside(box, row) {
  const [outer, inner] = [box.getBoundingClientRect(), row.getBoundingClientRect()];
  if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top + 24;
  else if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom + 24;
}

function decisionRow(v, c, on) {
  const code = codeOf(v, c.code);
  const attrs = Object.entries(c.attrs).map(([name, values]) => {
    const attribute = v.attributes.get(name);
    return el("span", { class: "attr" }, el("i", {}, attribute ? attribute.label : name), " ",
      values.map((x) => valueLabel(v, name, x)).join(", "));
  });
  return el("li", { class: on ? "on" : "", style: inkOf(v, c.code), data: { id: c.id }, onclick: () => choose(v, c.id) },
    el("div", { class: "line" },
      el("span", { class: "bar", "aria-hidden": "true" }),
      el("bdi", { class: "name" }, code.label),
      c.source === "suggestion" ? el("span", { class: "from", title: w(v, "accepted") }, "◇") : null,
      el("span", { class: "presences", role: "group", "aria-label": w(v, "presence") },
        [...v.presences].map(([id, label]) =>
          el("button", {
            type: "button", tabindex: on ? 0 : -1, title: label, "aria-label": label,
            "aria-pressed": c.presence === id ? "true" : "false",
            onclick: (e) => { e.stopPropagation(); choose(v, c.id); setPresence(v, id); },
          }, sign(id)))),
      el("button", {
        type: "button", class: "drop", tabindex: on ? 0 : -1, title: w(v, "remove"), "aria-label": `${w(v, "remove")}: ${code.label}`,
        onclick: (e) => { e.stopPropagation(); choose(v, c.id); removeChosen(v); },
      }, "×")),
    !c.whole ? el("q", { class: "quote" }, quoteOf(v, c)) : null,
    attrs.length ? el("div", { class: "attrs" }, attrs) : null,
    on && !v.suggestions.length ? el("div", { class: "hints", "aria-hidden": "true" }, keycap("v"), w(v, "hint_attributes"), keycap("l"), w(v, "hint_link"), keycap("g"), w(v, "hint_grab")) : null);
}

function quoteOf(v, c) {
  let out = "";
  for (const i of c.units) {
    const [from, to] = v.units[i];
    out += (out ? " " : "") + v.texts[i].slice(Math.max(c.start, from) - from, Math.min(c.end, to) - from);
  }
  return out.length > 140 ? `${out.slice(0, 138)}…` : out;
}

function suggestionRows(v) {
  if (!v.suggestions.length) return [];
  const at = Math.min(v.suggestion, v.suggestions.length - 1);
  return [
    el("h2", {}, w(v, "suggestions")),
    el("ul", { class: "suggested" }, v.suggestions.map((s, k) => {
      const code = codeOf(v, s.code);
      const on = k === at;
      const sure = s.p === null ? w(v, "uncalibrated") : `${Math.round(s.p * 100)} %`;
      return el("li", { class: on ? "on" : "", style: inkOf(v, s.code), data: { code: s.code }, onclick: () => { v.suggestion = k; paintUnitPanel(v); } },
        el("div", { class: "line" },
          el("span", { class: "bar", "aria-hidden": "true" }),
          el("bdi", { class: "name" }, code.label),
          el("span", { class: "p", title: s.p === null ? w(v, "uncalibrated_told") : "" },
            s.p === null ? null : el("meter", { min: 0, max: 1, value: s.p, "aria-label": sure }), sure),
          el("button", { type: "button", class: "yes", tabindex: on ? 0 : -1, "aria-label": `${w(v, "accept")}: ${code.label}`, onclick: () => act(v, { do: "accept", code: s.code }) }, "✓", on ? keycap("a") : null),
          el("button", { type: "button", class: "no", tabindex: on ? 0 : -1, "aria-label": `${w(v, "reject")}: ${code.label}`, onclick: () => act(v, { do: "reject", code: s.code }) }, "✗", on ? keycap("r") : null)),
        on && v.explained === s.code ? reasons(v, s) : null);
    })),
    v.explained === v.suggestions[at].code ? null : el("div", { class: "hints", "aria-hidden": "true" }, keycap("e"), w(v, "hint_explain"), keycap("t"), w(v, "hint_next")),
  ].filter(Boolean);
}

function reasons(v, s) {
  if (!s.reasons.length) return el("p", { class: "dim" }, w(v, "no_reasons"));
  return el("div", { class: "reasons" }, s.reasons.map(([text, kind, weight]) =>
    el("span", { class: `reason is-${kind}${weight < 0 ? " against" : ""}`, title: w(v, `reason_${kind}`) },
      el("bdi", {}, text), weight ? el("small", {}, ` ${weight > 0 ? "+" : "−"}${Math.abs(weight).toFixed(2)}`) : null)));
}

function linkRows(v, codings) {
  const here = new Set(codings.map((c) => c.id));
  const rows = v.relations.filter((r) => here.has(r.from) || here.has(r.to)).map((r) => {
    const end = (id) => {
      const c = v.codings.get(id);
      return c ? `${codeOf(v, c.code).label} (${c.units[0] + 1})` : "…";
    };
    return el("li", {}, el("bdi", {}, end(r.from)), " ", el("b", {}, `→ ${v.relationNames.get(r.type)} →`), " ", el("bdi", {}, end(r.to)),
      dropButton(v, r.id));
  });
  return rows.length ? [el("h2", {}, w(v, "links")), el("ul", { class: "links" }, rows)] : [];
}

function stanceRows(v, i) {
  const rows = v.stances.filter((s) => s.unit === i).map((s) =>
    el("li", {}, el("b", {}, s.claim), " ", v.directions.get(s.direction), ` · ${s.strength} `,
      el("span", { class: "dim" }, v.claims.get(s.claim) || ""), dropButton(v, s.id)));
  return rows.length ? [el("h2", {}, w(v, "stances")), el("ul", { class: "links" }, rows)] : [];
}

function memoRows(v, i) {
  const rows = v.memos.filter((m) => m.unit === i).map((m) => el("li", {}, el("bdi", {}, m.note), dropButton(v, m.id)));
  return rows.length ? [el("h2", {}, w(v, "memos")), el("ul", { class: "links" }, rows)] : [];
}

function dropButton(v, id) {
  return el("button", { type: "button", class: "drop", title: w(v, "remove"), "aria-label": w(v, "remove"), onclick: () => act(v, { do: "remove", id }) }, "×");
}
