// Times that the server wrote in UTC, in the time zone of whoever reads them; which one it is stands beside them.
const { lang } = document.documentElement;
const format = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
for (const time of document.querySelectorAll('[data-local-time]'))
  time.textContent = format.format(new Date(time.dateTime));
