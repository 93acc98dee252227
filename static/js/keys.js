// The keyboard's short ways: / search, j and k along the rows, Enter opens, x selects, ? shows them.

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
  if (!(event.key in ways)) return;
  event.preventDefault();
  ways[event.key]();
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
