import { Button, Center, Loader, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { Fragment, useRef } from 'react';
import { ErrorState } from '../components/error-state.tsx';
import { formatDay } from '../format/format.ts';
import { MessageBubble, NoteBubble, WaitingBubble } from './bubble.tsx';
import classes from './chat.module.css';
import { useChat } from './chat-provider.tsx';
import type { Entry } from './entries.ts';
import type { ThreadState } from './thread.ts';
import { isNearStart, useScrolling } from './use-scrolling.ts';

export type NameOf = (sender: { senderId: string; senderRole: 'USER' | 'ADMIN' }) => string;

/** A thread, to be read from its end upwards. */
export function MessageList(props: {
  state: ThreadState;
  entries: readonly Entry[];
  nameOf: NameOf;
  onOlder: () => void;
  onRetry: () => void;
}) {
  const { state, entries, nameOf } = props;
  const { side } = useChat();
  const container = useRef<HTMLDivElement>(null);
  const last = entries.at(-1);
  const lastIsOwn = last?.kind === 'waiting' || (last?.kind === 'message' && last.message.senderRole === side);
  const scrolling = useScrolling(container, { first: entries[0]?.key, last: last?.key, lastIsOwn });
  const lastOwn = state.messages.findLast(({ senderRole }) => senderRole === side);
  const lastOther = state.messages.findLast(({ senderRole }) => senderRole !== side);

  return (
    <div className={classes['around']}>
      <div
        ref={container}
        className={classes['scroll']}
        role="log"
        aria-label="Messages"
        // older ones that are loaded are no news; what is, is announced below
        aria-live="off"
        tabIndex={0}
        onScroll={({ currentTarget }) => {
          scrolling.onScroll();
          if (isNearStart(currentTarget)) props.onOlder();
        }}
      >
        {state.problem !== undefined && <ErrorState error={state.problem} onRetry={props.onRetry} />}
        {state.status === 'loading' && <ThreadSkeleton />}
        {state.hasOlder && (
          <Center py="xs" h={44}>
            {state.loadingOlder ? (
              <Loader size="sm" aria-label="Loading earlier messages" />
            ) : (
              <Button size="compact-sm" variant="default" onClick={props.onOlder}>
                Earlier messages
              </Button>
            )}
          </Center>
        )}
        <ul className={classes['list']}>
          {entries.map((entry, index) => (
            <Fragment key={entry.key}>
              {isNewDay(entries[index - 1], entry) && <li className={classes['day']}>{formatDay(entry.at)}</li>}
              <li>
                {entry.kind === 'message' && (
                  <MessageBubble
                    message={entry.message}
                    sender={nameOf(entry.message)}
                    isLast={entry.message === lastOwn}
                  />
                )}
                {entry.kind === 'waiting' && <WaitingBubble item={entry.item} />}
                {entry.kind === 'note' && <NoteBubble note={entry.note} />}
              </li>
            </Fragment>
          ))}
        </ul>
      </div>
      {scrolling.hasNewer && (
        <Button
          className={classes['newer'] ?? ''}
          size="compact-sm"
          leftSection={<IconArrowDown size={14} aria-hidden />}
          onClick={scrolling.toEnd}
        >
          New messages
        </Button>
      )}
      <VisuallyHidden role="status" aria-live="polite">
        {lastOther !== undefined && `${nameOf(lastOther)}: ${lastOther.text}`}
      </VisuallyHidden>
    </div>
  );
}

function isNewDay(before: Entry | undefined, entry: Entry): boolean {
  return before === undefined || new Date(before.at).toDateString() !== new Date(entry.at).toDateString();
}

function ThreadSkeleton() {
  return (
    <Stack role="status" aria-label="Loading the messages">
      {[60, 40, 70, 50].map((width, index) => (
        <Skeleton key={width} h={56} w={`${width}%`} ml={index % 2 === 0 ? 0 : 'auto'} radius="lg" />
      ))}
    </Stack>
  );
}
