import { Anchor, Table } from '@mantine/core';
import { formatNumber } from '@ticketlab/ui/format/format.ts';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import type { NodeView, SystemView } from '../../components/system-map/system-view.ts';

const titles: Record<NodeView['kind'], string> = {
  gateway: 'Gateway',
  service: 'Service',
  controller: 'Lab',
  store: 'Store',
  topic: 'Topic',
};

/** The map in words: the same parts, how they do, and whom they talk to. */
export function SystemTable({ view, onOpen }: { view: SystemView; onOpen: (id: string) => void }) {
  return (
    <ScrollRegion label="System">
      <Table verticalSpacing="xs" miw={720}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Part</Table.Th>
            <Table.Th scope="col">Kind</Table.Th>
            <Table.Th scope="col">State</Table.Th>
            <Table.Th scope="col" ta="right">
              Ready
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Per second
            </Table.Th>
            <Table.Th scope="col" ta="right">
              p95
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Errors
            </Table.Th>
            <Table.Th scope="col">Breaker</Table.Th>
            <Table.Th scope="col">Talks to</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="tabular">
          {view.nodes.map((node) => (
            <Table.Tr key={node.id}>
              <Table.Th scope="row">
                <Anchor component="button" type="button" fw={600} onClick={() => onOpen(node.id)}>
                  {node.id}
                </Anchor>
              </Table.Th>
              <Table.Td>{titles[node.kind]}</Table.Td>
              <Table.Td>{node.kind === 'topic' ? '' : node.status}</Table.Td>
              <Table.Td ta="right">{node.ready === null ? '' : `${node.ready} of ${node.desired ?? '?'}`}</Table.Td>
              <Table.Td ta="right">{orNothing(node.perSecond, '')}</Table.Td>
              <Table.Td ta="right">{orNothing(node.p95Ms, ' ms')}</Table.Td>
              <Table.Td ta="right">{orNothing(node.errorPercent, ' %')}</Table.Td>
              <Table.Td>{node.breaker ?? ''}</Table.Td>
              <Table.Td>{partnersOf(view, node.id)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
}

const orNothing = (value: number | null, unit: string): string => (value === null ? '' : formatNumber(value) + unit);

function partnersOf({ edges }: SystemView, id: string): string {
  return edges
    .filter(({ from }) => from === id)
    .map(({ to, label }) => (label === '' ? to : `${to} (${label})`))
    .join(', ');
}
