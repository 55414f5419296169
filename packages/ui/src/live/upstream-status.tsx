import { Group, Text } from '@mantine/core';
import { useDocumentVisibility } from '@mantine/hooks';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { breakerStateSchema } from '@ticketlab/contracts/http/health';
import { useState } from 'react';
import type { z } from 'zod';
import { useNow } from '../components/use-now.ts';
import { formatCountdown } from '../format/format.ts';
import type { StreamEvent } from './event-stream.ts';
import { useEventStream } from './use-event-stream.ts';
import classes from './upstream-status.module.css';

interface BreakerNews {
  upstream: string;
  state: z.output<typeof breakerStateSchema>;
  /** Epoch milliseconds. */
  retryAt: number | null;
}

/** What of a portal is out of order when a service is, and what is not. */
export type UpstreamWords = Readonly<Record<string, { broken: string; fine: string }>>;

/** A slim bar for every service that the gateway has stopped asking for now. What failed meanwhile is asked for again. */
export function UpstreamStatus({ words }: { words: UpstreamWords }) {
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<ReadonlyMap<string, BreakerNews>>(new Map());
  // a browser has six connections for all tabs of an origin: one that nobody looks at must not hold one
  const isVisible = useDocumentVisibility() === 'visible';
  const hear = ({ event, data }: StreamEvent): void => {
    if (event !== 'breaker') return;
    const news = data as BreakerNews;
    if (news.state === 'closed' && open.has(news.upstream)) {
      void queryClient.refetchQueries({ predicate: ({ state }) => state.status === 'error' });
    }
    setOpen((before) => {
      const next = new Map(before);
      if (news.state === 'closed') next.delete(news.upstream);
      else next.set(news.upstream, news);
      return next;
    });
  };
  useEventStream(isVisible ? '/api/services/events' : null, hear, 'public');
  return (
    <div role="status" className={classes['bars']}>
      {[...open.values()].map((news) => {
        const said = words[news.upstream];
        return said && <UpstreamBar key={news.upstream} news={news} words={said} />;
      })}
    </div>
  );
}

function UpstreamBar({ news, words }: { news: BreakerNews; words: { broken: string; fine: string } }) {
  const now = useNow(1000, news.retryAt !== null);
  const left = news.retryAt === null ? 0 : news.retryAt - now;
  return (
    <Group className={classes['bar']} gap="sm" wrap="nowrap" align="flex-start">
      <IconPlugConnectedX size={18} aria-hidden style={{ flexShrink: 0 }} />
      <Text size="sm">
        <strong>{words.broken}</strong> {words.fine}{' '}
        <span aria-hidden className="tabular">
          {news.state === 'open' && left > 0
            ? `Tried again in ${formatCountdown(left)}.`
            : 'It is being tried again right now.'}
        </span>
      </Text>
    </Group>
  );
}
