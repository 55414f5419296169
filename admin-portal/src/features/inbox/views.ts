import type { ChatQueue } from '@ticketlab/contracts/http/chat-desk';
import type { QueryValue } from '@ticketlab/ui/api/client.ts';

export type View = 'unassigned' | 'mine' | 'all' | 'closed';

export const views: readonly { view: View; label: string; count: (queue: ChatQueue) => number }[] = [
  { view: 'unassigned', label: 'Unassigned', count: ({ unassigned }) => unassigned },
  { view: 'mine', label: 'Mine', count: ({ mine }) => mine },
  { view: 'all', label: 'All open', count: ({ unassigned, mine, others }) => unassigned + mine + others },
  { view: 'closed', label: 'Closed', count: ({ closed }) => closed },
];

/** What to ask for. A search looks everywhere, whatever view is chosen. */
export function toFilter(view: View, adminId: string, search: string, waiting: boolean): Record<string, QueryValue> {
  if (search !== '') return { q: search };
  if (view === 'closed') return { status: 'closed' };
  return {
    status: 'open',
    ...(view === 'unassigned' && { unassigned: true }),
    ...(view === 'mine' && { assigneeId: adminId }),
    ...(waiting && { sort: 'waiting' }),
  };
}

export function toView(text: string | undefined): View {
  return views.find(({ view }) => view === text)?.view ?? 'all';
}
