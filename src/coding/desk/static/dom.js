// The screen of the coding desk. Parts are joined in order to one module by coding.desk.widget.
// Text of the study reaches the page as text nodes only: nothing in it can act as HTML.
"use strict";

function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "style") for (const [k, v] of Object.entries(value)) node.style.setProperty(k, v);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

// "{n} of {of}" with values, left as text
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

const KEY_SIGNS = {
  ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", " ": "␣", Escape: "Esc", Enter: "⏎",
  Delete: "Del",
};

function keycap(name) {
  const parts = name === "+" ? ["+"] : name.split(/\+(?=.)/);
  return el("span", { class: "keys" }, parts.map((part) => el("kbd", {}, KEY_SIGNS[part] || part)));
}

// the name of a pressed key as in coding.desk.keys; null for what is not ours
function keyName(event) {
  const altGraph = event.getModifierState && event.getModifierState("AltGraph");
  if (event.isComposing || event.key === "Dead" || (event.altKey && !altGraph)) return null;
  let key = event.key;
  const letter = /^\p{L}$/u.test(key);
  if (letter) key = event.shiftKey ? key.toUpperCase() : key.toLowerCase();
  const shift = event.shiftKey && (letter || key.length > 1) ? "Shift+" : "";
  const ctrl = (event.ctrlKey && !altGraph) || event.metaKey ? "Ctrl+" : "";
  return ctrl + shift + key;
}
