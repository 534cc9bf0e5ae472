// The browser's half of an explorer: shows picture and sentence, says them aloud once the hand rests,
// gives every control its name, and tells the kernel where the figure stands.

const REST_MS = 200;

function stage(el) {
  const dark = document.body.dataset.jpThemeLight === "false";
  const width = Math.floor(Math.min(Math.max(el.clientWidth, 280), 820) / 20) * 20;
  return { kind: "stage", theme: dark ? "dark" : "light", width, ratio: Math.min(Math.max(window.devicePixelRatio || 1, 1), 2) };
}

function element(kind, className, parent) {
  const made = document.createElement(kind);
  made.className = className;
  parent.append(made);
  return made;
}

// Slider handles have no name, their readout is an unnamed box, groups of buttons lose their tooltip.
// A position is read in the words that the kernel has for it; while these are those of another position, as a number with its unit.
function name(root, controls, values) {
  for (const { name, label, unit, tooltip } of controls) {
    const box = root.querySelector(`.explore-control-${name}`);
    if (!box) continue;
    box.title = tooltip;
    const readout = box.querySelector(".widget-readout");
    const [at, words] = values[name] ?? [];
    const shown = readout && (Math.abs(Number(readout.textContent) - at) <= Math.abs(at) / 1000 ? words : `${readout.textContent} ${unit}`.trim());
    for (const handle of box.querySelectorAll("[role=slider]")) {
      set(handle, { "aria-label": label, "aria-description": tooltip, "aria-valuetext": shown });
    }
    if (readout) set(readout, { role: "textbox", "aria-label": `${label}, typed`, "data-lm-suppress-shortcuts": "true" });
    for (const select of box.querySelectorAll("select")) set(select, { "aria-label": label, "aria-description": tooltip });
    for (const group of box.querySelectorAll(".widget-toggle-buttons-group, .widget-toggle-buttons > div")) {
      set(group, { role: "group", "aria-label": label, "aria-description": tooltip });
      for (const button of group.querySelectorAll("button")) set(button, { "aria-pressed": String(button.classList.contains("mod-active")) });
    }
  }
  for (const each of root.querySelectorAll("button, select, [role=slider], summary, a")) set(each, { "data-lm-suppress-shortcuts": "true" });
}

function set(target, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && target.getAttribute(key) !== value) target.setAttribute(key, value);
  }
}

function render({ model, el }) {
  el.classList.add("explore-picture");
  const image = element("img", "", el);
  const sentence = element("p", "explore-sentence", el);
  const beside = element("p", "explore-beside", el);
  const said = element("div", "explore-said", el);
  const news = element("div", "explore-said explore-news", el);
  const working = element("details", "explore-working", el);
  element("summary", "", working).textContent = "Show the working";
  const content = element("div", "", working);
  sentence.setAttribute("aria-hidden", "true");            // the picture's text alternative says the same
  said.setAttribute("role", "status");
  news.setAttribute("aria-live", "polite");

  const root = () => el.closest(".explore-live") || el;
  let address = null, resting = null;
  const paint = () => {
    const old = address;
    address = URL.createObjectURL(new Blob([model.get("png")], { type: "image/png" }));
    image.onload = () => { if (old) URL.revokeObjectURL(old); };
    image.src = address;
  };
  const size = () => { image.width = stage(el).width; };
  const speak = () => {
    image.alt = model.get("alt");
    sentence.textContent = model.get("sentence");
    beside.textContent = model.get("beside");
    el.classList.toggle("explore-failed", model.get("failed"));
    el.classList.toggle("explore-reached", Boolean(model.get("goal")));
  };
  let waiting = "", inside = false, known = false;          // news not yet announced; whether the goal was reached at the last rest, and ever
  const say = () => {                                       // once the hand rests: one announcement a drag, none at the start; the value, then what is new
    clearTimeout(resting);
    resting = setTimeout(() => {
      const goal = model.get("goal");
      const reached = !goal || inside ? "" : known ? "Goal reached." : goal;
      said.textContent = model.get("said");
      news.textContent = [reached, waiting].filter(Boolean).join(" ");
      [waiting, inside, known] = ["", Boolean(goal), known || Boolean(goal)];
    }, REST_MS);
  };
  model.on("change:png", paint);
  model.on("change:alt change:sentence change:beside change:failed change:goal", speak);
  model.on("change:sentence change:said", say);
  model.on("change:news", () => {                          // none is no change: a repaint at another width leaves what was announced
    if (!model.get("news")) return;
    waiting = model.get("news");
    say();
  });
  const named = () => name(root(), model.get("controls"), model.get("values"));
  model.on("change:values", named);
  const scrollers = () => [...content.querySelectorAll(".explore-scroller")];
  model.on("change:working", () => {                       // new text, but scrolled and focused as before
    const places = scrollers().map((each) => [each.scrollLeft, each.scrollTop]);
    const focused = scrollers().findIndex((each) => each.contains(document.activeElement));
    content.innerHTML = model.get("working");
    const above = [...document.querySelectorAll(".jp-MarkdownOutput :is(h1, h2, h3, h4, h5)")]
      .findLast((each) => each.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING);
    for (const each of content.querySelectorAll("h4")) set(each, { "aria-level": String(above ? Number(above.tagName[1]) + 1 : 4) });
    scrollers().forEach((each, i) => { if (places[i]) each.scrollTo(...places[i]); });
    scrollers()[focused]?.focus({ preventScroll: true });
    named();
  });
  working.addEventListener("toggle", () => model.send({ kind: "working", open: working.open }));

  let told = "";
  const tell = () => {
    if (!el.isConnected || !el.clientWidth) return;
    const now = stage(el), key = JSON.stringify(now);
    if (key === told) return;
    told = key;
    for (const text of [sentence, beside]) text.style.minHeight = "";
    size();
    model.send(now);
  };
  let settling = null;
  const later = () => { clearTimeout(settling); settling = setTimeout(tell, 60); };
  const resized = new ResizeObserver(later);
  resized.observe(el);
  const grown = new ResizeObserver((changes) => {          // the room for a text only grows, so that the page does not jump to and fro
    for (const { target, contentRect } of changes) {
      if (contentRect.height > (parseFloat(target.style.minHeight) || 0)) target.style.minHeight = `${contentRect.height}px`;
    }
  });
  grown.observe(sentence);
  grown.observe(beside);
  const themed = new MutationObserver(later);
  themed.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  window.addEventListener("resize", later);

  const naming = new MutationObserver(named);
  const watch = setInterval(() => {
    if (!el.isConnected) return;
    clearInterval(watch);
    named();
    const controls = root().querySelector(".explore-controls");          // not the picture, which changes at every move
    if (controls) naming.observe(controls, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-valuenow", "aria-valuetext", "class"] });
    tell();
  }, 20);

  paint();
  speak();
  return () => {
    clearInterval(watch);
    clearTimeout(resting);
    clearTimeout(settling);
    resized.disconnect();
    grown.disconnect();
    themed.disconnect();
    naming.disconnect();
    window.removeEventListener("resize", later);
    URL.revokeObjectURL(address);
  };
}

export default { render };
