(() => {
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const make = (tag, props) => Object.assign(document.createElement(tag), props);
  const number = text => /^[-+]?[\d,]*\.?\d+%?$/.test(text) ? +text.replace(/[,%]/g, "") : NaN;
  const order = (a, b) => {
    const x = number(a), y = number(b);
    return isNaN(x) - isNaN(y) || x - y || a.localeCompare(b, "zh", {numeric: true});
  };

  const sort = (heads, head, i) => {
    const down = head.ariaSort == "ascending" ? -1 : 1;
    const rows = all("tbody tr", head.closest("table")).map(row => {
      const cell = row.cells[i], text = (cell.dataset.sort || cell.textContent).trim();
      return {row, text, last: /^[合总]计/.test(row.textContent.trim()) * 2 + !text};
    });
    heads.forEach(other => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down < 0 ? "descending" : "ascending");
    rows.sort((a, b) => a.last - b.last || down * order(a.text, b.text));
    rows.forEach(({row}) => row.parentNode.append(row));
  };

  const sortable = table => {
    const heads = all("thead th", table);
    if (!all("[colspan],[rowspan]", table)[0]) heads.forEach((head, i) => {
      const button = make("button", {onclick: () => sort(heads, head, i)});
      button.append(...head.childNodes);
      head.append(button);
    });
  };

  const filter = box => {
    const rows = all("tbody tr", box);
    const count = make("output"), field = make("input", {type: "search"});
    field.oninput = () => {
      const words = field.value.toLowerCase().split(/\s+/);
      rows.forEach(row => { row.hidden = !words.every(word => row.textContent.toLowerCase().includes(word)); });
      count.value = field.value && `${rows.filter(row => !row.hidden).length} / ${rows.length} 行`;
    };
    const bar = make("label", {className: "filter", textContent: "筛选"});
    bar.append(field, count);
    box.before(bar);
  };

  all("div.sortable").concat(all("table.sortable").map(table => table.parentNode)).forEach(box => {
    if (box.parentNode.closest(".sortable")) return;
    all("table", box).forEach(sortable);
    filter(box);
  });
  // a link to a row that a filter hides shows it again
  onhashchange = () => {
    const goal = document.querySelector(":target");
    if (!goal || !goal.closest("[hidden]")) return;
    all(".filter input").forEach(field => { field.value = ""; field.oninput(); });
    goal.scrollIntoView();
  };
  if (innerWidth < 1024) all(".contents details").forEach(list => { list.open = false; });
})();
