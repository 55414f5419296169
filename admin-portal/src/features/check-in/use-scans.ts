import { useMutation } from '@tanstack/react-query';
import type { ScanResult } from '@ticketlab/contracts/http/tickets';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { useCallback, useRef, useState } from 'react';

export interface Scan {
  key: number;
  at: string;
  result: ScanResult;
}

const kept = 20;
/** A scanner held before a code reads it many times. */
const sameAgainMs = 3_000;

/** Sends what was read to the door's judge and remembers the latest answers, newest first. */
export function useScans(eventId: string | undefined) {
  const api = useApi();
  const [scans, setScans] = useState<Scan[]>([]);
  const last = useRef({ code: '', at: 0 });
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (code: string) => {
      const body = { code, ...(eventId !== undefined && { eventId }) };
      return (await api.request<ScanResult>('/api/tickets/check-in', { method: 'POST', body })).data;
    },
    onSuccess: (result) =>
      setScans((before) =>
        [{ key: (before[0]?.key ?? 0) + 1, at: new Date().toISOString(), result }, ...before].slice(0, kept),
      ),
    onError: () => {
      last.current = { code: '', at: 0 };
    },
  });
  const scan = useCallback(
    (text: string): void => {
      const code = text.trim().slice(0, 500);
      const now = Date.now();
      if (code === '' || (code === last.current.code && now - last.current.at < sameAgainMs)) return;
      last.current = { code, at: now };
      mutate(code);
    },
    [mutate],
  );
  return { scan, scans, isScanning: isPending, failure: error };
}
