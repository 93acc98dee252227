// Files: the border answers, each chosen file is sent and checked by itself, and its row says how that went.
// Without this file the form sends them with its button and the page says the same.

const words = document.getElementById("script-words")?.dataset ?? {};

for (const drop of document.querySelectorAll("[data-drop]")) {
  const input = drop.querySelector("input[type=file]");
  if (!input) continue;
  const list = drop.parentElement.querySelector("[data-drop-list]");
  for (const name of ["dragenter", "dragover"]) input.addEventListener(name, () => drop.classList.add("over"));
  for (const name of ["dragleave", "drop"]) input.addEventListener(name, () => drop.classList.remove("over"));
  input.addEventListener("change", () => chosen(input, list));
}

async function chosen(input, list) {
  const form = input.form?.matches("[data-files]") ? input.form : null;
  const most = Number(input.dataset.maxMb) || Infinity;
  const mostFiles = Number(input.dataset.maxFiles) || Infinity;
  if (input.files.length > mostFiles) {
    const row = document.createElement("li");
    row.append(document.createElement("span"), document.createElement("small"));
    say(row, words.filesMany.replace("{n}", input.files.length).replace("{most}", mostFiles), true);
    list.replaceChildren(row);
    input.value = "";
    return;
  }
  const rows = [...input.files].map((file) => [file, rowOf(file, most)]);
  list.replaceChildren(...rows.map(([, row]) => row));
  leaveOut(input, rows.filter(([, row]) => row.matches(".tone-due")).map(([file]) => file));
  const check = input.form?.dataset.filesCheck;
  if (check) {
    for (const [file, row] of rows) if (!row.matches(".tone-due")) await ask(input, check, file, row);
    return;
  }
  if (!form) return;
  for (const [file, row] of rows) if (!row.matches(".tone-due")) await send(form, input.name, file, row);
  input.value = "";
}

// What is too large is said in its row and not sent: on a phone that costs minutes, for the same answer.
function leaveOut(input, large) {
  if (!large.length) return;
  const kept = new DataTransfer();
  for (const file of input.files) if (!large.includes(file)) kept.items.add(file);
  input.files = kept.files;
}

// A form that sends its files with everything else: each is checked on arrival, and stays chosen.
async function ask(input, url, file, row) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", input.form.elements.namedItem("csrfmiddlewaretoken").value);
  data.append(input.name, file);
  say(row, words.fileChecking);
  try {
    const response = await fetch(url, { method: "POST", body: data, headers: { Accept: "application/json" } });
    const answer = await response.json();
    say(row, [...answer.wrong, answer.said].filter(Boolean).join(" "), answer.wrong.length > 0);
    row.classList.toggle("tone-ok", answer.wrong.length === 0);
  } catch {
    say(row, words.fileChosen);
  }
}

async function send(form, name, file, row) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
  data.append(name, file);
  say(row, words.fileChecking);
  try {
    const response = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
    const json = response.headers.get("Content-Type")?.includes("json");
    if (!json) throw new Error(response.statusText);
    kept(form, row, await response.json());
  } catch {
    say(row, words.fileNotSent, true);
  }
}

function kept(form, row, answer) {
  if (!answer.row) {
    say(row, answer.wrong.filter(Boolean).join(" "), true);
    return;
  }
  const panel = form.closest(".panel");
  panel.querySelector("[data-files-none]")?.remove();
  panel.querySelector("[data-files-kept]").insertAdjacentHTML("beforeend", answer.row);
  row.remove();
}

function rowOf(file, most) {
  const row = document.createElement("li");
  const [mark, name, size, note] = ["span", "span", "span", "small"].map((tag) => document.createElement(tag));
  mark.textContent = "·";
  name.textContent = file.name;
  size.textContent = file.size < 1e5 ? `${(file.size / 1024).toFixed(1)} KB` : `${(file.size / 1024 / 1024).toFixed(1)} MB`;
  size.className = "quiet small nowrap";
  row.append(mark, name, size, note);
  const large = file.size > most * 1024 * 1024;
  say(row, large ? words.fileLarge.replace("{size}", most) : words.fileChosen, large);
  return row;
}

function say(row, text, wrong = false) {
  row.classList.toggle("tone-due", wrong);
  row.firstChild.textContent = wrong ? "!" : "·";
  row.querySelector("small").textContent = text;
}
