import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';

export function Component() {
  return <PageTitle title="Overview" />;
}
