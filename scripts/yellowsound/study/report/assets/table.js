// Tables that sort by a column and, for the scores, show only what is asked for.
"use strict";

window.yellowsound = window.yellowsound || {};

(() => {
  // What a cell sorts by: a number, a text, or null where it is undefined.
  function sortKey(row, column, kind) {
    const cell = row.cells[column];
    if (kind !== "number") return cell.textContent.trim().toLowerCase() || null;
    return cell.dataset.value === "" ? null : Number(cell.dataset.value);
  }

  function sort(table, heading) {
    const column = Number(heading.dataset.column);
    const kind = heading.dataset.kind;
    const descending = heading.getAttribute("aria-sort") === "ascending";
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => ({ row, key: sortKey(row, column, kind) }));
    const collator = new Intl.Collator("en", { numeric: true });
    rows.sort((one, other) => {
      // What is undefined stands last in either direction.
      if (one.key === null || other.key === null) {
        return (one.key === null) - (other.key === null);
      }
      const order =
        kind === "number" ? one.key - other.key : collator.compare(one.key, other.key);
      return descending ? -order : order;
    });
    body.append(...rows.map((entry) => entry.row));
    for (const other of table.querySelectorAll("th[aria-sort]")) {
      other.removeAttribute("aria-sort");
    }
    heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
  }

  yellowsound.sortable = (root) => {
    for (const table of root.querySelectorAll("table.sortable")) {
      for (const heading of table.querySelectorAll("th[data-column]")) {
        heading.querySelector("button").addEventListener("click", () => sort(table, heading));
      }
    }
  };
  yellowsound.sortable(document);

  // Show those of the elements that have all words of a search and fit otherwise; tell how many.
  function searcher(elements, input, fits, told) {
    const searched = new Map(elements.map((one) => [one, one.textContent.toLowerCase()]));
    return () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const one of elements) {
        const found = fits(one) && words.every((word) => searched.get(one).includes(word));
        one.hidden = !found;
        shown += found;
      }
      told(shown, elements.length);
    };
  }

  function listen(form, filter) {
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    // A browser may restore what was typed before the page was reloaded.
    filter();
  }

  const find = document.getElementById("find");
  if (find) {
    const pairs = [...document.querySelectorAll("details.pair")];
    const filter = searcher(
      pairs,
      document.getElementById("find-text"),
      () => true,
      (shown, all) => {
        document.getElementById("find-count").textContent = `${shown} of ${all} pairs`;
      },
    );
    listen(find, filter);
  }

  // A page of one song has nothing to filter.
  const form = document.getElementById("filters");
  if (!form) return;
  const genre = document.getElementById("filter-genre");
  const schedule = document.getElementById("filter-schedule");
  const filter = searcher(
    [...document.querySelectorAll("#score-table tbody tr")],
    document.getElementById("filter-text"),
    (row) =>
      (!genre.value || row.dataset.genre === genre.value) &&
      (!schedule.value || row.dataset.schedule === schedule.value),
    (shown, all) => {
      document.getElementById("filter-count").textContent = `${shown} of ${all} videos`;
    },
  );
  listen(form, filter);
})();
