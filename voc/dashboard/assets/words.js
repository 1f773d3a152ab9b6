// Streamlit has no locale: put its built-in words into the reader's language, in place, as they appear.
(function () {
  const given = __WORDS__;
  const state = (window.__vocWords = window.__vocWords || { said: new WeakMap() });
  state.zh = given.lang === "zh";
  document.documentElement.lang = state.zh ? "zh-CN" : "en";

  // The calendar asks the browser for its language.
  const language = () => (state.zh ? "zh-CN" : "en-GB");
  if (navigator.language !== language()) {
    Object.defineProperty(navigator, "language", { configurable: true, get: language });
    Object.defineProperty(navigator, "languages", { configurable: true, get: () => [language()] });
    window.dispatchEvent(new Event("languagechange"));
    // Streamlit hands the browser's language down when it draws the whole app; this event makes it do so.
    window.dispatchEvent(new Event("afterprint"));
  }

  const patterns = given.patterns.map(([find, put]) => [new RegExp(find), put]);
  const has = (word) => Object.hasOwn(given.exact, word);

  function worded(said) {
    const bare = said.trim();
    if (!state.zh || !bare || bare.length > 160) return null;
    if (has(bare)) return given.exact[bare];
    const date = /^Selected (?:Date|Range): ([A-Z][a-z]+ \d+, \d+)$/.exec(bare);
    if (date) return given.exact["Selected Date"] + "：" + new Date(date[1]).toLocaleDateString("zh-CN");
    const [head, rest] = [bare.slice(0, bare.indexOf(": ")), bare.slice(bare.indexOf(": ") + 2)];
    if (bare.includes(": ") && has(head)) return given.exact[head] + "：" + rest;
    for (const [find, put] of patterns) if (find.test(bare)) return bare.replace(find, put);
    return null;
  }

  // What customers, files and our own pages say is never touched.
  const ours = "[data-testid=stText],[data-testid=stMarkdownContainer],script,style,noscript,canvas,[role=row]";
  const builtIn = "[data-testid=stFileUploader],[data-testid=stTooltipContent],[data-testid=stStatusWidget],[data-testid=stToolbar]";
  function foreign(parent, said) {
    if (parent.closest(builtIn)) return false;
    if (parent.closest("[role=option]")) return !given.options.includes(said.trim());
    return parent.closest(ours) !== null;
  }

  function text(node) {
    const parent = node.parentElement;
    if (!parent || foreign(parent, node.nodeValue)) return;
    const said = worded(node.nodeValue);
    if (said !== null && said !== node.nodeValue) {
      state.said.set(node, node.nodeValue);
      node.nodeValue = said;
    } else if (!state.zh && state.said.has(node)) {
      node.nodeValue = state.said.get(node);
      state.said.delete(node);
    }
  }

  const attributes = ["aria-label", "title", "placeholder", "aria-description", "aria-roledescription"];
  function element(node) {
    for (const name of attributes) {
      const value = node.getAttribute(name);
      if (value === null) continue;
      const said = worded(value);
      const kept = "data-voc-" + name;
      if (said !== null && said !== value) {
        node.setAttribute(kept, value);
        node.setAttribute(name, said);
      } else if (!state.zh && node.hasAttribute(kept)) {
        node.setAttribute(name, node.getAttribute(kept));
        node.removeAttribute(kept);
      }
    }
  }

  function walk(root) {
    if (root.nodeType === Node.TEXT_NODE) return text(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    element(root);
    const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (nodes.nextNode()) {
      if (nodes.currentNode.nodeType === Node.TEXT_NODE) text(nodes.currentNode);
      else element(nodes.currentNode);
    }
  }

  if (state.watch) state.watch.disconnect();
  state.watch = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "characterData") text(change.target);
      else if (change.type === "attributes") element(change.target);
      else change.addedNodes.forEach(walk);
    }
  });
  walk(document.body);
  state.watch.observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: attributes,
  });
})();
