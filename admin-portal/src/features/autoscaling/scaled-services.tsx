import { Button, Table, Text } from '@mantine/core';
import type { AutoscalerStatus } from '@ticketlab/contracts/http/autoscaler';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import { toUsage } from './decision-words.ts';

type Scaled = AutoscalerStatus['services'][number];

/** Every scaled service with the autoscaler's last word; one is looked at closer below. */
export function ScaledServices(props: {
  services: readonly Scaled[];
  chosen: string | undefined;
  onChoose: (service: string) => void;
}) {
  return (
    <ScrollRegion label="Scaled services">
      <Table verticalSpacing="xs" className="tabular">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Service</Table.Th>
            <Table.Th>Ready</Table.Th>
            <Table.Th>Wanted</Table.Th>
            <Table.Th>Bounds</Table.Th>
            <Table.Th miw={150}>Usage</Table.Th>
            <Table.Th miw={320}>Last decision</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {props.services.map((one) => (
            <Table.Tr
              key={one.service}
              {...(one.service === props.chosen && { bg: 'var(--mantine-primary-color-light)' })}
            >
              <Table.Td>
                <Button
                  variant="subtle"
                  size="compact-sm"
                  c="inherit"
                  aria-pressed={one.service === props.chosen}
                  onClick={() => props.onChoose(one.service)}
                >
                  {one.service}
                </Button>
              </Table.Td>
              <Table.Td>{one.decision?.ready ?? '–'}</Table.Td>
              <Table.Td>{one.decision?.desired ?? '–'}</Table.Td>
              <Table.Td>{one.spec === null ? '–' : `${one.spec.minReplicas} to ${one.spec.maxReplicas}`}</Table.Td>
              <Table.Td>{toUsage(one.decision)}</Table.Td>
              <Table.Td>
                <Text size="sm">{one.problem ?? one.decision?.text ?? (one.active ? 'none yet' : 'left alone')}</Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
}
