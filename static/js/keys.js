// The keyboard's short ways: / search, j and k along the rows, Enter opens, x selects, ? shows them. On pages that
// mark them (data-key) a letter follows a link, or goes to a button: pressing that stays the person's own act.

const rows = () => [...document.querySelectorAll("table[data-rows] tbody tr, .todo > .todo-row")].filter((row) => row.offsetParent);
let at = -1;

const ways = {
  "/": () => document.getElementById("search")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
  j: () => move(1),
  k: () => move(-1),
  x: () => rows()[at]?.querySelector(".pick input")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.("input, select, textarea, [contenteditable], dialog")) return;
  const marked = /^[a-z]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
  if (!marked && !(event.key in ways)) return;
  event.preventDefault();
  if (!marked) ways[event.key]();
  else if (marked.matches("a")) marked.click();
  else marked.focus();
});

function move(step) {
  const list = rows();
  if (!list.length) return;
  list[at]?.classList.remove("at");
  at = Math.min(Math.max(at + step, 0), list.length - 1);
  list[at].classList.add("at");
  list[at].querySelector("a")?.focus({ preventScroll: true });
  list[at].scrollIntoView({ block: "nearest" });
}
