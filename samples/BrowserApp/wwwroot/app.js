import { apiUrl, call, renew, renewInFrame, revoke, signIn, signOut, userinfo, users } from "./identity.js";

const byId = id => document.getElementById(id);
let accessToken;
let renewals = 0;

function show(user) {
  const signedIn = user !== null && !user.expired;
  document.body.dataset.page = signedIn ? "browser-app" : "browser-app-home";
  byId("home").hidden = signedIn;
  byId("dashboard").hidden = !signedIn;
  byId("account").hidden = !signedIn;
  if (!signedIn)
    return;

  const person = user.profile;
  byId("whoami").textContent = person.name ?? person.sub;
  byId("greeting").textContent = person.given_name ? `Hello, ${person.given_name}` : "You are signed in";
  for (const element of document.querySelectorAll("[data-claim]"))
    element.textContent = person[element.dataset.claim] ?? "";

  const expires = new Date(user.expires_at * 1000);
  byId("token-expires").dateTime = expires.toISOString();
  byId("token-expires").textContent = expires.toLocaleTimeString();
  byId("token-count").textContent = String(renewals);
  byId("refresh-token").textContent = user.refresh_token ? "There is a refresh token." : "There is no refresh token: the frame takes its place.";
}

/** Does what a button stands for, once at a time, and says what went wrong. */
function on(id, work) {
  const button = byId(id);
  button.addEventListener("click", async () => {
    button.disabled = true;
    byId("notice").textContent = "";
    try {
      await work();
    } catch (error) {
      byId("notice").textContent = error.message;
    } finally {
      button.disabled = false;
    }
  });
}

async function answer(response) {
  const text = await response.text();
  byId("answer").hidden = false;
  byId("answer").dataset.status = response.status;
  byId("answer-status").textContent = `${response.status} from ${new URL(response.url).pathname}`;
  byId("answer-body").textContent = text || response.headers.get("www-authenticate") || "";
}

on("sign-in", signIn);
on("sign-out", signOut);
on("renew", renew);
on("renew-in-frame", renewInFrame);
on("revoke", async () => {
  await revoke();
  byId("notice").textContent = "Revoked: the provider takes neither token any more. Ask userinfo, or get new ones in a frame.";
});
on("userinfo", async () => answer(await userinfo()));
on("pay", async () => answer(await call(`${apiUrl}/payments`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ creditor_name: "City Power", instructed_amount: { currency: "EUR", amount: "84.20" } }),
})));

users.events.addUserLoaded(user => {
  // A revocation is told here as well: it leaves the access token as it is, and takes the refresh token away.
  renewals += user.access_token === accessToken ? 0 : 1;
  accessToken = user.access_token;
  show(user);
});
users.events.addUserUnloaded(() => show(null));
const user = await users.getUser();
accessToken = user?.access_token;
show(user);
