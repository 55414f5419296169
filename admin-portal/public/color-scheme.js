// Before the first paint: the page must not flash in the other scheme. A file of its own, because CSP forbids inline scripts.
{
  const chosen = localStorage.getItem('ticketlab-color-scheme');
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
}
