// Keys of a client, from the JSON Web Keys that a scenario is given.

/** A private key that a library signs with, and its name. */
export async function importKey(jwk) {
  const algorithms = {
    ES256: { name: 'ECDSA', namedCurve: 'P-256' },
    RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  };
  const { kid, alg = 'ES256', use: _, key_ops: __, ...key } = jwk;
  return { key: await crypto.subtle.importKey('jwk', key, algorithms[alg], false, ['sign']), kid };
}
