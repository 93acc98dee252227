// A table of boxes grows as it is filled. Without this file the portal adds blank rows whenever it keeps the page.

document.addEventListener("input", (event) => {
  const table = event.target.closest?.("[data-answers]");
  const body = table?.querySelector("tbody");
  const last = body?.lastElementChild;
  if (!last?.contains(event.target) || body.children.length >= Number(table.dataset.most)) return;
  const next = last.cloneNode(true);
  const at = body.children.length;
  next.querySelector("th").textContent = at + 1;
  for (const box of next.querySelectorAll("input")) {
    box.value = "";
    box.name = box.name.replace(`${table.dataset.answers}-${at - 1}-`, `${table.dataset.answers}-${at}-`);
    box.ariaLabel = box.ariaLabel.replace(/\d+$/, at + 1);
    box.removeAttribute("aria-invalid");
  }
  body.append(next);
});
