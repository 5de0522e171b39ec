import { users } from "./identity.js";

// The provider has led back here, in the window after a sign-in or in the hidden frame of a renewal; the library sees by the state which it was.
try {
  const user = await users.signinCallback();
  if (user)
    location.replace("/");
} catch (error) {
  // What arrived with the address must not be tried again by a reload.
  history.replaceState(null, "", "/callback.html");
  document.getElementById("waiting").hidden = true;
  document.getElementById("failed").hidden = false;
  document.getElementById("error-code").textContent = error.error ?? "unexpected_answer";
  document.getElementById("error-description").textContent = error.error_description ?? error.message;
}
