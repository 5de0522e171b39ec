// Goes on as soon as every application's frame has been loaded, and at the latest when the page's own refresh would.
const next = document.getElementById('logout-continue').href;
const frames = [...document.querySelectorAll('iframe')];
let waiting = frames.length;
for (const frame of frames) {
  const settled = () => --waiting === 0 && location.replace(next);
  frame.addEventListener('load', settled, { once: true });
}
