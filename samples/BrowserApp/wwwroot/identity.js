// All that this app knows of OpenID Connect; the library is oidc-client-ts, loaded by the page as `oidc`.

const settings = await (await fetch("/settings.json")).json();

export const apiUrl = settings.apiUrl;

/**
 * A public client: authorization code with PKCE, and no secret. Tokens lie in sessionStorage: they live as long as the tab and survive a reload.
 * A script of somebody else in this page could read them, so there is none (see the Content-Security-Policy).
 */
export const users = new oidc.UserManager({
  authority: settings.authority,
  client_id: settings.clientId,
  scope: settings.scope,
  redirect_uri: `${location.origin}/callback.html`,
  post_logout_redirect_uri: `${location.origin}/`,
  response_mode: "query",
  loadUserInfo: true,
  // A minute before the access token ends: by the refresh token, or without one in a hidden frame.
  automaticSilentRenew: true,
  revokeTokensOnSignout: true,
});

export const signIn = () => users.signinRedirect();

/** Revokes the tokens here, ends the session at the provider, and comes back to the start page. */
export const signOut = () => users.signoutRedirect();

/** New tokens by the refresh token; it works once, and its answer brings the next one. */
export const renew = () => silently(users.signinSilent());

/**
 * New tokens by `prompt=none` in a hidden frame: the provider answers from its own session, without a page.
 * Browsers send its cookie there only when app and provider are the same site (app.example.com and login.example.com; ports do not matter).
 */
export const renewInFrame = () => silently(users.signinSilent({ forceIframeAuth: true }));

export const revoke = () => users.revokeTokens();

/** Calls with the access token of this moment. */
export async function call(url, init = {}) {
  const user = await users.getUser();
  return fetch(url, { ...init, headers: { ...init.headers, Authorization: `Bearer ${user.access_token}` } });
}

export const userinfo = async () => call(await users.metadataService.getUserInfoEndpoint());

async function silently(renewal) {
  try {
    await renewal;
  } catch (error) {
    await endIfRefused(error);
    throw error;
  }
}

// The provider says that it is over: signed out elsewhere, or access withdrawn. A network that is down is no such answer.
const endIfRefused = async error => error instanceof oidc.ErrorResponse && await users.removeUser();

users.events.addSilentRenewError(endIfRefused);
users.events.addAccessTokenExpired(() => users.removeUser());
