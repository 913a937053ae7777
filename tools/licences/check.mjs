/**
 * Refuses a dependency whose licence does not go with "MIT OR Apache-2.0".
 * With --shipped it also lists what the binary and the built web carry, by licence.
 */
import { join } from 'node:path';
import { crates, npmPackages } from './packages.mjs';
import { isAcceptable } from './spdx.mjs';

process.chdir(join(import.meta.dirname, '..', '..'));

const packages = [...crates(), ...npmPackages('web'), ...npmPackages('e2e')];
const refused = packages.filter((it) => !isAcceptable(it.licence));

for (const tree of new Set(packages.map((it) => it.tree))) {
  const those = packages.filter((it) => it.tree === tree);
  console.log(`${tree}: ${those.length} packages, ${those.filter((it) => it.isShipped).length} of them shipped`);
}
if (process.argv.includes('--shipped')) listShipped();

for (const it of refused) console.error(`Refused: ${it.tree} ${it.name} ${it.version}: ${it.licence ?? 'no licence named'}`);
process.exitCode = refused.length > 0 ? 1 : 0;

function listShipped() {
  /** @type {Record<string, string[]>} */
  const byLicence = {};
  for (const it of packages.filter((it) => it.isShipped)) (byLicence[it.licence] ??= []).push(`${it.name} ${it.version}`);
  for (const [licence, those] of Object.entries(byLicence).sort((a, b) => b[1].length - a[1].length))
    console.log(`\n${licence}\n  ${those.sort().join(', ')}`);
}
