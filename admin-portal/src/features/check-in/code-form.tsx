import { Button, Group, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';

/** For a hand scanner, which types the code and an Enter, and for typing fingers. */
export function CodeForm({ onScan, isScanning }: { onScan: (code: string) => void; isScanning: boolean }) {
  const [code, setCode] = useState('');
  const input = useRef<HTMLInputElement>(null);
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        onScan(code);
        setCode('');
        input.current?.focus();
      }}
    >
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          ref={input}
          label="Ticket code"
          description="Scan it with a hand scanner, or paste it."
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          flex={1}
          value={code}
          onChange={({ currentTarget }) => setCode(currentTarget.value)}
        />
        <Button type="submit" disabled={code.trim() === ''} loading={isScanning}>
          Check in
        </Button>
      </Group>
    </form>
  );
}
