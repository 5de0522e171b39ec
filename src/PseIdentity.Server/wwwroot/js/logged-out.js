// Goes on as soon as every application's frame has been loaded, and after five seconds at the latest: one of them may be away.
const next = document.getElementById('logout-continue').href;
const go = () => location.replace(next);
addEventListener('load', go);
setTimeout(go, 5000);
