// A browser as small as it gets: cookies, redirects and HTML forms, no scripts. It finds its way by the ids that
// the provider promises, so it reads as what a person does.
import { parse } from 'node-html-parser';

export class Browser {
  #cookies = [];

  /** Goes to an address and follows redirects; stops before an address that starts with `until` and answers it as { left }. */
  async open(address, until) {
    return this.#send(new URL(address), { method: 'GET' }, until);
  }

  /** Presses a button (by its id) of the page's form, with these values typed into its fields. */
  async press(page, button, values = {}, until) {
    const element = page.html.getElementById(button) ?? fail(page, `has no button #${button}`);
    const form = element.closest('form') ?? page.html.getElementById(element.getAttribute('form') ?? '') ?? fail(page, `#${button} is in no form`);
    for (const id of Object.keys(values))
      if (!form.querySelector(`#${id}`))
        fail(page, `has no field #${id} beside #${button}`);

    const body = new URLSearchParams();
    for (const input of form.querySelectorAll('input')) {
      const name = input.getAttribute('name');
      const type = input.getAttribute('type') ?? 'text';
      const ticks = type === 'checkbox' || type === 'radio';
      if (!name || type === 'submit' || type === 'button' || (ticks && !input.hasAttribute('checked')))
        continue;
      body.append(name, values[input.id] ?? input.getAttribute('value') ?? (ticks ? 'on' : ''));
    }
    if (element.getAttribute('name'))
      body.append(element.getAttribute('name'), element.getAttribute('value') ?? '');

    const target = new URL(element.getAttribute('formaction') ?? form.getAttribute('action') ?? '', page.address);
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: page.address.origin, referer: page.address.href };
    return this.#send(target, { method: 'POST', body: body.toString(), headers }, until);
  }

  /** The value of the Cookie header for an address: what a load generator needs to stay signed in. */
  cookiesFor(address) {
    const { hostname, pathname } = new URL(address);
    return this.#cookies
      .filter(cookie => cookie.host === hostname && within(pathname, cookie.path))
      .map(cookie => `${cookie.name}=${cookie.value}`)
      .join('; ');
  }

  async #send(address, request, until) {
    for (let hops = 0; hops < 20; hops++) {
      const cookie = this.cookiesFor(address);
      const headers = { accept: 'text/html', ...request.headers, ...(cookie ? { cookie } : {}) };
      const response = await fetch(address, { ...request, headers, redirect: 'manual' });
      this.#keep(address, response.headers.getSetCookie());
      if (response.status < 300 || response.status > 399) {
        const text = await response.text();
        return { address, status: response.status, html: parse(text) };
      }

      await response.body?.cancel();
      const next = new URL(response.headers.get('location'), address);
      if (until && next.href.startsWith(until))
        return { address, status: response.status, left: next };
      address = next;
      if (response.status !== 307 && response.status !== 308)
        request = { method: 'GET' };
    }
    throw new Error(`too many redirects, the last one to ${address.origin}${address.pathname}`);
  }

  #keep(address, lines) {
    for (const line of lines) {
      const [pair, ...attributes] = line.split(';').map(part => part.trim());
      const [name, ...value] = pair.split('=');
      const cookie = { host: address.hostname, path: defaultPath(address.pathname), name, value: value.join('=') };
      let gone = false;
      for (const attribute of attributes) {
        const [key, setting = ''] = attribute.split('=');
        if (/^path$/i.test(key) && setting.startsWith('/'))
          cookie.path = setting;
        if (/^max-age$/i.test(key))
          gone ||= Number(setting) <= 0;
        if (/^expires$/i.test(key))
          gone ||= Date.parse(setting) <= Date.now();
      }
      this.#cookies = this.#cookies.filter(other => other.host !== cookie.host || other.path !== cookie.path || other.name !== name);
      if (!gone)
        this.#cookies.push(cookie);
    }
  }
}

/** Which page this is: the `data-page` of its body. */
export const nameOf = page => page.html.querySelector('body')?.getAttribute('data-page');

/** Signs in at an authorization address as a person would, consents where asked, and answers the redirect to the client. `look` is shown every page. */
export async function authorize(browser, address, redirectUri, user, look) {
  let page = await browser.open(address, redirectUri);
  for (let steps = 0; !page.left; steps++) {
    if (steps > 5)
      fail(page, 'came again and again');
    look?.(page);
    switch (nameOf(page)) {
      case 'login':
        if (steps > 0 && page.html.getElementById('form-error'))
          fail(page, 'refuses the user name or password');
        page = await browser.press(page, 'login-submit', { username: user.username, password: user.password }, redirectUri);
        break;
      case 'consent':
        page = await browser.press(page, 'consent-allow', {}, redirectUri);
        break;
      default:
        fail(page, 'is not one that this browser can pass');
    }
  }
  return page.left;
}

/** Types the code of a device, signed in as this person, and allows it (or presses another button). */
export async function connectDevice(browser, address, code, user, button = 'device-allow') {
  let page = await browser.open(address);
  if (nameOf(page) === 'login')
    page = await browser.press(page, 'login-submit', { username: user.username, password: user.password });
  page = await browser.press(page, 'device-submit', { user_code: code.toLowerCase() });
  page = await browser.press(page, button);
  if (!page.html.querySelector('[role=status]'))
    fail(page, 'does not say how it ended');
}

/** Opens a sign-out address and confirms where asked; answers the redirect to the client. */
export async function signOut(browser, address, returnTo) {
  let page = await browser.open(address, returnTo);
  if (!page.left && nameOf(page) === 'logout')
    page = await browser.press(page, 'logout-confirm', {}, returnTo);
  if (!page.left && page.html.getElementById('logout-continue'))
    page = await browser.press(page, 'logout-continue', {}, returnTo);
  const link = page.left ?? page.html.getElementById('return-link')?.getAttribute('href') ?? fail(page, `leads nowhere`);
  return new URL(link, page.address);
}

function fail(page, what) {
  const said = ['form-error', 'error-code', 'error-description'].map(id => page.html.getElementById(id)?.text.trim()).filter(Boolean);
  const text = said.join(' ') || page.html.text.replace(/\s+/g, ' ').trim().slice(0, 200);
  throw new Error(`the page '${nameOf(page)}' (${page.status} ${page.address.pathname}) ${what}; it says: ${text}`);
}

const defaultPath = pathname => pathname.slice(0, Math.max(1, pathname.lastIndexOf('/')));

const within = (pathname, path) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
