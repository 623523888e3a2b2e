import { posix } from 'node:path';
import type { Finding, SourceFile } from './source-file.ts';

/** Relative links in Markdown lead to a file or folder of the repository, and their #anchor to a heading there. */
export function links(files: readonly SourceFile[]): Finding[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const folders = new Set(files.flatMap(({ path }) => parents(path)));
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap((file) =>
      [...withoutCode(file.text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
        if (/^[a-z]+:/.test(link)) return [];
        const [to = '', anchor] = link.split('#');
        const target = to === '' ? file.path : posix.join(posix.dirname(file.path), to).replace(/\/$/, '');
        const found = byPath.get(target);
        if (!found && !folders.has(target)) return [`${file.path} links to ${link}, which is not there`];
        if (!anchor || !found || anchors(found.text).has(anchor)) return [];
        return [`${file.path} links to ${link}; ${target} has no such heading`];
      }),
    );
}

function parents(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Fenced blocks hold examples, not links. */
function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}

/** As GitHub makes them. */
function anchors(text: string): Set<string> {
  const headings = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ +(.*)$/gm)];
  return new Set(
    headings.map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

/** Every source file that ARCHITECTURE.md names in its text (`optimizer/rank.ts`) exists, at the root or under src/. */
export function namedPaths(files: readonly SourceFile[], document = 'ARCHITECTURE.md'): Finding[] {
  const known = new Set(files.map(({ path }) => path));
  const text = (files.find(({ path }) => path === document)?.text ?? '').replace(/^```[\s\S]*?^```/gm, '');
  const named = [...text.matchAll(/`([a-z][\w./-]*\/[\w.-]+\.(?:ts|mjs|js|py|csv|json))`/g)].map(
    ([, path = '']) => path,
  );
  return named
    .filter((path) => !known.has(path) && !known.has(`src/${path}`))
    .map((path) => `${document} names ${path}, which is not there`);
}
