import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { type ReactNode, useState } from 'react';

interface ConfirmDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What will happen, and whether it can be undone. */
  children: ReactNode;
  confirm: string;
  danger?: boolean;
  /** Asks for a reason, which `run` is then given. */
  reason?: { label: string; description?: string; required: boolean; maxLength: number };
  /** The dialog closes when it is done, and tells what went wrong otherwise. */
  run: (reason: string) => Promise<unknown>;
}

/** Asks before something is done that others will notice. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ 'aria-label': 'Close without doing it' }}
      centered
    >
      {props.opened && <Question {...props} />}
    </Modal>
  );
}

function Question({ onClose, children, confirm, danger = false, reason, run }: ConfirmDialogProps) {
  const [text, setText] = useState('');
  const doing = useMutation({ mutationFn: () => run(text.trim()), onSuccess: onClose });
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        doing.mutate();
      }}
    >
      <Stack>
        <div>{children}</div>
        {reason !== undefined && (
          <Textarea
            label={reason.label}
            description={reason.description}
            required={reason.required}
            maxLength={reason.maxLength}
            autosize
            minRows={2}
            data-autofocus
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
        )}
        {doing.error !== null && <ErrorState error={doing.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={doing.isPending}>
            Leave it
          </Button>
          <Button type="submit" loading={doing.isPending} {...(danger && { color: 'red.8' })}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
