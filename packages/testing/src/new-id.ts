import { uuidv7 } from '@ticketlab/service-kit/telemetry/ids';

export const newId = (): string => uuidv7(Date.now());
