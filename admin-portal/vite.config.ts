import { portalConfig } from '../packages/ui/portal-config.ts';

export default portalConfig('admin-portal');
