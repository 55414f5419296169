import { Table, Text } from '@mantine/core';
import { formatClock } from '@ticketlab/ui/format/format.ts';
import { Panel } from '../../components/panel.tsx';
import { outcomes } from './outcome-panel.tsx';
import type { Scan } from './use-scans.ts';

export function LastScans({ scans }: { scans: readonly Scan[] }) {
  const admitted = scans.filter(({ result }) => result.outcome === 'admitted').length;
  return (
    <Panel title="Last scans">
      {scans.length === 0 ? (
        <Text size="sm">None yet on this device.</Text>
      ) : (
        <>
          <Text size="sm" mb="xs">
            {admitted} of the last {scans.length} let in
          </Text>
          <Table className="tabular" fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">At</Table.Th>
                <Table.Th scope="col">Answer</Table.Th>
                <Table.Th scope="col">Ticket</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {scans.map(({ key, at, result }) => (
                <Table.Tr key={key}>
                  <Table.Td>{formatClock(at)}</Table.Td>
                  <Table.Td>{outcomes[result.outcome].title}</Table.Td>
                  <Table.Td>
                    {result.ticket === null
                      ? 'unknown'
                      : `${result.ticket.tierName}${result.ticket.seatId === null ? '' : `, ${result.ticket.seatId}`}`}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </Panel>
  );
}
