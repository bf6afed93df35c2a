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

  // what a row can be picked by: the words of its chips, the text of a cell without any, the heading above its table
  const picked = (row, column, title) => {
    const cell = row.cells[column], chips = cell ? all(".chip", cell) : [];
    return cell ? chips.length ? chips.map(chip => chip.textContent.split(" ")[0]) : [cell.textContent] : [title];
  };

  const filter = box => {
    const picks = Object.entries(JSON.parse(box.dataset.pick || "{}"));
    const rows = all("table", box).flatMap(table => {
      const heads = all("thead th", table).map(head => head.textContent), title = table.closest("section")?.querySelector("h2");
      return all("tbody tr", table).map(row => ({
        row, text: row.textContent.toLowerCase(),
        of: picks.map(([name]) => picked(row, heads.indexOf(name), title?.textContent)),
      }));
    });
    const bar = make("div", {className: "filter"}), count = make("output");
    const labelled = (text, field) => {
      const label = make("label", {textContent: text});
      field.oninput = () => apply();
      label.append(field);
      bar.append(label);
      return field;
    };
    const field = labelled("筛选", make("input", {type: "search"}));
    const choices = picks.map(([name, values]) => {
      const choice = labelled(name, make("select", {}));
      choice.append(new Option("全部", ""), ...values.map(value => new Option(value)));
      return choice;
    });
    const apply = () => {
      const words = field.value.toLowerCase().split(/\s+/);
      const fits = ({text, of}) => words.every(word => text.includes(word)) && choices.every((choice, i) => !choice.value || of[i].includes(choice.value));
      let left = 0;
      rows.forEach(each => { left += !(each.row.hidden = !fits(each)); });
      count.value = [field, ...choices].some(each => each.value) ? `${left} / ${rows.length} 行` : "";
    };
    bar.append(count);
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
    all(".filter input, .filter select").forEach(field => { field.value = ""; field.oninput(); });
    goal.scrollIntoView();
  };
  if (innerWidth < 1024) all(".contents details").forEach(list => { list.open = false; });
})();
