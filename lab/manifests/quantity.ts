/** Kubernetes writes amounts as `250m`, `1.5`, `192Mi`, `1G`. */
const suffixes: Record<string, number> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
};

/** `500m` -> 0.5, `2k` -> 2000; undefined when it is no quantity. */
export function parseQuantity(text: string): number | undefined {
  const [, amount, suffix] = /^(\d+(?:\.\d+)?)(m|k|M|G|Ki|Mi|Gi)?$/.exec(text) ?? [];
  const factor = suffixes[suffix ?? ''];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}

/** `250m` or `0.25` -> 250 millicores; undefined when it is no quantity. */
export function parseCpu(text: string): number | undefined {
  const cores = parseQuantity(text);
  return cores === undefined ? undefined : Math.round(cores * 1000);
}

/** `192Mi` -> 201326592 bytes; undefined when it is no quantity. */
export function parseMemory(text: string): number | undefined {
  const bytes = parseQuantity(text);
  return bytes === undefined ? undefined : Math.round(bytes);
}
