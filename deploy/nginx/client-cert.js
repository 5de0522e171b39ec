// The client's certificate as RFC 9440 §2.2 writes it: nginx has it as PEM, whose lines between the markers are the same base64.
function header(r) {
  const pem = r.variables.ssl_client_raw_cert;
  return pem ? ':' + pem.replace(/-----[A-Z ]+-----|\s+/g, '') + ':' : '';
}

export default { header };
