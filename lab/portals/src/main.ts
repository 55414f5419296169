import { runService } from '@ticketlab/service-kit/shutdown/run-service';
import { parsePortalsConfig } from './config.ts';
import { createPortals } from './portals.ts';

runService(() => createPortals(parsePortalsConfig()));
