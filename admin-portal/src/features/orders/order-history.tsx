import { Text, Timeline } from '@mantine/core';
import { formatClock, formatDay } from '@ticketlab/ui/format/format.ts';
import { Panel } from '../../components/panel.tsx';
import { toWords } from '../../components/state-badge.tsx';
import type { OrderDetail } from './use-order.ts';

/** Every state the order has been in, and who brought it there. */
export function OrderHistory({ transitions }: { transitions: OrderDetail['transitions'] }) {
  return (
    <Panel title="What happened">
      <Timeline active={transitions.length - 1} bulletSize={14} lineWidth={2} aria-live="polite">
        {transitions.map(({ to, at, reason, actor }) => (
          <Timeline.Item key={`${to} ${at}`} title={toWords(to)}>
            <Text size="sm" className="tabular">
              {formatDay(at)}, {formatClock(at)}, by {actor.replace(':', ' ')}
            </Text>
            {reason !== null && <Text size="sm">{reason}</Text>}
          </Timeline.Item>
        ))}
      </Timeline>
    </Panel>
  );
}
