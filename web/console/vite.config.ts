import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

/** Where the server under development listens; `npm run dev` hands API and socket on to it. */
const SERVER = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({
        pages: '../dist/console',
        assets: '../dist/console',
        fallback: 'index.html',
      }),
      // The server compares builds over the socket and sends its own security headers.
      version: { name: 'console', pollInterval: 0 },
    }),
  ],
  server: {
    proxy: {
      '/api': { target: SERVER, ws: true },
      '/widget': { target: SERVER, ws: true },
      '/demo': SERVER,
    },
  },
  build: { target: 'es2022' },
});
