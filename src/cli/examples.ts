const examples: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  skyplan: [
    ['skyplan plan task.yaml', 'where would it run, and for how much?'],
    ['skyplan up task.yaml', 'run it there'],
    ['skyplan status', 'what runs now'],
  ],
  plan: [
    ['skyplan plan task.yaml', ''],
    ['skyplan plan task.yaml --any --budget 50', 'spot and on-demand compete; at most $50 in all'],
    ['skyplan plan task.yaml --cloud gcp --cloud aws', 'only these clouds'],
    ['skyplan plan task.yaml --json | jq .ranked[0]', 'the winner, for scripts'],
    ['skyplan plan task.yaml --out plan.json', 'save it; later: skyplan up task.yaml --plan plan.json'],
  ],
  gpus: [
    ['skyplan gpus', 'every accelerator with its cheapest offering'],
    ['skyplan gpus H100 --spot', 'where H100s are to be had as spot'],
    ['skyplan gpus A100-80GB --cloud azure', ''],
  ],
  catalog: [['skyplan catalog info', 'what the catalog holds and how old it is']],
  'catalog info': [['skyplan catalog info --json | jq .clouds', '']],
  up: [
    ['skyplan up task.yaml', 'shows the plan, asks, runs, follows'],
    ['skyplan up task.yaml -y --detach', 'for scripts: no question, returns when it runs'],
    ['skyplan up task.yaml --cloud local', 'try it on this machine, for nothing'],
    ['skyplan up task.yaml --plan plan.json', 'exactly the plan saved before'],
  ],
  status: [
    ['skyplan status', 'every job'],
    ['skyplan status train-k7f2q9ab', 'one job with its attempts'],
  ],
  logs: [
    ['skyplan logs train', ''],
    ['skyplan logs train -f', 'until it ends'],
  ],
  down: [
    ['skyplan down train', 'ends what is billed by the hour'],
    ['skyplan down train --purge', 'and deletes its checkpoints and logs'],
    ['skyplan down --all -y', ''],
  ],
  pull: [
    ['skyplan pull train', 'its checkpoints, into ./train-k7f2q9ab'],
    ['skyplan pull train results/model.json --to models', ''],
  ],
  cost: [
    ['skyplan cost', 'every job, and the sum'],
    ['skyplan cost train --json', ''],
  ],
  completion: [
    ['source <(skyplan completion bash)', 'in ~/.bashrc'],
    ['source <(skyplan completion zsh)', 'in ~/.zshrc'],
    ['skyplan completion fish > ~/.config/fish/completions/skyplan.fish', ''],
  ],
};

/** Examples of one command, as they stand at the end of its help; `skyplan` for the whole. */
export function examplesOf(command: string): string {
  const lines = examples[command] ?? [];
  const width = Math.max(0, ...lines.filter(([, what]) => what).map(([line]) => line.length));
  const text = lines.map(([line, what]) => (what ? `  ${line.padEnd(width)}  # ${what}` : `  ${line}`));
  const more = command === 'skyplan' ? "\n\nHelp on a command: 'skyplan plan --help'" : '';
  return text.length === 0 ? '' : `\nExamples:\n${text.join('\n')}${more}\n`;
}
