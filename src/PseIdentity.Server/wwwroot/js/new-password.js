// Says while a new password is typed whether it is long enough, repeats itself or holds a word that others know. Nothing leaves the page;
// the server judges it again, and knows more words. Everything works without it.
const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'qwertzuiop', 'azertyuiop', 'asdfghjkl', 'qsdfghjklm', 'zxcvbnm', 'yxcvbnm', 'wxcvbn'];
const directions = [...rows, ...rows.map(row => [...row].reverse().join(''))];
const shortestRun = 3;
const fewestDifferent = 5;
const quiet = 400; // milliseconds without a key before a screen reader is told

const fold = text => text.normalize('NFKC').toLowerCase();

const runAt = (text, at) => {
  let longest = 1;
  while (text[at + longest] !== undefined && text[at + longest] === text[at]) longest++;
  for (const row of directions)
    for (let start = row.indexOf(text[at]); start >= 0; start = row.indexOf(text[at], start + 1)) {
      let length = 1;
      while (text[at + length] !== undefined && row[start + length] === text[at + length]) length++;
      longest = Math.max(longest, length);
    }
  return longest;
};

// Each run of the alphabet, the digits or the keyboard says about as much as one character does.
const lengthWithoutRuns = text => {
  let length = 0;
  for (let at = 0; at < text.length; length++) {
    const run = runAt(text, at);
    at += run >= shortestRun ? run : 1;
  }
  return length;
};

const isPatterned = text => new Set(text).size < fewestDifferent || (text + text).slice(1, -1).includes(text) || lengthWithoutRuns(text) * 2 < text.length;

const isLetter = sign => sign !== undefined && /\p{L}/u.test(sign);

const holds = (text, word) => {
  if (word.length > 3)
    return text.includes(word);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!isLetter(text[at - 1]) && !isLetter(text[at + word.length]))
      return true;
  return false;
};

const judge = (password, strength, typedWords) => {
  const { shortest, longest, words } = strength.dataset;
  const text = fold(password);
  const length = [...password.normalize('NFC')].length;
  const missing = Number(shortest) - length;
  const known = [...words.split('\n'), ...typedWords].map(fold).filter(word => word.length >= 3);
  if (known.some(word => holds(text, word))) return { level: 1, says: strength.dataset.textPersonal };
  if (missing === 1) return { level: 1, says: strength.dataset.textShortByOne };
  if (missing > 0) return { level: Math.min(1, length / Number(shortest)), says: strength.dataset.textShort.replace('{0}', missing) };
  if (length > Number(longest)) return { level: 1, says: strength.dataset.textLong };
  if (isPatterned(text)) return { level: 1, says: strength.dataset.textPattern };
  const worth = lengthWithoutRuns(text);
  if (worth >= 20) return { level: 4, says: strength.dataset.textStrong };
  return worth >= 15 ? { level: 3, says: strength.dataset.textGood } : { level: 2, says: strength.dataset.textFair };
};

for (const strength of document.querySelectorAll('.strength')) {
  const id = strength.id.replace(/-strength$/, '');
  const field = document.getElementById(id);
  const meter = document.getElementById(id + '-meter');
  const verdict = document.getElementById(id + '-verdict');
  let saying;
  field.addEventListener('input', () => {
    strength.hidden = field.value === '';
    if (strength.hidden) return;
    const typed = [...field.form.querySelectorAll('input[autocomplete="username"]')].map(input => input.value);
    const { level, says } = judge(field.value, strength, typed);
    meter.value = level;
    clearTimeout(saying);
    saying = setTimeout(() => { verdict.textContent = says; }, quiet);
  });
}
