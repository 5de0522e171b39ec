// Answers "client_id session_state" of an application with unchanged, changed or error (OpenID Connect Session Management 1.0, section 3.2).
const name = document.body.dataset.cookie + '=';

function browserState() {
  const cookie = document.cookie.split('; ').find((each) => each.startsWith(name));
  return cookie === undefined ? '' : cookie.slice(name.length);
}

async function compare(message, origin) {
  const at = message.lastIndexOf(' ');
  const [hash, salt, ...more] = message.slice(at + 1).split('.');
  if (at < 1 || !hash || !salt || more.length > 0) return 'error';
  const text = `${message.slice(0, at)} ${origin} ${browserState()} ${salt}`;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const now = btoa(String.fromCharCode(...digest)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return now === hash ? 'unchanged' : 'changed';
}

addEventListener('message', async (event) => {
  if (typeof event.data !== 'string' || event.source === null || event.origin === 'null') return;
  const { source, origin } = event;
  source.postMessage(await compare(event.data, origin).catch(() => 'error'), origin);
});
