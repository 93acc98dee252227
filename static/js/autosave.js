// Drafts save themselves: <form data-autosave data-autosave-url data-owner data-sign-in> with a hidden input "version".
// The server answers 2xx with the new version ({"version": n, "errors": {field: [sentence]}}); 412 when somebody else
// wrote first. What is not saved yet is kept on this device too, and offered again: after a session that has ended, a
// browser that was closed, a network that was away.

const words = document.getElementById("script-words")?.dataset ?? {};
const REST = 1500; // after the last key
const MOST = 4000; // after the first unsaved one: with the way to the server no more than 5 s can be lost
const KEPT_FOR = 3 * 86400e3;

for (const done of document.querySelectorAll("[data-forget]")) forget((key) => key.endsWith(`:${done.dataset.forget}`));
forget((key, kept) => Date.now() - kept.at > KEPT_FOR);
for (const form of document.querySelectorAll("form[data-autosave]")) new Draft(form);

function Draft(form) {
  const url = form.dataset.autosaveUrl;
  const key = `draft:${form.dataset.owner}:${url}`;
  const version = form.elements.namedItem("version");
  const line = form.querySelector("[data-saved]") ?? form.appendChild(document.createElement("p"));
  let rest, most, running, again, stopped, signedOut;
  line.classList.add("saved");
  line.setAttribute("role", "status");

  offer();
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    keepHere();
    wait();
  });
  form.addEventListener("submit", leave);
  window.addEventListener("online", () => form.dataset.dirty && wait());
  window.addEventListener("focus", () => signedOut && save());
  window.addEventListener("pageshow", (event) => event.persisted && (stopped = false));
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

  // A save under way is waited for, or its new version would meet the one that this form sends.
  function leave(event) {
    if (event.defaultPrevented) return;
    clear();
    if (form.dataset.dirty) keepHere();
    if (!running) {
      stopped = true;
      return;
    }
    event.preventDefault();
    again = false;
    running.finally(() => form.requestSubmit(event.submitter));
  }

  async function save(leaving = false) {
    clear();
    if (stopped) return;
    if (running) {
      again = true;
      return;
    }
    again = false;
    say(words.saving);
    running = attempt(leaving === true);
    await running;
    if (again) wait();
  }

  async function attempt(leaving) {
    try {
      let response = await send(leaving);
      if (response.status === 403 && (await fresh())) response = await send(leaving);
      await settle(response);
    } catch {
      say(words.notSaved, true);
      most = setTimeout(save, MOST);
    } finally {
      running = undefined;
    }
  }

  function send(keepalive) {
    const headers = { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" };
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return fetch(url, { method: "POST", body: data, headers, keepalive, redirect: "manual", credentials: "same-origin" });
  }

  // Who has signed in again in another window has a new token; the page's own is taken from a fresh copy of it.
  async function fresh() {
    const response = await fetch(location.href, { redirect: "manual", credentials: "same-origin" });
    if (!response.ok) return false;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token ?? input.value;
    return Boolean(token);
  }

  async function settle(response) {
    signedOut = response.type === "opaqueredirect" || [401, 403].includes(response.status);
    if (response.ok) {
      saved(await response.json());
    } else if (response.status === 412) {
      stopped = true;
      say(words.stale, true, compareButton());
    } else if (signedOut) {
      say(words.signedOut, true, signInLink());
    } else if (response.status < 500) {
      const refusal = await response.json().catch(() => ({}));
      say(refusal.detail ?? words.refused, true);
    } else {
      throw new Error(response.statusText);
    }
  }

  function saved(body) {
    if (version && body.version) version.value = body.version;
    form.dispatchEvent(new CustomEvent("portal:saved", { detail: body, bubbles: true }));
    const waits = Object.keys(body.conflicts ?? {}).length;
    const marked = mark(body.errors ?? {});
    const wrong = waits || (body.kept ? 0 : marked);
    if (!again && !wrong) {
      delete form.dataset.dirty;
      localStorage.removeItem(key);
    }
    const time = clockTime(new Date());
    say(waits ? words.stale : wrong ? words.refused : words.saved.replace("{time}", time), wrong > 0);
  }

  // Each sentence stands under its box until the next save.
  function mark(errors) {
    for (const old of form.querySelectorAll("[data-live-error]")) old.remove();
    for (const box of form.elements) if (box.dataset.wrong) delete box.dataset.wrong, box.removeAttribute("aria-invalid");
    for (const [name, sentences] of Object.entries(errors)) {
      const found = form.elements.namedItem(name);
      const box = found?.closest ? found : (found?.[0] ?? form.querySelector(`[data-answers="${name}"]`));
      if (!box) continue;
      const note = document.createElement("p");
      note.className = "wrong";
      note.dataset.liveError = name;
      note.textContent = sentences.join(" ");
      box.setAttribute("aria-invalid", "true");
      box.dataset.wrong = "yes";
      (box.closest(".field") ?? box.parentElement).append(note);
    }
    return Object.keys(errors).length;
  }

  function keepHere() {
    const kept = { at: Date.now(), version: version?.value, values: typed() };
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // A full or closed store: the server's copy is the one that counts.
    }
  }

  function typed() {
    const found = {};
    for (const [name, value] of new FormData(form)) {
      if (value instanceof File || own(name)) continue;
      found[name] = name in found ? [found[name], value].flat() : value;
    }
    return found;
  }

  function offer() {
    const kept = read(key);
    if (!kept) return;
    const now = typed();
    const text = (values, name) => String(values[name] ?? "").trim();
    const asked = [...form.elements].map((box) => box.name).filter((name) => name && !own(name) && !name.startsWith("seen-"));
    const different = asked.filter((name) => (name in kept.values || name in now) && text(now, name) !== text(kept.values, name));
    if (!different.length) {
      localStorage.removeItem(key);
      return;
    }
    const bar = document.createElement("div");
    bar.className = "kept tone-warn";
    bar.setAttribute("role", "alert");
    const told = document.createElement("p");
    told.textContent = words.kept.replace("{time}", new Date(kept.at).toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" }));
    const take = button(words.keptTake, "act act-small", () => takeOver(kept, bar));
    const drop = button(words.keptDrop, "act act-plain act-small", () => (localStorage.removeItem(key), bar.remove()));
    bar.append(told, take, drop);
    form.prepend(bar);
  }

  // With the version it was typed on: whoever saved since is met by a comparison, not overwritten.
  function takeOver(kept, bar) {
    for (const box of form.elements) {
      if (!box.name || own(box.name) || box.type === "file") continue;
      const value = kept.values[box.name];
      if (["checkbox", "radio"].includes(box.type)) box.checked = [value ?? []].flat().includes(box.value);
      else if (value !== undefined && "value" in box && box.type !== "submit") box.value = [value].flat()[0];
    }
    if (version && kept.version) version.value = kept.version;
    bar.remove();
    wait();
  }

  function compareButton() {
    const compare = button(words.compare, "act act-small", () => {});
    compare.type = "submit";
    compare.name = "act";
    compare.value = "save";
    return compare;
  }

  function signInLink() {
    const link = document.createElement("a");
    link.href = form.dataset.signIn;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = words.signIn;
    return link;
  }

  function say(text, wrong = false, act = "") {
    line.classList.toggle("tone-due", wrong);
    line.replaceChildren(text, " ", act);
  }
}

function own(name) {
  return ["csrfmiddlewaretoken", "version"].includes(name);
}

function clockTime(at) {
  return at.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
}

function button(label, looks, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = looks;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function forget(whether) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("draft:") && whether(key, read(key) ?? { at: 0 })) localStorage.removeItem(key);
  }
}
