// Ways to keep recovery codes beside the file: on paper, and in the clipboard.
const print = document.getElementById('recovery-codes-print');
const copy = document.getElementById('recovery-codes-copy');

if (print) {
  print.hidden = false;
  print.addEventListener('click', () => window.print());
}

if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener('click', async () => {
    const codes = [...document.querySelectorAll('#recovery-codes code')].map(code => code.textContent.trim());
    await navigator.clipboard.writeText(codes.join('\n'));
    copy.textContent = copy.dataset.done;
  });
}
