import { Button, Group, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import type { ChatNote } from '@ticketlab/contracts/http/chat-desk';
import type { ReactNode } from 'react';
import { formatTime } from '../format/format.ts';
import classes from './chat.module.css';
import { useChat } from './chat-provider.tsx';
import type { OutboxItem } from './outbox.ts';
import { ReceiptMark, WaitingMark } from './receipt-mark.tsx';

function Bubble(props: { kind: 'own' | 'other' | 'note'; sender: string; text: string; below: ReactNode }) {
  return (
    <div className={classes['bubble']} data-kind={props.kind}>
      <Text size="xs" fw={600} component="div" className={classes['sender']}>
        {props.kind === 'note' && <IconLock size={12} aria-hidden style={{ verticalAlign: '-1px' }} />} {props.sender}
      </Text>
      <div className={classes['text']}>{props.text}</div>
      <Text size="xs" component="div" className={classes['below']}>
        {props.below}
      </Text>
    </div>
  );
}

export function MessageBubble(props: { message: ChatMessage; sender: string; isLast: boolean }) {
  const { message, sender, isLast } = props;
  const { side } = useChat();
  const isOwn = message.senderRole === side;
  return (
    <Bubble
      kind={isOwn ? 'own' : 'other'}
      sender={sender}
      text={message.text}
      below={
        <>
          <time dateTime={message.sentAt}>{formatTime(message.sentAt)}</time>
          {isOwn && (
            <>
              {' '}
              <ReceiptMark message={message} inWords={isLast} />
            </>
          )}
        </>
      }
    />
  );
}

/** What the server has not taken yet, or will not take. */
export function WaitingBubble({ item }: { item: OutboxItem }) {
  const { outbox } = useChat();
  return (
    <Bubble
      kind="own"
      sender="You"
      text={item.text}
      below={
        item.refusal === undefined ? (
          <WaitingMark />
        ) : (
          <>
            <strong>Not sent.</strong> {item.refusal}
            <Group gap="xs" mt={4} justify="flex-end">
              <Button size="compact-xs" variant="default" onClick={() => outbox.retry(item.clientMessageId)}>
                Try again
              </Button>
              <Button size="compact-xs" variant="default" onClick={() => outbox.discard(item.clientMessageId)}>
                Delete
              </Button>
            </Group>
          </>
        )
      }
    />
  );
}

export function NoteBubble({ note }: { note: ChatNote }) {
  return (
    <Bubble
      kind="note"
      sender={`Internal note by ${note.authorName}`}
      text={note.text}
      below={
        <>
          <time dateTime={note.writtenAt}>{formatTime(note.writtenAt)}</time>, the customer does not see this
        </>
      }
    />
  );
}
