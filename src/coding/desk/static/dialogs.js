// Small windows in the desk: pick from a list, write a line, see all keys. One at a time.

function openDialog(v, title, body, onkey) {
  closeDialog(v);
  const box = el("div", { class: "dialog", role: "dialog", "aria-modal": "true", "aria-label": title },
    el("h2", {}, title), body);
  const shade = el("div", { class: "shade", onmousedown: (e) => { if (e.target === shade) closeDialog(v); } }, box);
  v.dialog = { shade, box, onkey };
  v.root.append(shade);
  const first = box.querySelector("input, textarea, [tabindex='0'], button");
  if (first) first.focus();
}

function closeDialog(v) {
  if (!v.dialog) return;
  v.dialog.shade.remove();
  v.dialog = null;
  v.transcript.focus({ preventScroll: true });
}

// Tab stays inside; Escape closes; the rest is the dialog's own
function dialogKey(v, name, event) {
  if (name === "Escape") { event.preventDefault(); closeDialog(v); return; }
  if (name === "Tab" || name === "Shift+Tab") {
    const stops = [...v.dialog.box.querySelectorAll("input, textarea, button, [tabindex='0']")];
    const at = stops.indexOf(document.activeElement);
    const next = stops[(at + (name === "Tab" ? 1 : stops.length - 1)) % stops.length];
    if (next) next.focus();
    event.preventDefault();
    return;
  }
  if (v.dialog.onkey) v.dialog.onkey(name, event);
}

// items: [{id, label, detail, key, on}]; picked with a digit or letter of its own, arrows and Enter, or the mouse
function pick(v, title, items, onpick, options = {}) {
  let shown = items;
  let at = Math.max(0, items.findIndex((item) => item.on));
  const list = el("div", { class: "list", role: "listbox", tabindex: "0", id: `${v.id}-list`, "aria-label": title });
  const filter = options.filter && el("input", {
    type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": `${v.id}-list`, "aria-label": options.filter, placeholder: options.filter,
    oninput: () => { const q = plain(filter.value); shown = items.filter((x) => plain(`${x.label} ${x.detail || ""}`).includes(q)); at = 0; paint(); },
  });
  const paint = () => {
    list.replaceChildren(...shown.map((item, k) => el("div", {
      class: `item${k === at ? " under" : ""}`, role: "option", id: `${v.id}-item-${k}`, "aria-selected": item.on ? "true" : "false",
      onclick: () => take(item),
    },
    item.key ? el("kbd", {}, item.key) : null,
    el("span", { class: "label" }, el("bdi", {}, item.label), item.on ? " ●" : ""), item.detail ? el("span", { class: "detail" }, item.detail) : null)));
    (filter || list).setAttribute("aria-activedescendant", `${v.id}-item-${at}`);
    const row = list.children[at];
    if (row) row.scrollIntoView({ block: "nearest" });
  };
  const take = (item) => {
    if (!item) return;
    if (!options.many) closeDialog(v);
    onpick(item.id, item);
    if (options.many) { if (options.exclusive) items.forEach((x) => { if (x !== item && x.attr === item.attr && x.exclusive) x.on = false; }); item.on = !item.on; paint(); }
  };
  paint();
  openDialog(v, title, el("div", {}, options.told ? el("p", { class: "dim" }, options.told) : null, filter, list), (name, event) => {
    if (name === "ArrowDown" || name === "ArrowUp") {
      at = Math.max(0, Math.min(shown.length - 1, at + (name === "ArrowDown" ? 1 : -1)));
      paint();
    } else if (name === "Enter" || (name === " " && !filter)) take(shown[at]);
    else {
      const own = !filter && shown.find((item) => item.key === name);
      if (!own) return;
      at = shown.indexOf(own);
      take(own);
    }
    event.preventDefault();
  });
}

// fields: [{name, label, value, rows, needed}]; Enter saves (Ctrl+Enter in a large field)
function write(v, title, fields, onsave, told) {
  const inputs = fields.map((field) => field.rows
    ? el("textarea", { rows: field.rows, id: `${v.id}-${field.name}` })
    : el("input", { type: "text", id: `${v.id}-${field.name}`, autocomplete: "off" }));
  inputs.forEach((input, k) => { input.value = fields[k].value || ""; });
  const problem = el("p", { class: "problem", role: "alert" });
  const save = () => {
    const values = Object.fromEntries(fields.map((field, k) => [field.name, inputs[k].value.trim()]));
    const empty = fields.find((field) => field.needed && !values[field.name]);
    if (empty) { problem.textContent = fill(w(v, "needed"), { field: empty.label }); return; }
    closeDialog(v);
    onsave(values);
  };
  openDialog(v, title, el("div", { class: "form" },
    told ? el("p", { class: "dim" }, told) : null,
    fields.map((field, k) => [el("label", { for: `${v.id}-${field.name}` }, field.label), inputs[k]]),
    problem,
    el("div", { class: "buttons" },
      el("button", { type: "button", class: "main", onclick: save }, w(v, "save"), " ", keycap(fields.some((f) => f.rows) ? "Ctrl+Enter" : "Enter")),
      el("button", { type: "button", onclick: () => closeDialog(v) }, w(v, "cancel"), " ", keycap("Escape")))),
  (name, event) => {
    const area = document.activeElement && document.activeElement.tagName === "TEXTAREA";
    if (name === "Ctrl+Enter" || (name === "Enter" && !area && document.activeElement.tagName === "INPUT")) { event.preventDefault(); save(); }
  });
}

// Shift+→ Shift+← as Shift → ←
function keycaps(names) {
  const front = names[0].match(/^(?:Ctrl\+|Shift\+)+/);
  if (names.length > 1 && front && names.every((name) => name.match(/^(?:Ctrl\+|Shift\+)*/)[0] === front[0])) {
    return [keycap(names[0]), names.slice(1).map((name) => [" ", keycap(name.slice(front[0].length))])];
  }
  return names.map((name, i) => [i ? " " : "", keycap(name)]);
}

function showHelp(v) {
  const groups = new Map();
  for (const key of v.keys) {
    if (key.in === "suggest" && !v.suggesting) continue;
    if (key.in === "adjudicate" && v.mode !== "adjudicate") continue;
    if (!groups.has(key.group)) groups.set(key.group, []);
    groups.get(key.group).push(key);
  }
  openDialog(v, w(v, "help_title"), el("div", { class: "help", tabindex: "0", role: "region", "aria-label": w(v, "help_title") }, [...groups].map(([group, keys]) =>
    el("section", {}, el("h3", {}, group), el("dl", {}, keys.map((key) => [
      el("dt", {}, key.action === "recent" ? [keycap("1"), " – ", keycap("9")] : keycaps(key.keys)),
      el("dd", {}, key.does)]))))),
  (name, event) => { if (name === "?" || name === "F1") { event.preventDefault(); closeDialog(v); } });
}
