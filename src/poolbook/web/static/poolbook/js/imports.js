// Imports: a file is dropped or chosen and sent with its progress; a file under way is watched;
// lists of budget lines can be narrowed by typing. Every form works without this too.

const form = document.getElementById("upload");
if (form) sending(form);
const watch = document.getElementById("watch");
if (watch) watching(watch);
for (const select of document.querySelectorAll("select[data-filter]")) filtered(select);

function sending(form) {
  const input = form.querySelector("input[type=file]");
  const chosen = document.getElementById("chosen");
  const bar = document.getElementById("sending");
  const limit = Number(form.dataset.limit);
  let held = 0; // how many elements deep a dragged file is

  const tell = () => {
    const file = input.files[0];
    if (file) chosen.textContent = `${file.name}, ${size(file.size)}`;
  };
  const over = (is) => form.classList.toggle("pb-drop--over", is);

  input.addEventListener("change", tell);
  form.addEventListener("dragenter", (event) => { event.preventDefault(); held += 1; over(true); });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("dragleave", () => { held -= 1; if (held <= 0) { held = 0; over(false); } });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    held = 0;
    over(false);
    const files = event.dataTransfer.files;
    if (files.length > 1) return refuse(["Drop one file at a time; none was taken"]);
    if (!files.length) return;
    input.files = files;
    tell();
    form.querySelector("button").focus();
  });
  // A file dropped beside the box must not open in place of the page.
  for (const kind of ["dragover", "drop"]) {
    window.addEventListener(kind, (event) => event.preventDefault());
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const file = input.files[0];
    if (file && file.size > limit) {
      return refuse([`${file.name} is larger than ${form.dataset.limitWords}, which is the most that is taken`]);
    }
    send();
  });

  function send() {
    const button = form.querySelector("button");
    const [progress, words] = [bar.querySelector("progress"), bar.querySelector("[role=status]")];
    const request = new XMLHttpRequest();
    const done = (told) => { button.disabled = false; bar.hidden = true; refuse(told); };
    button.disabled = true;
    bar.hidden = false;
    words.textContent = "Sending";
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      progress.value = event.total ? (100 * event.loaded) / event.total : 0;
      words.textContent = event.loaded < event.total
        ? `Sent ${size(event.loaded)} of ${size(event.total)}` : "Sent; being taken in";
    });
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* told below */ }
      if (answer.go) window.location.assign(answer.go);
      else if (answer.refused) done(answer.refused);
      else if (request.status === 413) done([`The file is larger than ${form.dataset.limitWords}`]);
      else done(["The file was not taken. Load the page again; you may have been signed out."]);
    });
    request.addEventListener("error", () => done(["The connection was lost; nothing was taken. Try again."]));
    request.send(new FormData(form));
  }

  function refuse(told) {
    const box = document.getElementById("upload-refused");
    box.querySelector("ul").replaceChildren(...told.map((text) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${input.id}`;
      link.textContent = text;
      item.append(link);
      return item;
    }));
    box.hidden = false;
    box.focus();
  }
}

function size(bytes) {
  const mb = bytes / 2 ** 20;
  return mb >= 1 ? `${mb.toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

function watching(watch) {
  const progress = watch.querySelector("progress");
  const words = document.getElementById("watch-words");
  const look = async () => {
    try {
      const answer = await fetch(watch.dataset.address, { headers: { Accept: "application/json" } });
      if (answer.status === 404 || answer.redirected) return window.location.reload();
      const found = await answer.json();
      if (!found.under_way) return window.location.reload();
      if (words.textContent !== found.words) words.textContent = found.words;
      if (found.of) {
        progress.max = found.of;
        progress.value = found.done;
      } else progress.removeAttribute("value");
      document.getElementById("stalled").hidden = !found.stalled;
    } catch { /* the connection was lost: the work goes on, and so does the watching */ }
    window.setTimeout(look, 500);
  };
  window.setTimeout(look, 250);
}

function filtered(select) {
  const box = document.createElement("input");
  box.className = "govuk-input pb-suspense__find";
  box.type = "search";
  box.placeholder = "Type to narrow the list";
  box.setAttribute("aria-label", `Narrow the lines of ${select.closest("fieldset").querySelector("legend").innerText}`);
  select.before(box);
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    let first = null;
    for (const group of select.querySelectorAll("optgroup")) {
      let any = false;
      for (const option of group.children) {
        const fits = !wanted || `${option.text} ${option.value} ${group.label}`.toLowerCase().includes(wanted);
        option.hidden = !fits;
        any ||= fits;
        if (fits && wanted && !first) first = option;
      }
      group.hidden = !any;
    }
    if (first) select.value = first.value;
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); select.focus(); }
  });
}
