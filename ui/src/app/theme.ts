// Colours and sizes of ui.md section 5. Text on blue 8 has 5.0:1; dimmed text is darker than Mantine's.
import { type CSSVariablesResolver, createTheme } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: 8,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { md: '1.45' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Menu: { defaultProps: { transitionProps: { duration: 80 }, withinPortal: true } },
    // The page itself never scrolls, so nothing needs locking; locking would also write a style the CSP refuses.
    Modal: { defaultProps: { transitionProps: { duration: 100 }, lockScroll: false } },
    ModalRoot: { defaultProps: { transitionProps: { duration: 100 }, lockScroll: false } },
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#5c636a',
    '--mantine-color-error': '#b02525',
    '--mantine-color-anchor': '#1864ab',
    '--es-line': '#dee2e6',
    '--es-strong-line': '#868e96',
    '--es-raised': '#f8f9fa',
    '--es-active': '#e7f1fb',
    '--es-focus': '#1864ab',
    '--es-bad': '#b02525',
    '--es-text': '#212529',
  },
  dark: {
    '--mantine-color-body': '#242424',
    '--mantine-color-dimmed': '#a6a7ab',
    '--mantine-color-placeholder': '#a6a7ab',
    '--mantine-color-error': '#ff8f8f',
    '--mantine-color-anchor': '#74b7f2',
    '--es-line': '#424242',
    '--es-strong-line': '#909296',
    '--es-raised': '#2b2b2b',
    '--es-active': '#16354f',
    '--es-focus': '#74b7f2',
    '--es-bad': '#ff8f8f',
    '--es-text': '#e6e6e6',
  },
});
