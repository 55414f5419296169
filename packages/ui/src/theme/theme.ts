import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core';

/** Stub red: the colour of a torn ticket. */
const stub: MantineColorsTuple = [
  '#fff0ec',
  '#ffdfd6',
  '#ffbcac',
  '#ff967e',
  '#fb7556',
  '#f15d3c',
  '#d8452a',
  '#b93a22',
  '#9a301c',
  '#7b2413',
];

/** Booth teal: what works behind the counter. */
const booth: MantineColorsTuple = [
  '#e6fafa',
  '#d2f1f1',
  '#a6e2e2',
  '#76d2d3',
  '#4fc4c6',
  '#2eb0b3',
  '#16898d',
  '#0d7377',
  '#075c60',
  '#00464a',
];

const dark: MantineColorsTuple = [
  '#d5d7dc',
  '#b4b8c0',
  '#9aa0ab',
  '#767d8b',
  '#454b58',
  '#353a45',
  '#272b34',
  '#1d2027',
  '#15171d',
  '#0e1014',
];

/** Both portals look like one house with two doors: the customer's red, the admin's teal. */
export function createPortalTheme(portal: 'user' | 'admin'): MantineThemeOverride {
  return createTheme({
    colors: { stub, booth, dark },
    primaryColor: portal === 'user' ? 'stub' : 'booth',
    // shades that keep white text at 4.5:1 and more
    primaryShade: { light: 7, dark: 7 },
    autoContrast: true,
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '720' },
    defaultRadius: 'md',
    respectReducedMotion: true,
    cursorType: 'pointer',
    components: {
      // words, not shouts
      Badge: { defaultProps: { tt: 'none', fw: 600 } },
      // of dialogs and toasts, which leave it without a name
      CloseButton: { defaultProps: { 'aria-label': 'Close' } },
      Modal: { styles: { title: { fontWeight: 650 } } },
      Drawer: { styles: { title: { fontWeight: 650 } } },
    },
  });
}

/** Mantine's secondary texts and errors have 3:1 on their ground; these have 4.5:1 and more, on tinted grounds too. */
export const readableColors: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': colors.gray[7],
    '--mantine-color-placeholder': colors.gray[7],
    '--mantine-color-error': colors.red[9],
  },
  dark: {
    '--mantine-color-dimmed': colors.dark[1],
    '--mantine-color-placeholder': colors.dark[2],
    '--mantine-color-error': colors.red[4],
  },
});
