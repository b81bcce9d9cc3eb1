import type { ManifestOptions } from 'vite-plugin-pwa';

/** What an installed app is called, shows and offers. Icons are drawn by static/icons/icon.svg. */
export const manifest: Partial<ManifestOptions> = {
  id: '/',
  start_url: '/',
  scope: '/',
  name: 'The Playground',
  short_name: 'Playground',
  description: 'Write, run, keep and share prompts for language models. Local first.',
  lang: 'en',
  dir: 'ltr',
  display: 'standalone',
  orientation: 'any',
  background_color: '#fafafb',
  theme_color: '#f5f6f7',
  categories: ['productivity', 'utilities', 'developer'],
  icons: [
    { src: '/icons/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' }
  ],
  shortcuts: [
    {
      name: 'New prompt',
      url: '/complete/new',
      icons: [{ src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' }]
    },
    {
      name: 'Runs',
      url: '/runs',
      icons: [{ src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' }]
    }
  ],
  screenshots: [
    {
      src: '/screenshots/wide.png',
      sizes: '1440x900',
      type: 'image/png',
      form_factor: 'wide',
      label: 'A prompt and its completion, with the model’s text marked'
    },
    {
      src: '/screenshots/narrow.png',
      sizes: '390x844',
      type: 'image/png',
      form_factor: 'narrow',
      label: 'The same on a phone'
    }
  ],
  launch_handler: { client_mode: ['focus-existing', 'auto'] }
};
