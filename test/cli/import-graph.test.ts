import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every module that a command loads at once, by its static imports, and the packages among them. */
async function loadedBy(...entries: string[]) {
  const { metafile } = await build({
    entryPoints: entries.map((entry) => resolve(root, entry)),
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outdir: 'unused',
  });
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { path, kind, external } of metafile.inputs[file]?.imports ?? []) {
      if (kind !== 'import-statement') continue;
      if (!external) visit(path);
      else if (!path.startsWith('node:')) packages.add(path);
    }
  };
  for (const entry of entries) visit(entry);
  return { files: [...seen].toSorted(), packages: [...packages].toSorted() };
}

it('--help loads commander and colours at most, and nothing of tasks, catalog or clouds', async () => {
  const { files, packages } = await loadedBy('src/cli/main.ts');
  expect(packages).toEqual(['commander']);
  expect(files).toMatchInlineSnapshot(`
    [
      "src/base/exit-code.ts",
      "src/base/user-error.ts",
      "src/cli/examples.ts",
      "src/cli/io.ts",
      "src/cli/main.ts",
      "src/cli/program.ts",
      "stacks/index.ts",
    ]
  `);
});

it.each(['plan', 'gpus', 'catalog', 'completion'])('%s loads no Pulumi and no cloud', async (command) => {
  const { files, packages } = await loadedBy('src/cli/main.ts', `src/cli/commands/${command}.ts`);
  expect(packages.filter((name) => name.startsWith('@pulumi') || name === 'execa')).toEqual([]);
  expect(files.filter((file) => file.startsWith('stacks/') && file !== 'stacks/index.ts')).toEqual([]);
  expect(files.filter((file) => file.startsWith('src/backend/'))).toEqual([]);
});

it('a provider that tells its offerings loads no Pulumi either', async () => {
  const { files, packages } = await loadedBy('stacks/local/index.ts');
  expect(packages.filter((name) => name.startsWith('@pulumi'))).toEqual([]);
  expect(files).not.toContain('stacks/local/program.ts');
});

it('every command is behind an import() of its own', () => {
  const text = readFileSync(resolve(root, 'src/cli/program.ts'), 'utf8');
  expect(text).not.toMatch(/^import .*commands\//m);
});
