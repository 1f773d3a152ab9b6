// Every English word on the page outside what customers say: texts, and what screen readers are told.
() => {
  const shared =
    /^(Esc|Ctrl|NPS|NEG|POS|APP|CSV|TSV|TXT|XLSX|JSON|JSONL|TOML|SRT|VTT|SAV|ZSAV|SPSS|English|UTF|SIG|voc|ingest|rescore|demo|codeframe|export|diff|apply|undo|lexicons|coefficients|toml|Goodman|c_money|c_treatment|lambda|leave)$/;
  const skipped = "[data-testid=stIconMaterial],[data-testid=stText],[role=grid],[role=row],script,style,noscript,[translate=no]";
  const found = new Set();
  const look = (given, where) => {
    const words = (given || "").replace(/[^\s,，：]+\.(csv|xlsx|jsonl|toml)/g, "").replace(/\b[0-9a-f]{12}\b/g, "");
    for (const word of words.match(/[A-Za-z][A-Za-z]{2,}/g) || [])
      if (!shared.test(word)) {
        found.add(where + ": " + words.trim().slice(0, 80));
        break;
      }
  };
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (nodes.nextNode()) {
    const node = nodes.currentNode;
    if (node.nodeType === Node.TEXT_NODE) {
      const parent = node.parentElement;
      if (parent.closest(skipped) || /Material/.test(getComputedStyle(parent).fontFamily)) continue;
      look(node.nodeValue, "text");
    } else if (!node.closest(skipped)) {
      for (const name of ["aria-label", "title", "placeholder", "alt", "aria-description"]) look(node.getAttribute(name), name);
    }
  }
  return [...found];
};
