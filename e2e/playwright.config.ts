/** Debian's Chromium against the real server. One file per thing a person does. */
import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

export default defineConfig({
  testDir: 'tests',
  outputDir: 'results/failed',
  // Two cores run a server, a database and a browser already.
  workers: 1,
  forbidOnly: true,
  reporter: [['list']],
  timeout: 90_000,
  expect: { timeout: 10_000 },
  use: {
    locale: 'en-GB',
    // Requests of a page that has one would pass by those that a test holds back.
    serviceWorkers: 'block',
    actionTimeout: 10_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium,
      // A closed network: the browser must not look for its maker. As root it cannot make its sandbox.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'browser', testMatch: 'browser/*.spec.ts' },
    { name: 'screens', testMatch: 'screens/*.spec.ts', use: { screenshot: 'off' } },
    { name: 'pictures', testMatch: 'pictures/*.spec.ts' },
    { name: 'faults', testMatch: 'faults/*.spec.ts', timeout: 400_000 },
  ],
});
