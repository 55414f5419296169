import { Anchor, Drawer, Group, Stack, Text } from '@mantine/core';
import type { HistoryPoint } from '@ticketlab/contracts/http/lab';
import { Link } from 'react-router';
import type { NodeView, SystemView } from '../../components/system-map/system-view.ts';
import { EdgeList } from './edge-list.tsx';
import { NodeEvents } from './node-events.tsx';
import { ServiceControls } from './service-controls.tsx';
import { ServiceFigures } from './service-figures.tsx';
import { ServiceInstances } from './service-instances.tsx';

interface NodeDrawerProps {
  view: SystemView | undefined;
  nodeId: string | undefined;
  points: readonly HistoryPoint[] | undefined;
  canScale: boolean;
  onClose: () => void;
}

/** Everything about one part of the system. */
export function NodeDrawer({ view, nodeId, points, canScale, onClose }: NodeDrawerProps) {
  const node = view?.nodes.find(({ id }) => id === nodeId);
  return (
    <Drawer
      opened={node !== undefined}
      onClose={onClose}
      position="right"
      size={460}
      title={node?.id}
      overlayProps={{ backgroundOpacity: 0.25 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {node !== undefined && view !== undefined && (
        <Stack gap="lg">
          <NodeStatus node={node} />
          {isProcess(node) && (
            <>
              <ServiceFigures service={node.id} points={points ?? []} />
              <ServiceInstances service={node.id} />
              {canScale && node.kind !== 'controller' && (
                <ServiceControls service={node.id} desired={node.desired ?? 1} />
              )}
            </>
          )}
          <EdgeList view={view} node={node} />
          {node.kind === 'topic' ? (
            <Anchor component={Link} to={`/dead-letters?topic=${node.id}`}>
              Dead letters of this topic
            </Anchor>
          ) : (
            <NodeEvents subject={node.id} />
          )}
        </Stack>
      )}
    </Drawer>
  );
}

const isProcess = ({ kind }: NodeView): boolean => kind === 'service' || kind === 'gateway' || kind === 'controller';

function NodeStatus({ node }: { node: NodeView }) {
  if (node.kind === 'topic') return <Text>A topic: what happened, in order, for whom it concerns.</Text>;
  return (
    <Group gap="lg">
      <Text fw={650}>{node.status}</Text>
      {node.breaker !== null && <Text>Breaker {node.breaker}</Text>}
    </Group>
  );
}
