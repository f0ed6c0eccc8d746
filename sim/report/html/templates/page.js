"use strict";
(() => {
  const table = document.querySelector("table.sortable");
  const filters = document.querySelector("form.filters");
  if (table && filters) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...body.rows].map((row) => ({ row, texts: [...row.cells].map((cell) => cell.textContent) }));
    const controls = [...filters.querySelectorAll("[data-column]")];
    const numberIn = (text) => Number.parseFloat(text.replaceAll(",", "").replace("\u2212", "-"));
    const numeric = heads.map((head) => head.classList.contains("n"));
    const compare = (one, other, column, sign) => {
      const [left, right] = [one.texts[column], other.texts[column]];
      if (!numeric[column]) return sign * left.localeCompare(right, "en");
      const [a, b] = [numberIn(left), numberIn(right)];
      if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
      return sign * (a - b);
    };
    const sort = (column) => {
      const ascending = heads[column].getAttribute("aria-sort") !== "ascending";
      heads.forEach((head) => head.removeAttribute("aria-sort"));
      heads[column].setAttribute("aria-sort", ascending ? "ascending" : "descending");
      rows.sort((one, other) => compare(one, other, column, ascending ? 1 : -1));
      body.append(...rows.map((each) => each.row));
    };
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(column));
      head.append(button);
    });
    const keeps = (control, texts) => {
      const text = texts[Number(control.dataset.column)];
      if (control.tagName === "SELECT") return !control.value || text === control.value;
      return text.toLowerCase().includes(control.value.trim().toLowerCase());
    };
    const filter = () => {
      let count = 0;
      rows.forEach(({ row, texts }) => {
        row.hidden = !controls.every((control) => keeps(control, texts));
        count += row.hidden ? 0 : 1;
      });
      const [shown, all] = [count, rows.length].map((each) => each.toLocaleString("en"));
      filters.querySelector("output").textContent = `${shown} of ${all} rows`;
    };
    controls.forEach((control) => control.addEventListener("input", filter));
    filters.addEventListener("submit", (event) => event.preventDefault());
    const first = filters.querySelector("option[data-first]");
    if (first) first.selected = true;
    filters.hidden = false;
    filter();
  }
  const unfold = () => {
    const section = document.getElementById(window.location.hash.slice(1));
    section?.querySelectorAll(":scope > details").forEach((each) => { each.open = true; });
  };
  window.addEventListener("hashchange", unfold);
  unfold();
  const opened = new Set();
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details:not([open]):not(.long)").forEach((each) => {
      opened.add(each);
      each.open = true;
    });
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((each) => { each.open = false; });
    opened.clear();
  });
})();
