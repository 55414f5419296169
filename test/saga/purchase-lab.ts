import { createBoxOffice } from './box-office.ts';
import { createOutcomes } from './outcomes.ts';
import { createSagaProcesses, type OwnBroker } from './saga-processes.ts';

export type PurchaseLab = Awaited<ReturnType<typeof createPurchaseLab>>;

/** The services of the saga, what people do with them, and what became of it. Starts none of the services. */
export async function createPurchaseLab(name: string, ownBroker?: OwnBroker) {
  const processes = await createSagaProcesses(name, ownBroker);
  return { ...processes, ...createBoxOffice(processes), ...createOutcomes(processes) };
}
