import { VisuallyHidden } from '@mantine/core';
import { IconCheck, IconChecks, IconClock } from '@tabler/icons-react';
import type { ChatMessage } from '@ticketlab/contracts/http/chat';
import { formatDateTime } from '../format/format.ts';

/** How far an own message has come. The last one says it in words, too. */
export function ReceiptMark({ message, inWords }: { message: ChatMessage; inWords: boolean }) {
  const { readAt, deliveredAt } = message;
  const [Icon, word, at] =
    readAt !== null
      ? [IconChecks, 'Read', readAt]
      : deliveredAt !== null
        ? [IconChecks, 'Delivered', deliveredAt]
        : [IconCheck, 'Sent', message.sentAt];
  return (
    <span title={`${word} ${formatDateTime(at)}`} data-receipt={word.toLowerCase()}>
      <Icon size={14} stroke={readAt !== null ? 3 : 2} aria-hidden style={{ verticalAlign: '-2px' }} />{' '}
      {inWords ? word : <VisuallyHidden>{word}</VisuallyHidden>}
    </span>
  );
}

export function WaitingMark() {
  return (
    <span data-receipt="waiting">
      <IconClock size={14} aria-hidden style={{ verticalAlign: '-2px' }} /> Waiting to be sent
    </span>
  );
}
