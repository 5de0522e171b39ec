// Tells the browser's keepers of passkeys which ones are known here, and what their owner is called now. Browsers that cannot be told know it from the next use.
const signals = window.PublicKeyCredential;

for (const { dataset } of document.querySelectorAll('[data-passkey-signal]')) {
  const { rpId, userId, credentials, name, displayName, unknown } = dataset;
  const told = unknown
    ? [signals?.signalUnknownCredential?.({ rpId, credentialId: unknown })]
    : [
        signals?.signalAllAcceptedCredentials?.({ rpId, userId, allAcceptedCredentialIds: credentials.split(' ').filter(id => id) }),
        signals?.signalCurrentUserDetails?.({ rpId, userId, name, displayName }),
      ];
  Promise.allSettled(told);
}
