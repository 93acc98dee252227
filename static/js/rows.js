// Rows are added and taken away in place. Without this file the same buttons send the form and it comes back changed.

const form = document.querySelector("[data-rows-form]");
const sheet = form?.querySelector("[data-sheet]");
const empty = form?.querySelector("[data-row-empty]");
const total = form?.querySelector("[name$=-TOTAL_FORMS]");
const sum = form?.querySelector("[data-sum-of]");
const shown = () => [...sheet.querySelectorAll("[data-row]:not([hidden])")];

form?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.name === "add") add(event);
  if (button.matches("[data-row-remove]")) take(event, button.closest("[data-row]"));
});

function add(event) {
  event.preventDefault();
  sheet.insertAdjacentHTML("beforeend", empty.innerHTML.replaceAll("__prefix__", total.value));
  total.value = Number(total.value) + 1;
  document.dispatchEvent(new CustomEvent("portal:fields"));
  sheet.lastElementChild.querySelector("input:not([type=hidden]), textarea")?.focus();
  changed();
}

function take(event, row) {
  event.preventDefault();
  const rows = shown();
  const next = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
  row.querySelector("[data-row-gone]").value = "on";
  row.hidden = true;
  (next?.querySelector("[data-row-remove]") ?? form.querySelector("[name=add]")).focus();
  changed();
}

function changed() {
  form.dataset.dirty = "yes";
  tell();
}

// The shares so far, and whether they make a whole.
function tell() {
  if (!sum) return;
  const boxes = shown().map((row) => row.querySelector(`[name$=-${sum.dataset.sumOf}]`));
  const all = boxes.reduce((so, box) => so + (Number(box.value.normalize("NFKC")) || 0), 0);
  sum.textContent = all;
  sum.classList.toggle("due", all !== 100 && boxes.length > 0);
}

form?.addEventListener("input", tell);
tell();
