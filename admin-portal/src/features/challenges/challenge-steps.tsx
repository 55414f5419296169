import { Badge, Paper, Table, Text } from '@mantine/core';
import type { autoscaleResultSchema, breakerChallengeResultSchema } from '@ticketlab/contracts/http/challenge';
import { formatNumber } from '@ticketlab/ui/format/format.ts';
import type { z } from 'zod';
import { ScrollRegion } from '../../components/scroll-region.tsx';
import type { ChallengeAnswer } from './use-challenge-runner.ts';

type AutoscaleResult = z.output<typeof autoscaleResultSchema>;
type BreakerResult = z.output<typeof breakerChallengeResultSchema>;

/** The course of those challenges that have one: the autoscaler's arithmetic, the breaker's states. */
export function StepsOf({ answer }: { answer: ChallengeAnswer }) {
  if (answer.challenge === 'autoscale') return <AutoscaleSteps result={answer.result as AutoscaleResult} />;
  if (answer.challenge === 'circuit-breaker') return <BreakerSteps result={answer.result as BreakerResult} />;
  return null;
}

function AutoscaleSteps({ result }: { result: AutoscaleResult }) {
  return (
    <Paper withBorder p="md">
      <Text fw={650} mb="xs">
        {result.replicasNow} now, {result.predictedReplicas} in the end
      </Text>
      <ScrollRegion label="Step by step">
        <Table verticalSpacing="xs" className="tabular">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Replicas</Table.Th>
              <Table.Th>Utilisation</Table.Th>
              <Table.Th>Ratio</Table.Th>
              <Table.Th>Wanted</Table.Th>
              <Table.Th>Because</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {result.steps.map((step, index) => (
              <Table.Tr key={index}>
                <Table.Td>{step.replicas}</Table.Td>
                <Table.Td>{formatNumber(step.utilizationPercent)} %</Table.Td>
                <Table.Td>{step.ratio.toFixed(2)}</Table.Td>
                <Table.Td>{step.desired}</Table.Td>
                <Table.Td>{step.because}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollRegion>
    </Paper>
  );
}

const colours = { closed: 'green', 'half-open': 'yellow', open: 'red' };

function BreakerSteps({ result }: { result: BreakerResult }) {
  return (
    <Paper withBorder p="md">
      <Text fw={650} mb="xs">
        Opens at {result.settings.failuresToOpen} failures, tries again after {result.settings.resetMs} ms
      </Text>
      <ScrollRegion label="Call by call">
        <Table verticalSpacing="xs" className="tabular">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Call</Table.Th>
              <Table.Th>After</Table.Th>
              <Table.Th>Outcome</Table.Th>
              <Table.Th>Breaker then</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {result.steps.map((step) => (
              <Table.Tr key={step.call}>
                <Table.Td>{step.call}</Table.Td>
                <Table.Td>{formatNumber(step.atMs)} ms</Table.Td>
                <Table.Td>{step.outcome}</Table.Td>
                <Table.Td>
                  <Badge variant="light" color={colours[step.state]} c="var(--mantine-color-text)">
                    {step.state}
                  </Badge>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollRegion>
    </Paper>
  );
}
