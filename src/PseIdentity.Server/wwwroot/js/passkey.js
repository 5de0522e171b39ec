// Asks the browser for a passkey, or to make one, and posts its answer in the form around the button. The options come with the page, and
// newer ones from the server when the page has been open for long. Whatever a browser refuses is said in one sentence.
const place = document.querySelector('[data-passkey]');
const margin = 30_000; // milliseconds before the options end

const isKnown = () => typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function';

const ask = (place) => {
  const { passkey: what, refresh, lifetime, fillsIn, quietOptions } = place.dataset;
  const makes = what === 'make';
  const button = place.querySelector('button');
  const error = place.querySelector('[role="alert"]');
  const field = place.querySelector('input[name="passkey"]');
  let options = JSON.parse(place.dataset.options);
  let freshUntil = Date.now() + Number(lifetime) - margin;
  let suggestion; // the request that the browser answers when it likes

  const say = name => {
    const sentence = place.querySelector(`[data-sentence="${name}"]`) ?? place.querySelector('[data-sentence="other"]');
    error.querySelector('p').textContent = sentence.content.textContent;
    error.hidden = false;
  };

  const isFresh = () => Date.now() < freshUntil;

  const renew = async () => {
    const answer = await fetch(refresh, { method: 'POST', credentials: 'same-origin' });
    if (answer.status === 404) location.reload(); // the page is about something that is over
    if (!answer.ok) throw new DOMException('', 'network');
    options = await answer.json();
    freshUntil = Date.now() + Number(lifetime) - margin;
  };

  const post = credential => {
    field.value = JSON.stringify(credential.toJSON());
    field.form.submit(); // not by the form's own button: what else is in the form need not be filled in
  };

  const request = more => makes
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options), ...more })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options), ...more });

  const suggest = async () => {
    if (!isFresh()) await renew();
    suggestion = new AbortController();
    const old = setTimeout(() => suggestion.abort('old'), freshUntil - Date.now());
    try {
      post(await request({ mediation: 'conditional', signal: suggestion.signal }));
    } catch (reason) {
      if (reason === 'old') await suggest();
    } finally {
      clearTimeout(old);
    }
  };

  // After a password, a browser that has just filled it in may make a passkey without asking. Where it does not, nobody hears of it.
  const makeQuietly = async () => {
    if (!(await PublicKeyCredential.getClientCapabilities?.())?.conditionalCreate) return;
    suggestion = new AbortController();
    post(await navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(quietOptions)), mediation: 'conditional', signal: suggestion.signal,
    }));
  };

  button.addEventListener('click', async () => {
    error.hidden = true;
    button.disabled = true;
    suggestion?.abort('asked');
    try {
      if (!isFresh()) await renew();
      post(await request());
    } catch (reason) {
      say(reason instanceof TypeError ? 'network' : (reason.name ?? '').replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase());
      button.disabled = false;
      button.focus();
    }
  });

  place.hidden = false;
  if (quietOptions) makeQuietly().catch(() => {});
  if (fillsIn)
    PublicKeyCredential.isConditionalMediationAvailable?.().then(can => { if (can) return suggest(); }).catch(() => {});
};

if (place && isKnown()) ask(place);

// Where there is no other way on than a passkey, a browser without them says so.
if (!isKnown())
  for (const sorry of document.querySelectorAll('[data-without-passkeys]')) sorry.hidden = false;

// Whether to offer a passkey after the password: only where this device keeps one and asks for finger, face or PIN.
const canEnroll = document.querySelector('input[name="can-enroll"]');
if (canEnroll && isKnown())
  PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().then(can => { canEnroll.value = String(can); }).catch(() => {});
