// Two codings side by side. A verdict needs a reason of one line.

function disputesHere(v) {
  return (v.judging || []).filter((row) => row.unit === v.at[1]);
}

function disputeNow(v) {
  const here = disputesHere(v);
  if (v.dispute && here.some((row) => row.code === v.dispute)) return here.find((row) => row.code === v.dispute);
  return here.find((row) => !row.verdict) || here[0];
}

function paintJudging(v) {
  const here = disputesHere(v);
  const now = disputeNow(v);
  if (now) v.cursor = now.code;
  v.panel.replaceChildren(
    el("h2", {}, fill(w(v, "unit_n"), { n: v.at[1] + 1 }), " ", el("span", { class: "state" }, here.length ? fill(w(v, "disputes_n"), { n: here.length }) : w(v, "agreed"))),
    ...here.map((row) => disputeBox(v, row, row === now)),
    ...(here.length ? [] : [el("div", { class: "hints", "aria-hidden": "true" }, keycap("n"), w(v, "hint_next_dispute"))]));
}

function disputeBox(v, row, on) {
  const code = codeOf(v, row.code);
  return el("div", { class: `dispute${on ? " on" : ""}`, style: inkOf(v, row.code), data: { code: row.code }, onclick: () => { v.dispute = row.code; paintPanels(v); } },
    el("h3", {}, el("span", { class: "bar", "aria-hidden": "true" }), el("bdi", {}, code.label)),
    el("div", { class: "sides" }, row.sides.map((side, k) => sideBox(v, row, side, k, on))),
    row.verdict
      ? el("p", { class: "verdict" }, el("b", {}, row.verdict.applies ? `✓ ${v.presences.get(row.verdict.presence)}` : `∅ ${w(v, "does_not_apply")}`), " — ", el("bdi", {}, row.verdict.reason), " ", el("span", { class: "dim" }, row.verdict.by))
      : el("button", { type: "button", class: "neither", tabindex: on ? 0 : -1, onclick: () => { v.dispute = row.code; judge(v, null); } }, keycap("0"), " ", w(v, "neither")));
}

function sideBox(v, row, side, k, on) {
  const codings = side.events.map((id) => v.codings.get(id)).filter(Boolean);
  return el("div", { class: `sidebox${side.presence ? "" : " against"}` },
    el("div", { class: "who" }, el("bdi", {}, side.coder)),
    el("div", { class: "what" }, side.presence ? `[${sign(side.presence)}] ${v.presences.get(side.presence)}` : w(v, "does_not_apply")),
    codings.filter((c) => !c.whole).map((c) => el("q", { class: "quote" }, quoteOf(v, c))),
    codings.flatMap((c) => Object.entries(c.attrs).map(([name, values]) => el("div", { class: "attr" }, values.map((x) => valueLabel(v, name, x)).join(", ")))),
    codings.filter((c) => c.note).map((c) => el("div", { class: "note" }, "✎ ", el("bdi", {}, c.note))),
    row.verdict ? null : el("button", { type: "button", tabindex: on ? 0 : -1, onclick: (e) => { e.stopPropagation(); v.dispute = row.code; judge(v, k); } }, keycap(String(k + 1)), " ", w(v, "is_right")));
}

function judge(v, side) {
  const row = disputeNow(v);
  if (!row) return void say(v, w(v, "no_dispute"));
  const presence = side === null ? "" : row.sides[side].presence;
  const verdict = presence ? v.presences.get(presence) : w(v, "does_not_apply");
  const title = `${codeOf(v, row.code).label}: ${verdict}`;
  write(v, title, [{ name: "reason", label: w(v, "reason"), needed: true }], ({ reason }) =>
    act(v, { do: "resolve", code: row.code, applies: Boolean(presence), presence, reason }, {
      whole: true,
      then: () => { if (!disputesHere(v).some((x) => !x.verdict)) nextOpen(v); v.dispute = null; paintPanels(v); },
    }));
}

function nextDispute(v, step) {
  const here = disputesHere(v);
  if (!here.length) return;
  const at = here.indexOf(disputeNow(v));
  v.dispute = here[(at + step + here.length) % here.length].code;
  paintPanels(v);
}
