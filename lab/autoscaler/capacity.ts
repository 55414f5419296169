/** Share of the cores that the stores, the gateway, the other services and the generator need meanwhile. */
const reserved = 0.4;

/** The most millicores that can be burnt on a machine without the load itself becoming uneven. */
export function burnableMillicores(cores: number): number {
  return Math.floor(cores * 1000 * (1 - reserved));
}
