// The two pages that a person passes at the peer, with the ids of our own pages, so that one script signs in at both.

export const loginPage = refused => `<!doctype html><title>Sign in</title>
<body data-page="login">
${refused ? '<p id="form-error">The user name or password is not right.</p>' : ''}
<form method="post">
<label>User name <input id="username" name="username"></label>
<label>Password <input id="password" name="password" type="password"></label>
<button id="login-submit" type="submit">Sign in</button>
</form>`;

export const confirmation = form => `<!doctype html><title>Sign out</title>
<body data-page="logout">
${form}
<button id="logout-confirm" type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>`;

export async function readForm(request) {
  let body = '';
  for await (const chunk of request)
    body += chunk;
  return new URLSearchParams(body);
}
