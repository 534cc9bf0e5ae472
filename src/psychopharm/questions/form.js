// The browser's half of a form: native fields, one message that is announced, and what was filled in only when a button is pressed.

const QUIET = { "data-lm-suppress-shortcuts": "true" };     // else a letter typed here is a command of the notebook
let forms = 0;

function element(kind, className, parent, text) {
  const made = document.createElement(kind);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

function set(target, attributes) {
  for (const [key, value] of Object.entries(attributes)) target.setAttribute(key, value);
}

function field(kind, className, parent, attributes) {
  const made = element(kind, className, parent);
  set(made, { ...attributes, ...QUIET });
  return made;
}

function draw(part, parent, group) {
  if (part.kind === "choice") {
    const box = element("fieldset", "", parent);
    element("legend", "", box, part.legend);
    if (part.inline) box.className = "form-inline";
    for (const [key, label] of part.options) {
      const line = element("label", "form-option", box);
      field("input", "", line, { type: "radio", name: group, value: key });
      element("span", "", line, label);
    }
    return () => box.querySelector("input:checked")?.value ?? "";
  }
  const box = element("div", "form-field", parent);
  const label = element("label", "", box, part.legend);
  label.htmlFor = group;
  const input = part.kind === "number"
    ? field("input", "form-number", box, { type: "text", inputmode: "decimal", id: group, autocomplete: "off", "aria-describedby": `${group}-unit` })
    : field("textarea", "form-sentence", box, { id: group, rows: 2 });
  if (part.kind === "number") element("span", "form-unit", box, part.unit).id = `${group}-unit`;
  return () => input.value;
}

function render({ model, el }) {
  el.classList.add("form-live");
  const mine = `form-${++forms}-${Math.random().toString(36).slice(2, 8)}`;
  const title = element("p", "form-title", el);
  const parts = element("div", "form-parts", el);
  const buttons = element("div", "form-buttons", el);
  const message = element("div", "form-message", el);
  const panel = element("div", "form-panel", el);
  set(message, { role: "status" });
  set(title, { tabindex: "-1", ...QUIET });
  let read = {};

  const build = () => {
    const focused = parts.contains(document.activeElement) || buttons.contains(document.activeElement);
    title.textContent = model.get("title");
    parts.replaceChildren();
    buttons.replaceChildren();
    read = {};
    model.get("parts").forEach((part, i) => { read[part.name] = draw(part, parts, `${mine}-${i}`); });
    for (const [name, label] of model.get("buttons")) {
      const button = field("button", "form-button", buttons, { type: "button" });
      button.textContent = label;
      button.addEventListener("click", () => press(name));
    }
    if (focused) (parts.querySelector("input, textarea") ?? buttons.querySelector("button") ?? title).focus();
  };
  let due = false;
  const later = () => {                                     // title, parts and buttons come together: one new page, one move of the focus
    if (!due) queueMicrotask(() => { due = false; build(); });
    due = true;
  };
  const press = (button) => {
    const given = Object.fromEntries(Object.entries(read).map(([name, value]) => [name, value()]));
    model.send({ button, given, turn: model.get("turn") });
  };
  const say = () => {
    if (message.textContent !== model.get("message")) message.textContent = model.get("message");
    message.dataset.tone = model.get("tone");
  };
  const fill = () => {
    panel.innerHTML = model.get("panel");
    for (const link of panel.querySelectorAll("a")) set(link, { target: "_blank", rel: "noopener", ...QUIET });
  };
  parts.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input[type=text]")) press(model.get("buttons")[0][0]);
  });
  model.on("change:parts change:buttons change:title", later);
  model.on("change:message change:tone", say);
  model.on("change:panel", fill);
  model.on("comm_live_update", () => el.classList.add("jupyter-widgets-disconnected"));      // the kernel is gone; ipywidgets says so of boxes only
  build();
  say();
  fill();
}

export default { render };
