import { isPair, isScalar, type Node, visit } from 'yaml';
import type { Problem } from '../base/user-error.ts';
import { keyText, problemAt, type YamlText } from './yaml-text.ts';

/** Places of `{{ … }}` and `{% … %}` outside scripts and values that may hold them: the file is then a template, not a task. */
export function findTemplates(yaml: YamlText): Problem[] {
  if (!/\{\{|\{%/.test(yaml.text)) return [];
  const allowed = allowedSpans(yaml);
  const problems: Problem[] = [];
  for (const match of yaml.text.matchAll(/\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}/g)) {
    const start = match.index;
    const line = yaml.text.slice(0, start).split('\n').at(-1) ?? '';
    if (/(^|\s)#/.test(line) || allowed.some((span) => span.start <= start && start < span.end)) continue;
    problems.push(
      problemAt(
        yaml,
        { start, end: start + match[0].length },
        `\`${match[0]}\` is a placeholder of a template, not a value.`,
        'Fill the template in first, and plan the result. For values from outside use `envs` and `--env`.',
      ),
    );
  }
  return problems;
}

/** Text that is handed on as it is: scripts, environment, config. */
function allowedSpans(yaml: YamlText): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = [];
  for (const document of yaml.documents) {
    visit(document, {
      Scalar(_key, node, path) {
        const top = path.find((step) => isPair(step));
        const key = top && isPair(top) ? keyText(top, document) : undefined;
        if (key && /^(setup|run|envs|secrets|config)$/.test(key) && isTextNode(node))
          spans.push({ start: node.range[0], end: node.range[2] });
      },
    });
  }
  return spans;
}

function isTextNode(node: Node): node is Node & { range: [number, number, number] } {
  return isScalar(node) && typeof node.value === 'string' && Boolean(node.range);
}

const oumiKeys = ['working_dir', 'storage_mounts', 'user'];

/** What is said of a top-level key that is not ours but well known; null accepts it in silence. */
export function explainForeignKey(key: string): { message: string; hint: string } | null | undefined {
  if (oumiKeys.includes(key)) {
    return {
      message: `\`${key}\` is a key of Oumi's job files, which are another dialect.`,
      hint: 'In a SkyPilot task write `workdir` for `working_dir`, `file_mounts` for `storage_mounts`, and leave `user` out.',
    };
  }
  switch (key) {
    case 'service':
      return {
        message: 'skyplan runs jobs that end; a `service` (SkyServe) that stays up is not supported.',
        hint: 'Remove `service` to plan and run this as a job (its replica then costs what one node of the plan costs), or serve it with `sky serve up`.',
      };
    case 'pool':
      return {
        message: 'skyplan runs jobs that end; a `pool` of waiting workers is not supported.',
        hint: 'Remove `pool` and set `num_nodes`, or start one job per worker.',
      };
    default:
      return key.startsWith('_') ? null : undefined;
  }
}
