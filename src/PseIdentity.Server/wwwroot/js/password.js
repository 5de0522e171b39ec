// Improves password fields: shows what was typed on request, and warns of Caps Lock. Everything works without it.
for (const field of document.querySelectorAll('input[type="password"]')) {
  const reveal = document.getElementById('reveal-' + field.id) ?? document.getElementById('reveal-password');
  if (reveal && reveal.getAttribute('aria-controls') === field.id) {
    reveal.hidden = false;
    reveal.addEventListener('click', () => {
      const show = field.type === 'password';
      field.type = show ? 'text' : 'password';
      reveal.setAttribute('aria-pressed', String(show));
      field.focus();
    });
    // Browsers and password managers store what is a password when the form leaves.
    field.form.addEventListener('submit', () => { field.type = 'password'; });
  }

  const warning = document.getElementById(field.id + '-caps-lock');
  if (warning) {
    const look = event => { warning.hidden = !event.getModifierState?.('CapsLock'); };
    field.addEventListener('keydown', look);
    field.addEventListener('keyup', look);
    field.addEventListener('blur', () => { warning.hidden = true; });
  }
}
