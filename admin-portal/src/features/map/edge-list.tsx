import { List, Text, Title } from '@mantine/core';
import type { EdgeView, NodeView, SystemView } from '../../components/system-map/system-view.ts';

/** Whom a part talks to, and who talks to it. */
export function EdgeList({ view, node }: { view: SystemView; node: NodeView }) {
  const outgoing = view.edges.filter(({ from }) => from === node.id);
  const incoming = view.edges.filter(({ to }) => to === node.id);
  return (
    <div>
      <Title order={3} size="h5" mb={6}>
        Connections
      </Title>
      <List size="sm" spacing={2}>
        {outgoing.map((edge) => (
          <List.Item key={edge.id}>
            {verbs[edge.kind]} {edge.to}
            <EdgeNote edge={edge} />
          </List.Item>
        ))}
        {incoming.map((edge) => (
          <List.Item key={edge.id}>
            {passive[edge.kind]} {edge.from}
            <EdgeNote edge={edge} />
          </List.Item>
        ))}
      </List>
    </div>
  );
}

const verbs = { http: 'Calls', data: 'Keeps data in', publishes: 'Publishes to', consumes: 'Consumes' } as const;
const passive = { http: 'Called by', data: 'Used by', publishes: 'Filled by', consumes: 'Consumed by' } as const;

function EdgeNote({ edge: { label, health } }: { edge: EdgeView }) {
  const note = [label, health === 'degraded' ? 'impaired' : ''].filter((part) => part !== '').join(', ');
  return note === '' ? null : (
    <Text component="span" size="sm" fw={600}>
      {` (${note})`}
    </Text>
  );
}
