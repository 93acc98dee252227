// An application's section: what autosave learns is put beside its field.

document.addEventListener("portal:saved", (event) => {
  const form = event.target;
  const { hidden = {}, conflicts = {} } = event.detail;
  for (const [name, value] of Object.entries(hidden)) {
    const box = form.elements.namedItem(name);
    if (box) box.value = value;
    const place = form.querySelector(`[data-line="${name.replace(/^seen-/, "")}"] [data-conflict]`);
    place?.replaceChildren();
  }
  for (const [name, html] of Object.entries(conflicts)) {
    const place = form.querySelector(`[data-line="${name}"] [data-conflict]`);
    if (place) place.innerHTML = html;
  }
});
