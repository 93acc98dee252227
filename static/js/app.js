// Small comforts on top of pages that work without them. Nothing here is needed to do the work.

const words = document.getElementById("script-words")?.dataset ?? {};
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Menus close on Escape and on a click elsewhere.
const menus = () => all(".menu[open], .dock-more[open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Choosing rows: all at once, and how many.
document.addEventListener("change", (event) => {
  const box = event.target;
  if (!box.matches?.(".pick input")) return;
  const table = box.closest("table");
  const boxes = all("tbody .pick input", table);
  if (box.matches("[data-pick-all]")) for (const one of boxes) one.checked = box.checked;
  countSelected(table, boxes);
});

function countSelected(table, boxes) {
  const chosen = boxes.filter((box) => box.checked).length;
  const head = table.querySelector("[data-pick-all]");
  if (head) {
    head.checked = chosen > 0 && chosen === boxes.length;
    head.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  const bar = table.closest("form")?.querySelector(".selection");
  const count = bar?.querySelector("[data-selected-count]");
  if (!count) return;
  count.dataset.nothing ??= count.textContent;
  count.textContent = chosen ? words.selected.replace("{n}", chosen) : count.dataset.nothing;
  bar.classList.toggle("selection-some", chosen > 0);
}

for (const table of all("table[data-rows]")) countSelected(table, all("tbody .pick input", table));

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  delete form.dataset.dirty;
  for (const button of all("button:not([type=button])", form)) button.setAttribute("aria-disabled", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of all("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of all("button[aria-disabled]", form)) button.removeAttribute("aria-disabled");
  }
});

// Leaving a form with unsent input asks first; a saved draft (autosave.js) clears the mark.
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]");
  if (form) form.dataset.dirty = "yes";
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) event.preventDefault();
});

// After a refused form the list of what is wrong has the focus.
document.querySelector("[data-summary]")?.focus();

// Where tabs are wider than the screen, the open one is in sight.
for (const tab of all(".tabs [aria-current]")) {
  const strip = tab.closest("ul");
  strip.scrollLeft += tab.getBoundingClientRect().left - strip.getBoundingClientRect().left - strip.clientWidth / 3;
}

// How long an act can still be undone.
for (const clock of all("[data-countdown]")) {
  let left = Number(clock.dataset.countdown);
  const tick = () => {
    clock.textContent = words.seconds.replace("{n}", left);
    if (left-- > 0) return;
    clearInterval(timer);
    clock.closest("form").remove();
  };
  const timer = setInterval(tick, 1000);
  tick();
}

// Beside a field: the weekday of a date and whether it is a closed day, the full figure of an amount in 10,000 CNY.
const special = JSON.parse(document.getElementById("special-days")?.textContent ?? "{}");

function besideDate(output) {
  const box = document.getElementById(output.dataset.weekday);
  const day = box?.valueAsDate;
  if (!day) {
    output.textContent = "";
    return;
  }
  const [worked, name] = special[box.value] ?? [day.getUTCDay() % 6 ? 1 : 0, ""];
  const closed = worked ? "" : name ? words.closedNamed.replace("{name}", name) : words.closed;
  output.textContent = `${words.weekdays.split(" ")[day.getUTCDay()]} ${closed}`.trim();
  output.classList.toggle("tone-warn", !worked);
}

function besideMoney(output) {
  const text = document.getElementById(output.dataset.money)?.value.replaceAll(",", "").trim() ?? "";
  const amount = Number(text);
  const figure = (Math.round(Math.abs(amount) * 1e6) / 100).toLocaleString("en");
  output.textContent = text && Number.isFinite(amount) ? `${amount < 0 ? "-" : ""}¥${figure}` : "";
}

const besides = { weekday: besideDate, money: besideMoney };
function besideFields() {
  for (const [name, write] of Object.entries(besides)) {
    for (const output of all(`output[data-${name}]:not([data-ready])`)) {
      output.dataset.ready = "yes";
      write(output);
      document.getElementById(output.dataset[name])?.addEventListener("input", () => write(output));
    }
  }
}
besideFields();
document.addEventListener("portal:fields", besideFields);

for (const button of all("[data-print]")) button.addEventListener("click", () => window.print());

// A secret that is shown once is copied by one press; without a clipboard the button is not there.
if (navigator.clipboard) {
  for (const button of all("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      button.textContent = button.dataset.copied;
    });
  }
}

// Tabs that leave a narrow screen: the open one stands in view.
for (const tab of all(".tabs [aria-current], .sections [aria-current]")) {
  const row = tab.closest("ul");
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}
