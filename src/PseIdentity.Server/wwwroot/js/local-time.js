// Times that the server wrote in UTC, in the time zone of whoever reads them; which one it is stands beside them.
const format = new Intl.DateTimeFormat(document.documentElement.lang, { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
for (const time of document.querySelectorAll('[data-local-time]'))
  time.textContent = format.format(new Date(time.dateTime));
