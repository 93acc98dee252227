// Drafts save themselves: <form data-autosave data-autosave-url data-compare-url> with a hidden input "version".
// The server answers 2xx with the new version (ETag, or {"version": n}); 412 when somebody else wrote first.

const words = document.getElementById("script-words")?.dataset ?? {};
const REST = 1500; // after the last key
const MOST = 5000; // after the first unsaved one: no more than this can be lost

for (const form of document.querySelectorAll("form[data-autosave]")) new Draft(form);

function Draft(form) {
  const url = form.dataset.autosaveUrl;
  const version = form.elements.namedItem("version");
  const line = form.querySelector("[data-saved]") ?? form.appendChild(document.createElement("p"));
  let rest, most, running, again, stopped;
  line.classList.add("saved");
  line.setAttribute("role", "status");

  form.addEventListener("input", (event) => {
    if (event.target.type !== "file") wait();
  });
  form.addEventListener("submit", () => {
    stopped = true;
    clear();
  });
  window.addEventListener("online", () => form.dataset.dirty && wait());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && (rest || most)) save(true);
  });

  function wait() {
    if (stopped) return;
    form.dataset.dirty = "yes";
    clearTimeout(rest);
    rest = setTimeout(save, REST);
    most ??= setTimeout(save, MOST);
  }

  function clear() {
    clearTimeout(rest);
    clearTimeout(most);
    rest = most = undefined;
  }

  async function save(leaving = false) {
    clear();
    if (running) {
      again = true;
      return;
    }
    running = true;
    again = false;
    say(words.saving);
    try {
      await settle(await send(leaving === true));
    } catch {
      say(words.notSaved, true);
      most = setTimeout(save, MOST);
    } finally {
      running = false;
      if (again) wait();
    }
  }

  function send(keepalive) {
    const headers = { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" };
    if (version?.value) headers["If-Match"] = `"${version.value}"`;
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return fetch(url, { method: "POST", body: data, headers, keepalive, redirect: "manual", credentials: "same-origin" });
  }

  async function settle(response) {
    if (response.ok) {
      const body = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
      const tag = body.version ?? response.headers.get("ETag")?.replace(/^W\//, "").replaceAll('"', "");
      if (version && tag) version.value = tag;
      if (!again) delete form.dataset.dirty;
      const time = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
      say(words.saved.replace("{time}", time));
    } else if (response.status === 412) {
      stopped = true;
      say(words.stale, true, form.dataset.compareUrl);
    } else if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) {
      say(words.signedOut, true);
    } else if (response.status < 500) {
      say(words.refused, true);
    } else {
      throw new Error(response.statusText);
    }
  }

  function say(text, wrong = false, href = "") {
    line.classList.toggle("tone-due", wrong);
    line.textContent = text;
    if (!href) return;
    const link = document.createElement("a");
    link.href = href;
    link.textContent = words.compare;
    line.append(" ", link);
  }
}
