import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** Filters that live in the page's address, so that a reload, a link and the way back keep them. */
export function useFilters<K extends string>(names: readonly K[]) {
  const [params, setParams] = useSearchParams();
  const filters = Object.fromEntries(names.map((name) => [name, params.get(name) ?? undefined])) as Partial<
    Record<K, string>
  >;
  const setFilter = useCallback(
    (name: K, value: string | null | undefined) => {
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (value == null || value === '') next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      );
    },
    [setParams],
  );
  const clear = useCallback(() => {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const name of names) next.delete(name);
        return next;
      },
      { replace: true },
    );
  }, [setParams, names]);
  return { filters, setFilter, clear, isFiltered: names.some((name) => params.has(name)) };
}
