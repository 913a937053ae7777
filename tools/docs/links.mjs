/** Where the documents' links and pictures lead, as far as it is in this repository. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const OUTSIDE = /^[a-z][a-z0-9+.-]*:/i;

/** `[words](target)` and `![words](target)` of a Markdown text, without what stands in code. */
export function linksOf(markdown) {
  const prose = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g)].map(([, sign, words, target]) => ({
    isPicture: sign === '!',
    words,
    target,
  }));
}

/** What can stand after `#`: headings as GitHub names them. */
export function anchorsOf(markdown) {
  const prose = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  return [...prose.matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** One line for each link of the file that leads nowhere and each picture that says nothing to the blind. */
export function faultsOf(root, file) {
  const markdown = readFileSync(join(root, file), 'utf8');
  return linksOf(markdown).flatMap(({ isPicture, words, target }) => {
    if (isPicture && words.trim() === '') return [`${file}: the picture ${target} has no words`];
    if (OUTSIDE.test(target)) return [];
    const [path, anchor] = target.split('#');
    const aim = path === '' ? file : normalize(join(dirname(file), decodeURIComponent(path)));
    if (!existsSync(join(root, aim))) return [`${file}: ${target} is not there`];
    if (anchor === undefined || !aim.endsWith('.md')) return [];
    const anchors = anchorsOf(readFileSync(join(root, aim), 'utf8'));
    return anchors.includes(anchor) ? [] : [`${file}: ${aim} has no heading #${anchor}`];
  });
}
