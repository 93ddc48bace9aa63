// What the page can do apart from being read: search, filter, sort, links that open what they name.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const list = byId("list");
  const form = document.querySelector(".filter");
  const find = byId("find");
  /** Each a folding part of the page, or a row of a table. */
  const tools = [...list.children].map((element) => ({
    element,
    name: element.querySelector("h3, th").firstChild?.data ?? "",
    path: element.querySelector(".call code")?.textContent,
    tokens: Number(element.dataset.tokens ?? element.cells[1].textContent.replaceAll(",", "")),
    profiles: element.dataset.profiles?.split(" "),
    lacks: element.cells?.[2].textContent.trim().split(", "),
    words: undefined,
  }));

  /** Everything a reader may look for, read from the page when somebody first does. */
  const wordsOf = (tool) => {
    if (tool.words === undefined) {
      const parts = tool.element.cells ?? tool.element.querySelectorAll("summary h3, .call, .body > .name, .body > .prose, .facts dd, .args th");
      tool.words = [...parts].map((part) => part.textContent).join("\n").toLowerCase();
    }
    return tool.words;
  };

  const valueOf = (id) => byId(id)?.value ?? "";

  const filter = () => {
    const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const [profile, effect, touched, lack] = ["profile", "effect", "touched", "lacks"].map(valueOf);
    let shown = 0;
    for (const tool of tools) {
      const { dataset } = tool.element;
      const matches =
        (profile === "" || tool.profiles.includes(profile)) &&
        (effect === "" || dataset.effect === effect) &&
        (touched === "" || dataset.touched === touched) &&
        (lack === "" || tool.lacks.includes(lack)) &&
        wanted.every((word) => wordsOf(tool).includes(word));
      tool.element.hidden = !matches;
      if (matches) shown++;
    }
    const [some, all] = [shown, tools.length].map((count) => count.toLocaleString("en-US"));
    byId("matches").textContent = some === all ? `${all} tools` : `${some} of ${all} tools`;
    byId("no-tool").hidden = shown > 0;
  };

  const less = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const orders = {
    name: (a, b) => less(a.name, b.name),
    cost: (a, b) => b.tokens - a.tokens,
    path: (a, b) => less(a.path, b.path),
  };

  const sort = () => {
    const sorted = [...tools].sort(orders[valueOf("order")] ?? orders.name);
    list.append(...sorted.map(({ element }) => element));
  };

  const reset = () => {
    form.reset();
    sort();
    filter();
  };

  /** Opens what the address names, and everything around it. */
  const follow = () => {
    let id = "";
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }
    const target = id === "" ? null : byId(id);
    if (target === null) return;
    if (target.hidden) reset();
    const own = target.matches("details") ? target : target.querySelector("details.changes");
    for (let element = own ?? target; element !== null; element = element.parentElement) {
      if (element.matches("details")) element.open = true;
    }
    target.scrollIntoView();
    target.querySelector(":scope > summary")?.focus({ preventScroll: true });
  };

  let waiting = 0;
  find.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 80);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    if (event.target.id === "order") sort();
    else filter();
  });
  byId("show-all").addEventListener("click", () => {
    reset();
    find.focus();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    find.focus();
    find.select();
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[href^='#']");
    // The same link again changes no address and tells nobody.
    if (link && link.hash === location.hash) follow();
  });
  window.addEventListener("hashchange", follow);

  /** The treemap, where there is one: its rectangles are in the order of the table. */
  const map = byId("map");
  const pointed = (target) => {
    let cell = target instanceof Element ? target : null;
    while (cell !== null && cell.parentElement !== map) cell = cell.parentElement;
    return cell === null ? undefined : tools[[...map.children].indexOf(cell)];
  };
  map?.setAttribute("data-live", "");
  map?.addEventListener("pointermove", ({ target }) => {
    const tool = pointed(target);
    const lacks = tool?.lacks.filter(Boolean).join(", ");
    byId("pointed").textContent =
      tool === undefined
        ? ""
        : `${tool.name.trim()}: ${tool.tokens.toLocaleString("en-US")} tokens${lacks ? `; left unsaid: ${lacks}` : ""}`;
  });
  map?.addEventListener("click", ({ target }) => {
    const tool = pointed(target);
    if (tool === undefined) return;
    reset();
    for (const { element } of tools) element.classList.toggle("chosen", element === tool.element);
    tool.element.scrollIntoView({ block: "center" });
  });

  form.hidden = false;
  filter();
  follow();
})();
