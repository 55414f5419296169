import type { Category } from './search-filters.ts';

const names: Record<Category, [one: string, many: string]> = {
  concert: ['Concert', 'Concerts'],
  theatre: ['Theatre', 'Theatre'],
  comedy: ['Comedy', 'Comedy'],
  sport: ['Sport', 'Sport'],
  conference: ['Conference', 'Conferences'],
  exhibition: ['Exhibition', 'Exhibitions'],
  festival: ['Festival', 'Festivals'],
  workshop: ['Workshop', 'Workshops'],
};

export const categoryName = (category: Category): string => names[category][0];

/** All of them, in the order they are offered. */
export const categoryChoices = (Object.keys(names) as Category[]).map((value) => ({ value, label: names[value][1] }));
