import { Group, Text } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { useLabMode } from './use-lab-mode.ts';

/** Says, where it is so, that nothing here is for real. */
export function LabMarker() {
  const lab = useLabMode();
  if (lab == null) return null;
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <IconFlask size={16} aria-hidden style={{ flexShrink: 0, marginBlockStart: 2 }} />
      <Text size="sm">
        This is a lab: things break here on purpose.
        {lab.exerciseRunning && ' An exercise is running, so something may be broken right now.'}
      </Text>
    </Group>
  );
}
