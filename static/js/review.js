// The review of a draft: sentence and card point at each other, keys for every act, cards swapped in place.
// Without this file each act is a plain form and each link an anchor.

const cards = () => [...document.querySelectorAll(".card")].filter((card) => card.offsetParent);
const pieces = (id) => document.querySelectorAll(`.drafted[data-action="${id}"]`);
const cardOf = (id) => document.getElementById(`action-${id}`);
const pane = document.getElementById("text");
const merge = document.getElementById("merge");

// Near: the pointer or the focus on one side lights up the other.
function near(id, on) {
  cardOf(id)?.classList.toggle("near", on);
  for (const piece of pieces(id)) piece.classList.toggle("near", on);
}

for (const [name, on] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(name, (event) => {
    const place = event.target.closest?.("[data-action]");
    if (place) near(place.dataset.action, on);
  });
}

// The text has its own scroll: bring a sentence into it without moving the page.
function showInText(id) {
  const piece = pieces(id)[0];
  if (!piece || !pane) return;
  const wide = getComputedStyle(pane).overflowY === "auto";
  if (wide) pane.scrollTop += piece.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
  else piece.scrollIntoView({ block: "center" });
}

function showCard(id) {
  const card = cardOf(id);
  if (!card) return false;
  const group = card.closest("details");
  if (group) group.open = true;
  card.scrollIntoView({ block: "start" });
  card.focus({ preventScroll: true });
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a");
  if (!link) return;
  if (link.matches(".drafted") && showCard(link.dataset.action)) event.preventDefault();
  if (link.matches(".card-number") && pane) {
    event.preventDefault();
    showInText(link.closest(".card").dataset.action);
  }
});

// A chosen lead is sent at once; the button stays for those who want to press it.
document.addEventListener("change", (event) => {
  const form = event.target.closest?.(".lead-form");
  if (form && event.target.value.trim()) form.requestSubmit();
  if (event.target.matches?.("[name=pick]")) countPicked();
});

function countPicked() {
  const picked = document.querySelectorAll("[name=pick]:checked").length;
  const line = merge?.querySelector("[data-picked]");
  if (!line) return;
  line.dataset.nothing ??= line.textContent;
  line.textContent = picked ? document.getElementById("script-words").dataset.selected.replace("{n}", picked) : line.dataset.nothing;
  merge.classList.toggle("some", picked > 0);
}

// A refusal or a second version is a card too: it takes the card's place like any answer.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([400, 412].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:afterSettle", (event) => {
  const card = event.detail.elt?.closest?.(".card") ?? cardOf(event.detail.elt?.dataset?.action);
  if (!card) return;
  for (const piece of pieces(card.dataset.action)) piece.dataset.state = card.dataset.state;
  if (event.detail.requestConfig?.elt.matches("[data-close]")) card.querySelector("[data-edit], [data-drop-act]")?.focus({ preventScroll: true });
  else if (card.matches(".card-open")) (card.querySelector("[aria-invalid], #id_lead, textarea") ?? card).focus({ preventScroll: true });
  else if (!document.activeElement || document.activeElement === document.body) card.focus({ preventScroll: true });
  countPicked();
});

// What was typed into an opened card is not thrown away unasked.
document.addEventListener("htmx:confirm", (event) => {
  const unsent = event.detail.elt.matches("[data-close]") && event.detail.elt.closest(".card").querySelector("form[data-dirty]");
  if (unsent && !confirm(document.getElementById("script-words").dataset.unsent)) event.preventDefault();
});

const ways = {
  j: () => move(1),
  k: () => move(-1),
  l: () => current()?.querySelector("[name=lead]")?.select(),
  e: () => current()?.querySelector("[data-edit]")?.click(),
  d: () => current()?.querySelector("[data-drop-act]")?.click(),
  x: () => current()?.querySelector("[name=pick]")?.click(),
  t: () => current() && showInText(current().dataset.action),
};

function current() {
  return document.activeElement?.closest?.(".card");
}

function move(step) {
  const list = cards();
  const at = list.indexOf(current());
  const next = list[Math.min(Math.max(at + step, 0), list.length - 1)];
  if (!next) return;
  next.scrollIntoView({ block: "nearest" });
  next.focus({ preventScroll: true });
  showInText(next.dataset.action);
}

// Escape leaves a box for its card, and closes an opened card.
function leave(place) {
  const close = place.closest?.(".card-open")?.querySelector("[data-close]");
  if (close) close.click();
  else if (place.matches?.(".card input")) current().focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && !document.querySelector("dialog[open], .menu[open]")) leave(event.target);
  if (event.target.closest?.("input:not([type=checkbox]), select, textarea, dialog")) return;
  if (!(event.key in ways)) return;
  event.preventDefault();
  ways[event.key]();
});

document.querySelector("[data-keys-line]")?.removeAttribute("hidden");
countPicked();
if (location.hash.startsWith("#action-")) {
  const id = location.hash.slice(8);
  showCard(id);
  showInText(id);
}
