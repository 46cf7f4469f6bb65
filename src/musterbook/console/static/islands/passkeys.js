// Passkeys: the browser asks the console for a challenge, the device answers it. Shown only where the browser can.

const can = "PublicKeyCredential" in window && typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function";
const byAddress = /^[0-9.]+$|^\[/.test(location.hostname);

async function sent(address, said) {
  const answer = await fetch(address, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(said),
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.says || "");
  return told;
}

async function signIn(button) {
  const options = PublicKeyCredential.parseRequestOptionsFromJSON(await sent("/sign-in/passkey/ask", {}));
  const found = await navigator.credentials.get({ publicKey: options });
  await sent("/sign-in/passkey", found.toJSON());
  location.assign(button.dataset.next || "/");
}

async function add(button) {
  const token = button.dataset.token;
  const asked = await sent("/account/passkey/ask", { token });
  const options = PublicKeyCredential.parseCreationOptionsFromJSON(asked);
  const made = await navigator.credentials.create({ publicKey: options });
  const label = document.getElementById("passkey-label").value;
  await sent("/account/passkey", { token, label, credential: made.toJSON() });
  location.reload();
}

for (const [id, act] of [["passkey-in", signIn], ["passkey-add", add]]) {
  const button = document.getElementById(id);
  if (!button || !can || byAddress) continue;
  button.closest("[hidden]")?.removeAttribute("hidden");
  button.addEventListener("click", async () => {
    const said = document.getElementById("passkey-said");
    said.textContent = "";
    button.disabled = true;
    try { await act(button); } catch (error) { said.textContent = error.message || button.dataset.failed; }
    button.disabled = false;
  });
}
