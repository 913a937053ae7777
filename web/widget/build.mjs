/**
 * Builds the widget in passes. First the form for messages, which is loaded when nobody is there, what can be done when a
 * talk is over, the rules by which a widget speaks first, and the large picture: bundles that need nothing of the others,
 * so that they need nothing of them. Then session and panel, whose names carry a hash of their content
 * and may be cached for ever; then the launcher, which has one fixed name, is cached briefly and knows
 * the names of the others. A pass of its own, because the launcher must be one classic script that starts
 * with no further request, and no bundler helper may spend its 2.5 kB.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';

const here = import.meta.dirname;

/**
 * Each compiled word brings a dispatcher of its own, most of it the same again and again, and all of them a
 * runtime that knows about addresses and cookies. Two small modules do the same work in a fraction of the bytes.
 */
const shortWords = {
  name: 'short-words',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source.endsWith('/runtime.js') && importer?.includes('/words/')
      ? join(here, 'src/words/runtime.ts')
      : undefined,
  transform(code, id) {
    if (!/words\/compiled\/messages\/(?!_)\w+\.js$/.test(id)) return null;
    const short = code
      .replace(/^import .*runtime.*$/m, `import { choose } from '${here}/src/words/choose.ts';`)
      .replace(/^export const (\w+) = [^]*$/m, 'export const $1 = choose(en_$1, cs_$1);')
      // Most words are always the same: no function is needed for them.
      .replace(/^(const \w+ =)[^`]*?\(\) => \{[^`]*return[^`]*(`[^`$]*`)\)\s*\};/gm, '$1 $2;')
      .replaceAll('i?.', 'i.');
    if (!short.includes('choose(')) throw new Error(`${id} has another shape than expected`);
    return { code: short, map: null };
  },
};

/** What is loaded on use has no styles to be loaded before it: Vite's helper for that is 800 bytes for nothing. */
const plainImports = {
  name: 'plain-imports',
  enforce: 'pre',
  load: (id) =>
    id.includes('vite/preload-helper')
      ? 'export const __vitePreload = (load) => load();'
      : undefined,
};

/** Svelte's errors are known by their names, without the address of its pages; its warnings have no place in a stranger's console. */
const shortComplaints = {
  name: 'short-complaints',
  transform(code, id) {
    if (!/svelte\/src\/internal\/(client|shared)\/(errors|warnings)\.js$/.test(id)) return null;
    const short = code
      .replaceAll('https://svelte.dev/e/', '')
      .replace(/console\.warn\(`\w+`\);/g, '');
    return { code: short, map: null };
  },
};

const out = join(here, '..', 'dist', 'widget');
const common = { root: here, configFile: false, logLevel: 'warn', publicDir: false };

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const drawn = (input, define = {}) => ({
  ...common,
  define,
  plugins: [
    shortWords,
    plainImports,
    shortComplaints,
    // Elements are made one by one, not parsed from text: pages that demand Trusted Types accept that.
    svelte({ configFile: false, compilerOptions: { fragments: 'tree' } }),
  ],
  resolve: { conditions: ['browser', 'production'] },
  build: {
    outDir: out,
    emptyOutDir: false,
    target: 'es2022',
    modulePreload: false,
    rollupOptions: {
      // Parts of Svelte that nobody here asks for, such as custom elements, would stay for what they do on loading.
      treeshake: { moduleSideEffects: (id) => !id.includes('/node_modules/svelte/') },
      input,
      preserveEntrySignatures: 'strict',
      output: {
        format: 'es',
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
      },
    },
  },
});

function nameOf(built, entry) {
  return built.output.find((it) => it.isEntry && it.name === entry).fileName;
}

const leave = await build(drawn({ leave: join(here, 'src/leave/mount.ts') }));
const after = await build(drawn({ after: join(here, 'src/after/mount.ts') }));
const enlarge = await build(drawn({ enlarge: join(here, 'src/enlarge/enlarge.ts') }));
const rules = await build(drawn({ rules: join(here, 'src/rules/start.ts') }));
const panel = await build(
  drawn(
    {
      session: join(here, 'src/session/start.ts'),
      panel: join(here, 'src/panel/mount.ts'),
    },
    {
      __LEAVE__: JSON.stringify(nameOf(leave, 'leave')),
      __AFTER__: JSON.stringify(nameOf(after, 'after')),
      __ENLARGE__: JSON.stringify(nameOf(enlarge, 'enlarge')),
    },
  ),
);

await build({
  ...common,
  define: {
    __SESSION__: JSON.stringify(nameOf(panel, 'session')),
    __PANEL__: JSON.stringify(nameOf(panel, 'panel')),
    __RULES__: JSON.stringify(nameOf(rules, 'rules')),
  },
  build: {
    outDir: out,
    emptyOutDir: false,
    target: 'es2022',
    modulePreload: false,
    // As a library: then no helper is wrapped around the dynamic imports.
    lib: {
      entry: join(here, 'src/launcher/main.ts'),
      formats: ['iife'],
      name: 'launcher',
      fileName: () => 'widget.js',
    },
  },
});
