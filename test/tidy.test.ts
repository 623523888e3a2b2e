import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/disk/package-root.ts';
import { cloudNames, lonelyTests, purity, shapes } from './tidy/code-rules.ts';
import { links, namedPaths } from './tidy/doc-rules.ts';
import { importDirections, reaches } from './tidy/import-rules.ts';
import { type Finding, repositoryFiles, type SourceFile } from './tidy/source-file.ts';
import { fileLengths, fileNames, texts } from './tidy/text-rules.ts';

const files = repositoryFiles(packageRoot());

/** Commands that must start fast: none of what they load at once may be Pulumi, which costs half a second. */
const fastEntries = ['main', 'commands/plan', 'commands/gpus', 'commands/catalog', 'commands/completion'];

describe('the repository', () => {
  const rules: Record<string, () => Finding[]> = {
    'imports go one way': () => importDirections(files),
    'pure folders have no effects': () => purity(files),
    'src/ knows no cloud by name': () => cloudNames(files),
    'no enum, no default export, no function over 70 lines': () => shapes(files),
    'no lonely or skipped test': () => lonelyTests(files),
    'file names are kebab-case and say something': () => fileNames(files),
    'no file over 300 lines': () => fileLengths(files),
    'no leftovers, machine paths or registry hosts': () => texts(files),
    'links in documents resolve': () => links(files),
    'paths in ARCHITECTURE.md exist': () => namedPaths(files),
    'what must start fast loads no Pulumi': () =>
      fastEntries.flatMap((entry) => reaches(files, `src/cli/${entry}.ts`, '@pulumi/')),
  };
  it.each(Object.entries(rules))('%s', (_, rule) => {
    expect(rule()).toEqual([]);
  });

  it('is read whole: the rules had files to look at', () => {
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['src/base/assert.ts', 'bin/skyplan.js', '.ci/run', 'package.json']));
    expect(paths.filter((path) => path.includes('node_modules'))).toEqual([]);
    for (const entry of fastEntries) expect(paths).toContain(`src/cli/${entry}.ts`);
  });
});

describe('each rule can fail', () => {
  const file = (path: string, text: string): SourceFile => ({ path, text });
  const bad: [string, (files: SourceFile[]) => Finding[], SourceFile, RegExp][] = [
    [
      'an import to the right',
      importDirections,
      file('src/task/task.ts', "import { rank } from '../optimizer/rank.ts';"),
      /left of optimizer/,
    ],
    [
      'a type to the right',
      importDirections,
      file('src/base/a.ts', "import type { T } from '../cli/io.ts';"),
      /left of cli/,
    ],
    [
      'a dynamic import to the right',
      importDirections,
      file('src/host/a.ts', "await import('../broker/b.ts');"),
      /left of broker/,
    ],
    ['an unknown folder', importDirections, file('src/new/a.ts', "import '../base/assert.ts';"), /not among/],
    [
      'stacks from anywhere',
      importDirections,
      file('src/broker/a.ts', "import { p } from '../../stacks/index.ts';"),
      /only src\/cli\/main/,
    ],
    [
      'a cloud past the index',
      importDirections,
      file('src/cli/main.ts', "import { p } from '../../stacks/aws/index.ts';"),
      /only src\/cli\/main/,
    ],
    [
      'one cloud from another',
      importDirections,
      file('stacks/aws/a.ts', "import { p } from '../gcp/b.ts';"),
      /no other one/,
    ],
    [
      'a backend in a cloud',
      importDirections,
      file('stacks/aws/a.ts', "import { p } from '../../src/backend/b.ts';"),
      /uses base/,
    ],
    [
      'Pulumi in the CLI',
      importDirections,
      file('src/cli/a.ts', "const p = await import('@pulumi/pulumi');"),
      /Pulumi belongs/,
    ],
    [
      'Pulumi in a target.ts',
      importDirections,
      file('stacks/aws/target.ts', "import type { I } from '@pulumi/aws/ec2/instance.js';"),
      /Pulumi belongs/,
    ],
    [
      'tools from src',
      importDirections,
      file('src/disk/a.ts', "import { b } from '../../tools/build.mjs';"),
      /outside/,
    ],
    ['async in a pure folder', purity, file('src/task/a.ts', 'export async function f() {}'), /async/],
    ['await in a pure folder', purity, file('src/task/a.ts', 'await f();'), /await/],
    ['node:fs in a pure folder', purity, file('src/catalog/a.ts', "import fs from 'node:fs';"), /node:fs/],
    ['process in a pure folder', purity, file('src/policy/a.ts', 'const a = process.env.HOME;'), /process/],
    ['console in a pure folder', purity, file('src/policy/a.ts', "console.log('a');"), /console/],
    ['the clock in a pure folder', purity, file('src/ledger/a.ts', 'const a = Date.now();'), /Date.now/],
    ['the clock in other words', purity, file('src/ledger/a.ts', 'const a = new Date();'), /new Date/],
    ['chance in a pure folder', purity, file('src/optimizer/a.ts', 'const a = Math.random();'), /Math.random/],
    ['a cloud in a literal', cloudNames, file('src/broker/a.ts', "if (cloud === 'aws') f();"), /names aws/],
    ['a cloud in a name', cloudNames, file('src/broker/a.ts', 'const gcpZones = 1;'), /names gcp/],
    [
      'a cloud in a template',
      cloudNames,
      file('src/broker/a.ts', ['const a = `azure/$', '{b}`;'].join('')),
      /names azure/,
    ],
    ['the local cloud', cloudNames, file('src/broker/a.ts', "if (cloud === 'local') f();"), /names local/],
    ['an enum', shapes, file('src/task/a.ts', 'enum A { B }'), /enum/],
    ['a default export', shapes, file('src/task/a.ts', 'export default 1;'), /default export/],
    ['a long function', shapes, file('src/task/a.ts', `function f() {${'\n'.repeat(70)}}`), /71 lines/],
    ['a test alone', lonelyTests, file('src/a.test.ts', "it.only('a', () => {});"), /it.only/],
    ['a skipped suite', lonelyTests, file('src/a.test.ts', "describe.skip('a', () => {});"), /describe.skip/],
    ['camelCase', fileNames, file('src/task/myTask.ts', ''), /kebab-case/],
    ['a name of nothing', fileNames, file('src/task/string-utils.ts', ''), /says nothing/],
    ['a long file', fileLengths, file('src/task/a.ts', '\n'.repeat(301)), /301 lines/],
    ['a leftover', texts, file('src/task/a.ts', `// ${'TO'}${'DO'}: later`), /left over/],
    ['a machine path', texts, file('docs/a.md', `see /wo${'rk/main'}/src`), /one machine/],
    ['data from outside', texts, file('test/a.test.ts', `read('..${'/shared'}/data')`), /outside/],
    ['a registry host', texts, file('README.md', `https://registry.npm${'js'}.org`), /registry/],
    ['a dead link', links, file('README.md', 'see [this](docs/none.md)'), /not there/],
    ['a dead anchor', links, file('README.md', '# One\nsee [this](#two)'), /no such heading/],
    ['a path that moved', namedPaths, file('ARCHITECTURE.md', 'best? `optimizer/none.ts`'), /not there/],
  ];
  it.each(bad)('%s', (_, rule, input, message) => {
    const found = rule([input]).filter((finding) => !finding.includes('needs no exemption'));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });

  it('Pulumi behind two imports', () => {
    const chain = [
      file('src/cli/main.ts', "import { a } from './a.ts'; await import('./lazy.ts');"),
      file('src/cli/a.ts', "import { b } from '../backend/b.ts';"),
      file('src/cli/lazy.ts', "import '@pulumi/aws';"),
      file('src/backend/b.ts', "import { P } from '@pulumi/pulumi/automation/index.js';"),
    ];
    expect(reaches(chain, 'src/cli/main.ts', '@pulumi/')).toEqual([
      'src/cli/main.ts > src/cli/a.ts > src/backend/b.ts loads @pulumi/pulumi/automation/index.js',
    ]);
  });

  it('two folders that use each other', () => {
    const circle = [
      file('src/backend/a.ts', "import { b } from '../disk/b.ts';"),
      file('src/disk/b.ts', "import { a } from '../backend/a.ts';"),
    ];
    expect(importDirections(circle)).toEqual([
      'src/backend uses itself in a circle',
      'src/disk uses itself in a circle',
    ]);
  });
});
