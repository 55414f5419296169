import { Group, Paper, Select, Switch, Text } from '@mantine/core';
import type { AutoscalerSettings } from '@ticketlab/contracts/http/autoscaler';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useNow } from '@ticketlab/ui/components/use-now.ts';
import { formatCountdown } from '@ticketlab/ui/format/format.ts';
import { useAutoscalerSettings } from './use-autoscaler.ts';

const scales = [1, 2, 5, 10, 20].map((scale) => ({
  value: String(scale),
  label: scale === 1 ? 'as in Kubernetes' : `${scale} times faster`,
}));

/** On or off, at which pace, and when it looks again. */
export function AutoscalerSwitches({
  settings,
  nextDecisionAt,
}: {
  settings: AutoscalerSettings;
  nextDecisionAt: string;
}) {
  const change = useAutoscalerSettings();
  const now = useNow(500, settings.enabled);
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" align="flex-end">
        <Group align="flex-end" gap="xl">
          <Switch
            label="Autoscaler"
            description={settings.enabled ? 'decides and acts' : 'off: sizes stay as they are set'}
            checked={settings.enabled}
            disabled={change.isPending}
            onChange={({ currentTarget }) => change.mutate({ enabled: currentTarget.checked })}
          />
          <Select
            label="Pace"
            data={
              scales.some(({ value }) => value === String(settings.timeScale))
                ? scales
                : [...scales, { value: String(settings.timeScale), label: `${settings.timeScale} times faster` }]
            }
            value={String(settings.timeScale)}
            allowDeselect={false}
            disabled={change.isPending}
            onChange={(scale) => scale !== null && change.mutate({ timeScale: Number(scale) })}
          />
        </Group>
        <Text className="tabular">
          {settings.enabled
            ? `Next decision in ${formatCountdown(Date.parse(nextDecisionAt) - now)}`
            : 'No decision is due'}
        </Text>
      </Group>
      {change.error !== null && <ErrorState error={change.error} />}
    </Paper>
  );
}
