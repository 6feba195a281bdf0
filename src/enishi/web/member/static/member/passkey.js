// A button marked data-passkey asks the browser to make a key ("new") or to sign with one ("known").

const forms = document.querySelectorAll("form[data-passkey]");
if (window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON) {
  for (const form of forms) {
    form.hidden = false;
    form.addEventListener("submit", (event) => ask(event, form));
  }
}

async function ask(event, form) {
  if (form.elements.answer.value) return;
  event.preventDefault();
  const problem = form.querySelector("[role=alert]");
  problem.hidden = true;
  const token = form.elements.csrfmiddlewaretoken.value;
  try {
    const asked = await fetch(form.dataset.passkey, {
      method: "POST",
      headers: { "X-CSRFToken": token, Accept: "application/json" },
    });
    if (!asked.ok) throw new Error(String(asked.status));
    const { publicKey } = await asked.json();
    const key = form.dataset.kind === "new"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
    form.elements.answer.value = JSON.stringify(key.toJSON());
    form.submit();
  } catch {
    // The person closed the window, or this phone has no key for us.
    problem.hidden = false;
  }
}
