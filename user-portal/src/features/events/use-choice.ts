import { useState } from 'react';
import { type Choice, readChoice, saveChoice } from '../../lib/choice.ts';

/** The choice at an event; it is still there after a reload and after signing in. */
export function useChoice(eventId: string): [Choice, (change: (choice: Choice) => Choice) => void] {
  const [choice, setChoice] = useState(() => readChoice(eventId));
  return [
    choice,
    (change) =>
      setChoice((now) => {
        const next = change(now);
        saveChoice(eventId, next);
        return next;
      }),
  ];
}
