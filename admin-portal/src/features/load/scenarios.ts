import type { StartLoadRun } from '@ticketlab/contracts/http/load-runs';

/** What each scenario asks of the system, in a trainee's words. */
export const scenarios: readonly { name: StartLoadRun['scenario']; what: string }[] = [
  { name: 'smoke', what: 'A few of everything: does it work at all?' },
  { name: 'browse', what: 'Visitors look at events and search.' },
  { name: 'purchase', what: 'Customers buy tickets from start to end.' },
  { name: 'flash-sale', what: 'Thousands want the same fifty seats.' },
  { name: 'spike', what: 'Ten times the visitors, all at once.' },
  { name: 'stress', what: 'More and more until it breaks; finds the knee.' },
  { name: 'soak', what: 'Steady buying for half an hour; shows leaks.' },
  { name: 'cpu', what: 'Exact CPU work; the autoscaler answers.' },
  { name: 'memory', what: 'Memory held for a while in each request.' },
  { name: 'errors', what: 'A third of the answers fail; a breaker opens and heals.' },
  { name: 'sockets', what: 'Many customers wait for notifications.' },
];
