import { Code, Table } from '@mantine/core';
import type { LoadProgress } from '@ticketlab/contracts/http/load-runs';
import { LabFaultBadge } from '@ticketlab/ui/components/error-state.tsx';
import { formatNumber } from '@ticketlab/ui/format/format.ts';
import { Panel } from '../../components/panel.tsx';
import { ScrollRegion } from '../../components/scroll-region.tsx';

/** What failed and how often; what the lab damaged on purpose stands apart. */
export function LoadErrors({ errors }: { errors: LoadProgress['errors'] }) {
  if (errors.length === 0) return null;
  return (
    <Panel title="Errors">
      <ScrollRegion label="Errors by type">
        <Table verticalSpacing="xs" className="tabular">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Type</Table.Th>
              <Table.Th>Where</Table.Th>
              <Table.Th ta="right">How often</Table.Th>
              <Table.Th>A request id</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {errors.map((row) => (
              <Table.Tr key={`${row.type} ${row.endpoint} ${row.injected}`}>
                <Table.Td>
                  {row.type} {row.injected && <LabFaultBadge />}
                </Table.Td>
                <Table.Td>{row.endpoint}</Table.Td>
                <Table.Td ta="right">{formatNumber(row.count)}</Table.Td>
                <Table.Td>{row.example === null ? '–' : <Code>{row.example}</Code>}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollRegion>
    </Panel>
  );
}
