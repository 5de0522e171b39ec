// A button that sends a code once more rests while the wait lasts, and counts it down.
const button = document.getElementById('code-resend');
const until = Date.now() + Number(button?.dataset.wait ?? 0) * 1000;

function tick() {
  const left = Math.ceil((until - Date.now()) / 1000);
  button.disabled = left > 0;
  button.textContent = left > 0 ? button.dataset.labelWait.replace('{0}', left) : button.dataset.label;
  if (left > 0)
    setTimeout(tick, 250);
}

if (button && Number(button.dataset.wait) > 0) {
  document.getElementById('code-wait')?.remove();
  tick();
}
