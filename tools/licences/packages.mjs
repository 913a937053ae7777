/** What we depend on: crates from cargo's own list, npm packages from what is installed. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ tree: string, name: string, version: string, licence: string | undefined, isShipped: boolean }} Package
 */

/** Development tools whose run-time part the built web carries; all else among the `dev` packages stays at home. */
const BUNDLED_TOOLS = new Set(['svelte', '@sveltejs/kit', 'esm-env', '@inlang/paraglide-js']);

/** @returns {Package[]} */
export function crates() {
  const args = ['metadata', '--format-version', '1', '--locked', '--all-features'];
  const metadata = JSON.parse(execFileSync('cargo', args, { maxBuffer: 1 << 28, encoding: 'utf8' }));
  const ours = new Set(metadata.workspace_members);
  const shipped = reachedByServer(metadata);
  return metadata.packages
    .filter((it) => !ours.has(it.id))
    .map((it) => ({
      tree: 'crates',
      name: it.name,
      version: it.version,
      licence: it.license ?? undefined,
      isShipped: shipped.has(it.id),
    }));
}

/** The server and what it links; a dependency for tests or build scripts only is not in the binary. */
function reachedByServer(metadata) {
  const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));
  const server = metadata.packages.find((it) => it.name === 'server' && it.source === null);
  const reached = new Set();
  const visit = (id) => {
    if (reached.has(id)) return;
    reached.add(id);
    for (const { pkg, dep_kinds } of nodes.get(id).deps) if (dep_kinds.some((it) => it.kind === null)) visit(pkg);
  };
  if (server) visit(server.id);
  return reached;
}

/** @param {string} folder with a package-lock.json and its node_modules @returns {Package[]} */
export function npmPackages(folder) {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  return installed(join(folder, 'node_modules')).map(({ path, manifest }) => {
    const locked = lock[path.slice(folder.length + 1)];
    return {
      tree: folder,
      name: manifest.name,
      version: manifest.version,
      licence: licenceOf(manifest) ?? licenceTextOf(path),
      isShipped: folder === 'web' && (!locked?.dev || BUNDLED_TOOLS.has(manifest.name)),
    };
  });
}

function licenceOf({ license, licenses }) {
  if (typeof license === 'string') return license;
  if (license?.type) return license.type;
  return licenses?.map((it) => it.type ?? it).join(' OR ');
}

/** Some packages name no licence but carry its text; the one that is recognised without doubt is MIT. */
function licenceTextOf(path) {
  const file = join(path, 'LICENSE');
  return existsSync(file) && readFileSync(file, 'utf8').trimStart().startsWith('MIT License') ? 'MIT' : undefined;
}

/** Every package below `folder`, also the nested ones; our own workspaces are links and left out. */
function installed(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory() || entry.name.startsWith('.')) return [];
    const path = join(folder, entry.name);
    if (entry.name.startsWith('@')) return installed(path);
    const file = join(path, 'package.json');
    if (!existsSync(file)) return [];
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    return [{ path, manifest }, ...installed(join(path, 'node_modules'))];
  });
}
