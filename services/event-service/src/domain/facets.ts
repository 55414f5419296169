/** How often each value occurs, the most frequent first; `keyAndLabel` gives what is counted and how it is written. */
export function countFacets<T>(
  items: T[],
  keyAndLabel: (item: T) => [key: string, label: string],
): { value: string; count: number }[] {
  const counts = new Map<string, { value: string; count: number }>();
  for (const item of items) {
    const [key, label] = keyAndLabel(item);
    const facet = counts.get(key);
    if (facet === undefined) counts.set(key, { value: label, count: 1 });
    else {
      facet.count += 1;
      // of several spellings the same one is shown by every replica
      if (label < facet.value) facet.value = label;
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, 50);
}
