// Another implementation of JOSE (npm jose) reads what the provider writes, and writes what it reads.
import * as jose from 'jose';
import { must, scenario, settings, step } from './scenario.mjs';

await scenario(async () => {
  for (const { alg, enc, private_jwk, public_jwk, jwe } of settings.encrypted) {
    const key = await jose.importJWK(private_jwk, alg);
    await step(`decrypt ${alg} ${enc}`, async () => {
      const { plaintext, protectedHeader } = await jose.compactDecrypt(jwe, key);
      must(new TextDecoder().decode(plaintext) === settings.content, 'the content is another');
      must(protectedHeader.alg === alg && protectedHeader.enc === enc && protectedHeader.cty === 'JWT', 'the header is another');
    });
    const theirs = await step(`encrypt ${alg} ${enc}`, async () =>
      new jose.CompactEncrypt(new TextEncoder().encode(settings.content)).setProtectedHeader({ alg, enc, kid: 'theirs' }).encrypt(await jose.importJWK(public_jwk, alg)));
    console.log(JSON.stringify({ alg, enc, jwe: theirs }));
  }

  const keys = jose.createLocalJWKSet(settings.jwks);
  for (const token of settings.tokens)
    await step('verify', async () => {
      const { payload } = await jose.jwtVerify(token, keys);
      must(payload.sub === 'alice', 'sub is another');
    });

  for (const { alg, secret, token } of settings.macs)
    await step(`verify ${alg}`, () => jose.jwtVerify(token, new TextEncoder().encode(secret), { algorithms: [alg] }));
});
