// A mail server for the provider's own SMTP client: npm smtp-server, with a certificate of the test, for whoever knows the password.
// It prints its port, then one JSON document for each message that it has taken, and ends when its input does.
import { readFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';

const settings = JSON.parse(process.env.SMTP ?? '{}');
const server = new SMTPServer({
  secure: settings.security === 'Tls',
  key: readFileSync(settings.key),
  cert: readFileSync(settings.certificate),
  authMethods: [settings.method ?? 'PLAIN'],
  authOptional: settings.security === 'None',
  hideSTARTTLS: settings.security === 'None' || settings.hide,
  disableReverseLookup: true,
  logger: false,
  onAuth: ({ username, password }, session, answer) =>
    username === 'provider' && password === 'mail-password' ? answer(null, { user: username }) : answer(new Error('wrong user name or password')),
  onData(stream, session, done) {
    const parts = [];
    stream.on('data', part => parts.push(part));
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope;
      console.log(JSON.stringify({ from: mailFrom.address, to: rcptTo.map(each => each.address), secure: session.secure, user: session.user ?? null, message: Buffer.concat(parts).toString() }));
      done();
    });
  },
});
server.on('error', () => {}); // A client that goes away is no fault of the server.
server.listen(0, '127.0.0.1', () => console.log(server.server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
