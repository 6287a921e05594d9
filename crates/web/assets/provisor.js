// Comfort only: every page works without this script.
// Copy buttons. Over plain HTTP there is no clipboard API, so the text is selected and copied the
// old way.
async function copy(field) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(field.value);
    return true;
  }
  field.focus();
  field.select();
  return document.execCommand("copy");
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.querySelector("span");
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copy(field).catch(() => false);
    label.textContent = done ? "Copied" : "Press Ctrl+C";
    button.classList.toggle("copied", done);
    if (!done) field.select();
    setTimeout(() => {
      label.textContent = "Copy";
      button.classList.remove("copied");
    }, 2000);
  });
  field.addEventListener("focus", () => field.select());
}

// Browsers keep whole pages for their "back" button, `no-store` or not. After signing out they must
// not come back: what is shown again is loaded again.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// Loading the page of a new token again must not make another one.
if (document.querySelector("[data-fresh-token]")) {
  history.replaceState(null, "", "/settings/infra-tokens");
}

// The overview keeps itself up to date while it is looked at.
const status = document.querySelector("[data-live-status]");
if (status) {
  const toggle = status.querySelector("[data-live-toggle]");
  let live = true;
  status.hidden = false;
  toggle.addEventListener("click", () => {
    live = !live;
    toggle.setAttribute("aria-pressed", String(live));
  });

  const isBusy = (part) => part.contains(document.activeElement) || part.querySelector("details[open]");

  const refresh = async () => {
    if (!live || document.hidden) return;
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(part.id);
      if (fresh && !isBusy(part)) part.replaceChildren(...fresh.childNodes);
    }
  };
  setInterval(() => refresh().catch(() => {}), 5000);
}
