import { Loader, Text } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconX } from '@tabler/icons-react';
import { formatClock, formatDay } from '@ticketlab/ui/format/format.ts';
import type { ReactNode } from 'react';
import { actorInWords, stepInWords, type Transition } from '../lib/order-words.ts';
import type { OrderDetail } from '../lib/use-order.ts';
import classes from './saga-timeline.module.css';

/**
 * What has happened to an order, who did it, and what it waits for. `tickets`: how many have been issued. `isPaying`:
 * whether a payment is under way.
 */
export function SagaTimeline(props: { order: OrderDetail; tickets: number | undefined; isPaying?: boolean }) {
  const { order, tickets } = props;
  const wanted = order.items.reduce((sum, { quantity }) => sum + quantity, 0);
  const next = nextStep(order, tickets ?? 0, wanted, props.isPaying === true);
  let day = '';
  return (
    <ol
      className={`${classes['steps'] ?? ''} screen-only`}
      aria-label="What happened to this order"
      aria-live="polite"
      aria-relevant="additions"
    >
      {order.transitions.map((transition, index) => {
        const { title, detail } = stepInWords(transition);
        const isNewDay = formatDay(transition.at) !== day;
        day = formatDay(transition.at);
        return (
          <Step key={index} kind={kindOf(transition)} title={title} detail={detail}>
            <time dateTime={transition.at} className="tabular">
              {isNewDay && `${day}, `}
              {formatClock(transition.at)}
            </time>
            , by {actorInWords(transition.actor)}
          </Step>
        );
      })}
      {order.state === 'CONFIRMED' && tickets === wanted && (
        <Step kind="done" title={wanted === 1 ? 'Ticket issued' : `${wanted} tickets issued`} detail="">
          by ticket-service
        </Step>
      )}
      {next !== undefined && (
        <Step kind="next" title={next.title} detail="">
          {next.who}
        </Step>
      )}
    </ol>
  );
}

type Kind = 'done' | 'failed' | 'back' | 'next';

function Step(props: { kind: Kind; title: string; detail: string; children: ReactNode }) {
  return (
    <li className={classes['step']} data-kind={props.kind}>
      <span className={classes['dot']}>{icons[props.kind]}</span>
      <Text fw={600}>{props.title}</Text>
      {props.detail !== '' && <Text size="sm">{props.detail}</Text>}
      <Text size="sm" c="dimmed">
        {props.children}
      </Text>
    </li>
  );
}

const icons: Record<Kind, ReactNode> = {
  done: <IconCheck size={14} aria-hidden />,
  failed: <IconX size={14} aria-hidden />,
  back: <IconArrowBackUp size={14} aria-hidden />,
  next: <Loader size={12} aria-hidden />,
};

function kindOf({ from, to, reason }: Transition): Kind {
  if (from === to) return reason?.startsWith('payment-declined') === true ? 'failed' : 'done';
  if (to === 'REJECTED' || to === 'EXPIRED' || to === 'CANCELLED') return 'failed';
  return to === 'REFUNDING' || to === 'REFUNDED' ? 'back' : 'done';
}

function nextStep(
  order: OrderDetail,
  tickets: number,
  wanted: number,
  isPaying: boolean,
): { title: string; who: string } | undefined {
  if (order.state === 'PENDING') return { title: 'Places are being reserved', who: 'ticket-service decides' };
  if (order.state === 'REFUNDING') return { title: 'The money is being returned', who: 'payment-service does it' };
  if (order.state === 'AWAITING_PAYMENT') {
    const isPaid = order.transitions.some(({ reason }) => reason === 'payment-captured');
    if (isPaying && !isPaid)
      return { title: 'The payment is being confirmed', who: 'payment-service asks the provider' };
    return isPaid
      ? { title: 'The places are being sold to you', who: 'ticket-service decides' }
      : { title: 'Waits for your payment', who: 'you decide' };
  }
  if (order.state === 'CONFIRMED' && tickets < wanted) {
    return { title: 'Tickets are being issued', who: 'ticket-service does it' };
  }
  return undefined;
}
